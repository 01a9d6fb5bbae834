import { z } from 'zod'
import type { GroupAddress } from '../domain/groups/presence.ts'

const LineId = z.string().regex(/^[\x21-\x7e]{1,100}$/)

const Source = z.object({
  type: z.string(),
  userId: LineId.optional(),
  groupId: LineId.optional(),
  roomId: LineId.optional(),
})

const YEAR_2100 = Date.UTC(2100, 0)

const Mention = z.object({
  mentionees: z
    .array(z.object({ index: z.number(), length: z.number(), isSelf: z.boolean().optional() }))
    .default([]),
})

/** What we read of a webhook event. LINE may add anything at any time: everything else is let through unread. */
export const LineEvent = z.object({
  type: z.string(),
  mode: z.string().default('active'),
  timestamp: z.number().min(0).max(YEAR_2100).optional().catch(undefined),
  source: Source.optional(),
  webhookEventId: z.string().optional(),
  replyToken: z.string().optional(),
  deliveryContext: z.object({ isRedelivery: z.boolean().default(false) }).optional(),
  message: z
    .object({
      id: z.string(),
      type: z.string(),
      text: z.string().optional(),
      mention: Mention.optional().catch(undefined),
    })
    .optional(),
  unsend: z.object({ messageId: z.string() }).optional(),
  postback: z.object({ data: z.string(), params: z.record(z.string(), z.string()).optional() }).optional(),
})
export type LineEvent = z.output<typeof LineEvent>

/** The group that an event came from; null: a one-to-one chat, or an event of nobody. */
export function groupOf({ source }: LineEvent): GroupAddress | null {
  if (source?.groupId) return { lineGroupId: source.groupId, kind: 'group' }
  return source?.roomId ? { lineGroupId: source.roomId, kind: 'room' } : null
}

/** Reads a kept event; null if it is not even shaped like one. */
export function readLineEvent(text: string): LineEvent | null {
  const json: unknown = JSON.parse(text)
  return LineEvent.safeParse(json).data ?? null
}
