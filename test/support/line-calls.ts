import type { Bot } from './bot.ts'

/** What the bot asked of LINE, oldest first. `status` is null where it got no answer. */
export type LineCall = {
  seq: number
  method: string
  path: string
  status: number | null
  retry_key: string | null
  to: string | null
  messages: unknown[] | null
  fault: string | null
}

export const PUSH = '/v2/bot/message/push'
export const REPLY = '/v2/bot/message/reply'

/** Calls of one endpoint, as LINE saw them. */
export async function callsOf(bot: Pick<Bot, 'sim'>, path: string): Promise<LineCall[]> {
  const response = await fetch(`${bot.sim.url}/_sim/calls`)
  const { items } = (await response.json()) as { items: LineCall[] }
  return items.filter((it) => it.path === path)
}

/** Plans what LINE does wrong at the next calls of an endpoint. */
export async function planFault(
  bot: Pick<Bot, 'sim'>,
  path: string,
  kind: string,
  more: { times?: number; ms?: number } = {},
): Promise<void> {
  const body = JSON.stringify({ path, kind, ...more })
  const response = await fetch(`${bot.sim.url}/_sim/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  if (!response.ok) throw new Error(await response.text())
}

/** Whom the bot pushed to while something happened, and how often: what LINE counts, and costs money. */
export async function pushesDuring(
  bot: Pick<Bot, 'sim'>,
  act: () => Promise<unknown>,
): Promise<Record<string, number>> {
  const before = (await callsOf(bot, PUSH)).length
  await act()
  const taken = (await callsOf(bot, PUSH)).slice(before).filter((it) => it.status === 200)
  const counts: Record<string, number> = {}
  for (const { to } of taken) counts[to ?? ''] = (counts[to ?? ''] ?? 0) + 1
  return counts
}
