import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export interface Asset {
  type: string
  bytes: Buffer
  maxAge: number
}

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}
const OWN = new URL('./browser/', import.meta.url)
const FONT = new URL('./', import.meta.resolve('@fontsource/noto-sans-tc/400.css'))
const FONT_MAX_AGE = 86_400

/** A script or style of the page; null for anything that is not one of them. */
export function readAsset(name: string): Promise<Asset | null> {
  return /^[a-z-]+\.(js|css|svg)$/.test(name) ? read(new URL(name, OWN), 0) : Promise.resolve(null)
}

/** The Chinese web font, straight from its npm package, so that no other host is asked. */
export function readFont(name: string): Promise<Asset | null> {
  if (/^[457]00\.css$/.test(name)) return read(new URL(name, FONT), FONT_MAX_AGE)
  if (!/^noto-sans-tc-[a-z0-9-]+\.woff2$/.test(name)) return Promise.resolve(null)
  return read(new URL(`files/${name}`, FONT), FONT_MAX_AGE)
}

async function read(url: URL, maxAge: number): Promise<Asset | null> {
  const type = TYPES[url.pathname.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
  try {
    return { type, bytes: await readFile(fileURLToPath(url)), maxAge }
  } catch {
    return null
  }
}
