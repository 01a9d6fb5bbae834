import { Hono } from 'hono'
import { z } from 'zod'
import { Impossible, requireActor } from '../phone/actor.ts'
import { shownRichMenu } from '../phone/rich-menu.ts'
import { findButton, performAction, postback } from '../phone/tap.ts'
import { editText, unsend, writeText } from '../phone/write.ts'
import type { Platform } from '../platform.ts'
import type { JsonObject, Message } from '../state/records.ts'
import { Params, Place, readInput } from './input.ts'

const Text = Place.extend({ text: z.string().min(1).max(5000), mention_bot: z.boolean().optional() })
const Tap = Place.extend({
  message_id: z.string().optional(),
  button: z.int().positive().optional(),
  label: z.string().optional(),
  bubble: z.int().positive().optional(),
  params: Params.optional(),
  device: z.enum(['phone', 'pc']).default('phone'),
})
const Edit = z.strictObject({ message_id: z.string(), text: z.string().min(1).max(5000) })
const Unsend = z.strictObject({ message_id: z.string() })
const Postback = Place.extend({ data: z.string(), params: Params.optional() })
const RichMenuTap = Place.extend({ area: z.int().positive() })

/** What a person does on the phone; each answer has the bot's HTTP status (null: it could not be reached). */
export function actionRoutes(platform: Platform): Hono {
  const app = new Hono()
  const actorOf = (id: string, place: z.infer<typeof Place>) =>
    requireActor(platform, id, { groupId: place.group_id, withoutUserId: place.without_user_id })
  app.post('/:id/text', async (c) => {
    const input = await readInput(c, Text)
    const actor = actorOf(c.req.param('id'), input)
    return c.json(await writeText(platform, actor, { text: input.text, mentionBot: input.mention_bot }))
  })
  app.post('/:id/tap', async (c) => {
    const input = await readInput(c, Tap)
    const { message_id: messageId, label, button, bubble, params } = input
    const message = messageId === undefined ? undefined : platform.store.get('message', messageId)
    const group = input.group_id ?? (message?.chat.startsWith('C') ? message.chat : undefined)
    const actor = actorOf(c.req.param('id'), { ...input, group_id: group })
    const isPc = input.device === 'pc'
    const action = findButton(platform, actor.chat, { messageId, label, button, bubble, isPc })
    return c.json(await performAction(platform, actor, action, { params, isPc }))
  })
  app.post('/:id/richmenu', async (c) => {
    const input = await readInput(c, RichMenuTap)
    const actor = actorOf(c.req.param('id'), input)
    const areas = shownRichMenu(platform, actor.user)?.menu.areas as { action: JsonObject }[] | undefined
    const area = areas?.[input.area - 1]
    if (!area) throw new Impossible(404, `The rich menu of ${actor.user.name} has no area ${input.area}.`)
    return c.json(await performAction(platform, actor, area.action))
  })
  app.post('/:id/postback', async (c) => {
    const input = await readInput(c, Postback)
    const actor = actorOf(c.req.param('id'), input)
    return c.json(await postback(platform, actor, input.data, input.params))
  })
  app.post('/:id/edit', async (c) => {
    const { message_id, text } = await readInput(c, Edit)
    const message = requireOwnMessage(platform, c.req.param('id'), message_id)
    if (!message.chat.startsWith('C')) throw new Impossible(400, 'LINE lets people edit in group chats only.')
    if (message.payload.type !== 'text') throw new Impossible(400, 'Only text messages can be edited.')
    return c.json(
      await editText(platform, actorOf(c.req.param('id'), { group_id: message.chat }), message, text),
    )
  })
  app.post('/:id/unsend', async (c) => {
    const message = requireOwnMessage(platform, c.req.param('id'), (await readInput(c, Unsend)).message_id)
    const group_id = message.chat.startsWith('C') ? message.chat : undefined
    return c.json(await unsend(platform, actorOf(c.req.param('id'), { group_id }), message))
  })
  return app
}

function requireOwnMessage(platform: Platform, userId: string, messageId: string): Message {
  const message = platform.store.get('message', messageId)
  const isOwn = message?.userId === userId && !message.displayOnly && !message.unsent
  if (!message || !isOwn) throw new Impossible(404, `User ${userId} has sent no message ${messageId}.`)
  return message
}
