import { createMiddleware } from 'hono/factory'
import type { ConsoleEnv } from './view.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Nothing of another host, nothing inline, no frame around us, nothing kept by the browser. */
export const securityHeaders = createMiddleware<ConsoleEnv>(async (c, next) => {
  await next()
  c.header('content-security-policy', POLICY)
  c.header('x-content-type-options', 'nosniff')
  c.header('x-frame-options', 'DENY')
  // Not "no-referrer": a browser would say "Origin: null" with every form then.
  c.header('referrer-policy', 'same-origin')
  c.header('cross-origin-opener-policy', 'same-origin')
  c.header('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
})
