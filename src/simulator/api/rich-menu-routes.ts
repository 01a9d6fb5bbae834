import { Hono } from 'hono'
import { richMenuProblems } from '../limits/rich-menu.ts'
import { imageProblem } from '../limits/rich-menu-image.ts'
import type { Platform } from '../platform.ts'
import { randomHex } from '../state/random-ids.ts'
import type { JsonObject, RichMenu } from '../state/records.ts'
import { type LineEnv, requireBody } from './line-context.ts'
import { LineError } from './line-error.ts'
import { richMenuAliasRoutes } from './rich-menu-alias-routes.ts'

const MAX_RICH_MENUS = 1000

export function requireRichMenu(platform: Platform, id: string): RichMenu {
  const menu = platform.store.get('richMenu', id)
  if (!menu) throw new LineError(404, 'richmenu not found')
  return menu
}

/** /v2/bot/richmenu: menus, their images and aliases. */
export function richMenuRoutes(platform: Platform): Hono<LineEnv> {
  const { store } = platform
  const app = new Hono<LineEnv>()
  app.route('/alias', richMenuAliasRoutes(platform))
  app.post('/validate', (c) => {
    requireValid(requireBody(c))
    return c.json({})
  })
  app.post('/', (c) => {
    const menu = requireBody(c)
    requireValid(menu)
    if (store.count('richMenu') >= MAX_RICH_MENUS) throw new LineError(400, 'Too many rich menus')
    const richMenuId = `richmenu-${randomHex(16)}`
    store.put('richMenu', richMenuId, { menu, image: null })
    return c.json({ richMenuId })
  })
  app.get('/list', (c) =>
    c.json({ richmenus: store.entries('richMenu').map(([id, { menu }]) => ({ richMenuId: id, ...menu })) }),
  )
  app.get('/:id', (c) => {
    const richMenuId = c.req.param('id')
    return c.json({ richMenuId, ...requireRichMenu(platform, richMenuId).menu })
  })
  app.delete('/:id', (c) => {
    requireRichMenu(platform, c.req.param('id'))
    store.remove('richMenu', c.req.param('id'))
    return c.json({})
  })
  app.post('/:id/content', async (c) => {
    const id = c.req.param('id')
    const richMenu = requireRichMenu(platform, id)
    if (richMenu.image) throw new LineError(400, 'An image has already been uploaded to the richmenu')
    const type = c.req.header('content-type') ?? ''
    const bytes = Buffer.from(await c.req.arrayBuffer())
    const problem = imageProblem(type, bytes)
    if (problem !== null) throw new LineError(400, problem)
    store.put('richMenu', id, { ...richMenu, image: { type, base64: bytes.toString('base64') } })
    return c.json({})
  })
  app.get('/:id/content', (c) => {
    const { image } = requireRichMenu(platform, c.req.param('id'))
    if (!image) throw new LineError(404, 'Not found')
    return c.body(Buffer.from(image.base64, 'base64'), 200, { 'content-type': image.type })
  })
  return app
}

function requireValid(menu: JsonObject): void {
  const details = richMenuProblems(menu)
  if (details.length === 0) return
  throw new LineError(400, { message: `The request body has ${details.length} error(s)`, details })
}
