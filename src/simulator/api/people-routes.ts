import { Hono } from 'hono'
import { groupHasLostTheBot } from '../phone/groups.ts'
import type { Platform } from '../platform.ts'
import { newOpaqueToken } from '../state/random-ids.ts'
import type { Group } from '../state/records.ts'
import type { LineEnv } from './line-context.ts'
import { LineError } from './line-error.ts'

const notFound = () => new LineError(404, 'Not found')

/** The bot itself, profiles of users, and groups. */
export function peopleRoutes(platform: Platform): Hono<LineEnv> {
  const { store, channel } = platform
  const app = new Hono<LineEnv>()
  app.get('/info', (c) => c.json({ ...channel.bot, chatMode: 'bot', markAsReadMode: 'auto' }))
  app.get('/profile/:userId', (c) => {
    const user = store.get('user', c.req.param('userId'))
    if (!user || user.blocked) throw notFound()
    return c.json({ displayName: user.name, userId: user.id, language: user.language })
  })
  app.get('/followers/ids', () => {
    throw new LineError(403, 'Access to this API is not available for your account')
  })
  app.post('/user/:userId/linkToken', (c) => {
    if (!store.get('user', c.req.param('userId'))) throw notFound()
    return c.json({ linkToken: newOpaqueToken() })
  })
  app.route('/group', groupRoutes(platform))
  return app
}

function groupRoutes(platform: Platform): Hono<LineEnv> {
  const app = new Hono<LineEnv>()
  const groupOf = (id: string): Group => {
    const group = platform.store.get('group', id)
    if (!group?.botIsMember) throw notFound()
    return group
  }
  app.get('/:groupId/summary', (c) => {
    const group = groupOf(c.req.param('groupId'))
    return c.json({ groupId: group.id, groupName: group.name })
  })
  app.get('/:groupId/members/count', (c) => c.json({ count: groupOf(c.req.param('groupId')).members.length }))
  app.get('/:groupId/members/ids', () => {
    throw new LineError(403, 'Access to this API is not available for your account')
  })
  app.get('/:groupId/member/:userId', (c) => {
    const group = groupOf(c.req.param('groupId'))
    const user = platform.store.get('user', c.req.param('userId'))
    if (!user || !group.members.includes(user.id)) throw notFound()
    return c.json({ displayName: user.name, userId: user.id })
  })
  app.post('/:groupId/leave', (c) => {
    groupHasLostTheBot(platform, groupOf(c.req.param('groupId')))
    return c.json({})
  })
  return app
}
