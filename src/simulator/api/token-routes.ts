import { Hono } from 'hono'
import type { Platform } from '../platform.ts'
import { newOpaqueToken } from '../state/random-ids.ts'
import type { LineEnv } from './line-context.ts'

const LIFE_SECONDS = 900

/** /oauth2/v3/token: stateless channel access tokens by channel id and secret; they live 15 minutes. */
export function tokenRoutes(platform: Platform): Hono<LineEnv> {
  const app = new Hono<LineEnv>()
  app.post('/v3/token', async (c) => {
    const form = new URLSearchParams(await c.req.text())
    if (form.get('grant_type') !== 'client_credentials') {
      return c.json({ error: 'unsupported_grant_type', error_description: 'unsupported grant_type' }, 400)
    }
    const { id, secret } = platform.channel
    if (form.get('client_id') !== id || form.get('client_secret') !== secret) {
      return c.json({ error: 'invalid_client', error_description: 'invalid client_id or client_secret' }, 400)
    }
    const token = newOpaqueToken()
    platform.store.put('accessToken', token, { expiresAt: platform.now() + LIFE_SECONDS * 1000 })
    return c.json({ token_type: 'Bearer', access_token: token, expires_in: LIFE_SECONDS })
  })
  return app
}
