import type { Received } from './phone.ts'

/** What a tap on the card of an action says. It is signed, and no secret. */
function saidBy(data: string | null): string {
  const [payload = ''] = data?.split('.') ?? []
  return Buffer.from(payload, 'base64url').toString()
}

/** The newest button that gives an action this risk, of those that the person was offered; null: none. */
export function choice(messages: Received[], action: string, risk: 'low' | 'medium' | 'high') {
  const buttons = messages.flatMap((it) => it.buttons)
  return buttons.findLast(({ data }) => saidBy(data).includes(`"set:${action}:${risk}:`)) ?? null
}

/** The actions, each with the risks that the person was offered. */
export function offered(messages: Received[]): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const { data } of messages.flatMap((it) => it.buttons)) {
    const [, action, risk] = /"set:(\w+):(\w+):/.exec(saidBy(data)) ?? []
    if (action && risk) found[action] = [...(found[action] ?? []), risk]
  }
  return found
}
