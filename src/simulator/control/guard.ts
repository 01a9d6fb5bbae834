import { createMiddleware } from 'hono/factory'

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

/**
 * Lets in only programs and pages of this machine: a web page elsewhere must not drive the simulator,
 * neither cross-origin nor by a name that it lets point to 127.0.0.1.
 */
export const localOnly = createMiddleware(async (c, next) => {
  const host = c.req.header('host') ?? ''
  if (!LOOPBACK_HOST.test(host)) {
    return c.json({ error: 'Use http://localhost or http://127.0.0.1 to reach /_sim.' }, 403)
  }
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  const isForeign = (origin !== undefined && origin !== `http://${host}`) || !isOwnSite(site)
  if (isForeign) return c.json({ error: 'Requests from other web pages are refused.' }, 403)
  await next()
})

function isOwnSite(site: string | undefined): boolean {
  return site === undefined || site === 'same-origin' || site === 'none'
}
