import { Hono } from 'hono'
import { changeSettings, type Platform } from '../platform.ts'
import type { LineEnv } from './line-context.ts'
import { LineError } from './line-error.ts'
import { requireRichMenu } from './rich-menu-routes.ts'

/** /v2/bot/user/{all|userId}/richmenu: which menu is shown to whom. A user's own menu wins over the default. */
export function richMenuLinkRoutes(platform: Platform): Hono<LineEnv> {
  const { store } = platform
  const app = new Hono<LineEnv>()
  app.post('/all/richmenu/:id', (c) => {
    requireShowable(platform, c.req.param('id'))
    changeSettings(platform, { defaultRichMenuId: c.req.param('id') })
    return c.json({})
  })
  app.get('/all/richmenu', (c) => {
    const richMenuId = platform.settings().defaultRichMenuId
    if (richMenuId === null) throw new LineError(404, 'no default richmenu')
    return c.json({ richMenuId })
  })
  app.delete('/all/richmenu', (c) => {
    changeSettings(platform, { defaultRichMenuId: null })
    return c.json({})
  })
  app.post('/:userId/richmenu/:id', (c) => {
    requireShowable(platform, c.req.param('id'))
    // For somebody who is no friend LINE answers 200 and does nothing.
    const user = store.get('user', c.req.param('userId'))
    if (user) store.put('user', user.id, { ...user, richMenuId: c.req.param('id') })
    return c.json({})
  })
  app.get('/:userId/richmenu', (c) => {
    const richMenuId = store.get('user', c.req.param('userId'))?.richMenuId
    if (richMenuId === null || richMenuId === undefined) {
      throw new LineError(404, 'the user has no richmenu')
    }
    return c.json({ richMenuId })
  })
  app.delete('/:userId/richmenu', (c) => {
    const user = store.get('user', c.req.param('userId'))
    if (user) store.put('user', user.id, { ...user, richMenuId: null })
    return c.json({})
  })
  return app
}

function requireShowable(platform: Platform, id: string): void {
  if (requireRichMenu(platform, id).image === null) {
    throw new LineError(400, 'must upload richmenu image before applying it to user')
  }
}
