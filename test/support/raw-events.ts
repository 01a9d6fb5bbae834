import type { Bot } from './bot.ts'
import type { Phone } from './phone.ts'

type Event = Record<string, unknown> & { webhookEventId: string; message?: Record<string, unknown> }

/** Somebody acts while LINE cannot reach the bot: the events, with reply tokens that are good, for a test to deliver. */
export async function withheld(bot: Bot, act: () => Promise<unknown>): Promise<Event[]> {
  const at = bot.sim.url
  const { body: settings } = await bot.request('GET', '/_sim/settings', { at })
  const { body: before } = await bot.request('GET', '/_sim/webhooks', { at })
  await bot.request('PUT', '/_sim/settings', { at, body: { webhook_url: null } })
  await act()
  await bot.request('PUT', '/_sim/settings', { at, body: { webhook_url: settings.webhook_url } })
  const { body: after } = await bot.request('GET', `/_sim/webhooks?after=${before.next}`, { at })
  return (after.items as { body: string }[]).flatMap(
    (it) => (JSON.parse(it.body) as { events: Event[] }).events,
  )
}

/** LINE delivers events for the first time, one after the other in this order. */
export async function deliver(bot: Bot, events: Event[]): Promise<void> {
  for (const event of events) {
    await bot.request('POST', '/_sim/webhook', { at: bot.sim.url, body: { events: [event] } })
    await bot.runTasks()
  }
}

/** LINE delivers an event once more, marked as such; its reply token lives anew. */
export async function redeliver(bot: Bot, { webhookEventId }: Pick<Event, 'webhookEventId'>): Promise<void> {
  const body = { webhook_event_id: webhookEventId }
  await bot.request('POST', '/_sim/webhook/redeliver', { at: bot.sim.url, body })
  await bot.runTasks()
}

/** Somebody sends what is no text. @returns the message's id; null if LINE does not let them, as after a block. */
export async function sendMedia(bot: Bot, phone: Phone, type = 'image'): Promise<string | null> {
  const [event] = await withheld(bot, () => phone.sim('text', { text: type }))
  if (!event) return null
  const id = String(event.message?.id)
  await deliver(bot, [{ ...event, message: { id, type } }])
  return id
}
