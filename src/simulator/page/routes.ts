import { Hono } from 'hono'
import type { Platform } from '../platform.ts'
import { readAsset, readFont } from './assets.ts'
import { phonePage } from './phone-page.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page with the phones at `/`, and its own scripts, styles and fonts under /_page. */
export function pageRoutes(platform: Platform): Hono {
  const app = new Hono()
  app.get('/', (c) => {
    c.header('content-security-policy', POLICY)
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'no-referrer')
    return c.html(phonePage(platform.channel.bot.displayName))
  })
  app.get('/_page/fonts/:name', (c) => send(readFont(c.req.param('name'))))
  app.get('/_page/fonts/files/:name', (c) => send(readFont(c.req.param('name'))))
  app.get('/_page/:name', (c) => send(readAsset(c.req.param('name'))))
  return app
}

async function send(
  asset: Promise<{ type: string; bytes: Buffer; maxAge: number } | null>,
): Promise<Response> {
  const found = await asset
  if (!found) return new Response('Not found', { status: 404 })
  const headers = {
    'content-type': found.type,
    'cache-control': found.maxAge > 0 ? `public, max-age=${found.maxAge}` : 'no-cache',
    'x-content-type-options': 'nosniff',
  }
  return new Response(new Uint8Array(found.bytes), { headers })
}
