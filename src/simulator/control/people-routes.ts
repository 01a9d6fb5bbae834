import { Hono } from 'hono'
import { z } from 'zod'
import { Impossible, requireUser } from '../phone/actor.ts'
import { block, follow } from '../phone/follow.ts'
import { changeGroup, openGroup, removeBot } from '../phone/groups.ts'
import type { Platform } from '../platform.ts'
import { newGroupId, newUserId } from '../state/random-ids.ts'
import type { Group } from '../state/records.ts'
import { GroupId, readInput, UserId } from './input.ts'
import { presentGroup, presentUser } from './presenters.ts'

const NewUser = z.strictObject({
  name: z.string().min(1).max(100),
  user_id: UserId.optional(),
  language: z.string().optional(),
  role: z.string().max(100).nullable().optional(),
  silent: z.boolean().optional(),
})

const NewGroup = z.strictObject({
  name: z.string().min(1).max(100),
  members: z.array(UserId),
  group_id: GroupId.optional(),
  silent: z.boolean().optional(),
})

/** Users and groups: who is there, who comes, who goes. */
export function peopleRoutes(platform: Platform): Hono {
  const { store } = platform
  const app = new Hono()
  app.get('/users', (c) => c.json({ items: store.list('user').map((user) => presentUser(platform, user)) }))
  app.post('/users', async (c) => {
    const { name, user_id, language, role, silent } = await readInput(c, NewUser)
    const before = user_id === undefined ? undefined : store.get('user', user_id)
    if (before) {
      const changed = { ...before, name, language: language ?? before.language, role: role ?? before.role }
      store.put('user', before.id, changed)
      return c.json({ user_id: before.id, name })
    }
    const id = user_id ?? newUserId()
    const added = {
      id,
      name,
      role: role ?? null,
      language: language ?? 'zh-TW',
      blocked: false,
      richMenuId: null,
    }
    store.put('user', id, added)
    const status = silent ? null : (await follow(platform, added, false)).status
    return c.json({ user_id: id, name, status }, 201)
  })
  app.post('/users/:id/block', async (c) => {
    const { status } = await block(platform, requireUser(platform, c.req.param('id')))
    return c.json({ status })
  })
  app.post('/users/:id/unblock', async (c) => {
    const { status } = await follow(platform, requireUser(platform, c.req.param('id')), true)
    return c.json({ status })
  })
  app.get('/richmenus/:id/image', (c) => {
    const image = store.get('richMenu', c.req.param('id'))?.image
    if (!image) throw new Impossible(404, 'There is no such rich menu image.')
    return c.body(Buffer.from(image.base64, 'base64'), 200, { 'content-type': image.type })
  })
  app.route('/groups', groupRoutes(platform))
  return app
}

function groupRoutes(platform: Platform): Hono {
  const app = new Hono()
  app.get('/', (c) => c.json({ items: platform.store.list('group').map(presentGroup) }))
  app.post('/', async (c) => {
    const { name, members, group_id, silent = false } = await readInput(c, NewGroup)
    for (const id of members) requireUser(platform, id)
    const before = group_id === undefined ? undefined : platform.store.get('group', group_id)
    const group: Group = {
      id: group_id ?? newGroupId(),
      name,
      members: [...new Set(members)],
      botIsMember: true,
    }
    if (before?.botIsMember) await changeGroup(platform, before, group, silent)
    else await openGroup(platform, group, silent)
    return c.json(presentGroup(group), before ? 200 : 201)
  })
  app.delete('/:id', async (c) => {
    const group = platform.store.get('group', c.req.param('id'))
    if (!group?.botIsMember) throw new Impossible(404, 'The bot is in no such group.')
    const { status } = await removeBot(platform, group)
    return c.json({ status })
  })
  return app
}
