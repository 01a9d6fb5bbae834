import type { Bot } from './bot.ts'
import type { Phone, Received } from './phone.ts'

/** A group chat with the bot in it. */
export type Group = {
  id: string
  /** What the bot has said there since the last look. */
  heard(): Promise<Received[]>
  says(phone: Phone, text: string, more?: { mention_bot?: boolean; without_user_id?: boolean }): Promise<void>
  /** Presses a button there, or what somebody made look like one. */
  taps(phone: Phone, data: string, more?: { without_user_id?: boolean }): Promise<void>
  /** Changes a text that somebody wrote there before. */
  edits(phone: Phone, before: string, after: string): Promise<void>
  /** The bot is thrown out. `isLost`: LINE's event about it never comes. */
  leave(isLost?: boolean): Promise<void>
  /** The bot is brought in again. */
  join(): Promise<void>
}

/** Opens a group. `silent`: the bot is in it already, and hears of no joining. */
export async function openGroup(bot: Bot, members: Phone[], silent = true): Promise<Group> {
  const id = `C${String(members.length).padStart(32, 'c')}`
  const at = bot.sim.url
  const body = { name: 'G', members: members.map((it) => it.userId), group_id: id, silent }
  await bot.request('POST', '/_sim/groups', { at, body })
  const setWebhook = (url: unknown) =>
    bot.request('PUT', '/_sim/settings', { at, body: { webhook_url: url } })
  const all = async () => {
    const found = await bot.request('GET', `/_sim/users/${members[0]?.userId}/messages?group_id=${id}`, {
      at,
    })
    return found.body.items as Received[]
  }
  let seen = 0
  return {
    id,
    heard: async () => {
      await bot.runTasks()
      const fresh = (await all()).filter((it) => it.from === 'bot' && it.seq > seen)
      seen = Math.max(seen, ...fresh.map((it) => it.seq))
      return fresh
    },
    says: async (phone, text, more = {}) => {
      await phone.sim('text', { text, group_id: id, ...more })
    },
    taps: async (phone, data, more = {}) => {
      await phone.sim('postback', { data, group_id: id, ...more })
    },
    edits: async (phone, before, after) => {
      const message = (await all()).find((it) => it.text === before)
      await phone.sim('edit', { message_id: message?.id, text: after })
    },
    leave: async (isLost = false) => {
      const { body: settings } = await bot.request('GET', '/_sim/settings', { at })
      if (isLost) await setWebhook(null)
      await bot.request('DELETE', `/_sim/groups/${id}`, { at })
      if (isLost) await setWebhook(settings.webhook_url)
    },
    join: async () => {
      await bot.request('POST', '/_sim/groups', { at, body: { ...body, silent: false } })
    },
  }
}
