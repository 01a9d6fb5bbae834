import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import type { ConsoleEnv } from './view.ts'

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}
const OWN = new URL('./assets/', import.meta.url)
const FONT = new URL('./', import.meta.resolve('@fontsource/noto-sans-tc/400.css'))
const DAY_S = 24 * 60 * 60

/** Where a name leads, and for how long a browser may keep it (s); null for what is none of ours. */
function find(name: string): { url: URL; maxAge: number } | null {
  if (/^[a-z-]+\.(js|css|svg)$/.test(name)) return { url: new URL(name, OWN), maxAge: 0 }
  // The Chinese web font, straight from its npm package, so that no other host is asked.
  if (/^fonts\/[457]00\.css$/.test(name)) return { url: new URL(name.slice(6), FONT), maxAge: DAY_S }
  if (/^fonts\/files\/noto-sans-tc-[a-z0-9-]+\.woff2$/.test(name))
    return { url: new URL(name.slice(6), FONT), maxAge: DAY_S }
  return null
}

/** Scripts, styles and fonts of the pages; open to everybody. */
export function assetRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/:name{.+}', async (c) => {
    const found = find(c.req.param('name'))
    const bytes = found && (await readFile(fileURLToPath(found.url)).catch(() => null))
    if (!found || !bytes) return c.text('Not found', 404)
    const type = TYPES[found.url.pathname.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
    const keep = found.maxAge > 0 ? `public, max-age=${found.maxAge}` : 'no-cache'
    return c.body(new Uint8Array(bytes), 200, { 'content-type': type, 'cache-control': keep })
  })
  return app
}
