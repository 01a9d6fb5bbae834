import { Hono } from 'hono'
import type { Platform } from '../platform.ts'
import type { JsonObject } from '../state/records.ts'
import { type LineEnv, requireBody } from './line-context.ts'
import { badProperty, LineError } from './line-error.ts'

const ALIAS = /^[a-z0-9_-]{1,32}$/

/** /v2/bot/richmenu/alias: names for rich menus, to which richmenuswitch actions point. */
export function richMenuAliasRoutes(platform: Platform): Hono<LineEnv> {
  const { store } = platform
  const app = new Hono<LineEnv>()
  const requireTarget = (body: JsonObject): string => {
    const id = body.richMenuId
    if (typeof id !== 'string' || !store.get('richMenu', id)) throw new LineError(400, 'richmenu not found')
    return id
  }
  const requireAlias = (id: string) => {
    const alias = store.get('richMenuAlias', id)
    if (!alias) throw new LineError(404, 'richmenu alias not found')
    return alias
  }
  app.post('/', (c) => {
    const body = requireBody(c)
    const alias = body.richMenuAliasId
    if (typeof alias !== 'string' || !ALIAS.test(alias)) throw badProperty('richMenuAliasId')
    if (store.get('richMenuAlias', alias)) throw new LineError(400, 'conflict richmenu alias id')
    store.put('richMenuAlias', alias, { richMenuId: requireTarget(body) })
    return c.json({})
  })
  app.get('/list', (c) =>
    c.json({
      aliases: store
        .entries('richMenuAlias')
        .map(([richMenuAliasId, { richMenuId }]) => ({ richMenuAliasId, richMenuId })),
    }),
  )
  app.get('/:alias', (c) => {
    const richMenuAliasId = c.req.param('alias')
    return c.json({ richMenuAliasId, richMenuId: requireAlias(richMenuAliasId).richMenuId })
  })
  app.post('/:alias', (c) => {
    requireAlias(c.req.param('alias'))
    store.put('richMenuAlias', c.req.param('alias'), { richMenuId: requireTarget(requireBody(c)) })
    return c.json({})
  })
  app.delete('/:alias', (c) => {
    requireAlias(c.req.param('alias'))
    store.remove('richMenuAlias', c.req.param('alias'))
    return c.json({})
  })
  return app
}
