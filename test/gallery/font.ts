import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { raw } from 'hono/html'

/** The CJK font as a style sheet with everything in it, so that a drawn page asks nobody for it. */
export function fontStyle() {
  const css = createRequire(import.meta.url).resolve('@fontsource/noto-sans-tc/500.css')
  const inlined = readFileSync(css, 'utf8').replace(/url\((\.\/[^)]+\.woff2)\)/g, (_, file: string) => {
    const data = readFileSync(path.join(path.dirname(css), file)).toString('base64')
    return `url(data:font/woff2;base64,${data})`
  })
  return raw(inlined)
}
