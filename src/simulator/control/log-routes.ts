import { type Context, Hono } from 'hono'
import { Impossible, requireUser } from '../phone/actor.ts'
import type { Platform } from '../platform.ts'
import { presentCall, presentMessage, presentWebhook } from './presenters.ts'

const MAX_ITEMS = 10_000

/** What happened: messages of a chat, API calls that LINE got, webhooks that LINE sent. */
export function logRoutes(platform: Platform): Hono {
  const { store } = platform
  const app = new Hono()
  app.get('/users/:id/messages', (c) => {
    const user = requireUser(platform, c.req.param('id'))
    const groupId = c.req.query('group_id')
    if (groupId !== undefined && !store.get('group', groupId)?.members.includes(user.id)) {
      throw new Impossible(404, `${user.name} is in no group ${groupId}.`)
    }
    return c.json(page(c, store.messagesOf(groupId ?? user.id), presentMessage))
  })
  app.get('/calls', (c) => c.json(page(c, store.list('call'), presentCall)))
  app.get('/webhooks', (c) => c.json(page(c, store.list('webhook'), presentWebhook)))
  return app
}

function page<T extends { seq: number }>(c: Context, rows: T[], present: (row: T) => object): object {
  const after = wholeNumber(c, 'after', 0)
  const limit = Math.min(wholeNumber(c, 'limit', MAX_ITEMS), MAX_ITEMS)
  const last = wholeNumber(c, 'last', MAX_ITEMS)
  const found = rows
    .filter((row) => row.seq > after)
    .slice(-last)
    .slice(0, limit)
  return { items: found.map(present), next: found.at(-1)?.seq ?? after }
}

function wholeNumber(c: Context, name: string, fallback: number): number {
  const text = c.req.query(name)
  if (text === undefined) return fallback
  if (!/^\d+$/.test(text)) throw new Impossible(400, `Give ${name} as a whole number.`)
  return Number(text)
}
