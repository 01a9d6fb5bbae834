import type { Member } from '../db/generated/client.ts'
import type { Ctx } from '../domain/context.ts'
import type { Tell } from '../domain/tell.ts'
import type { TapSigner } from '../line/postback.ts'
import type { Words } from '../words/words.ts'
import type { LineEvent } from './line-event.ts'

/** One LINE event while it is handled: who, where, and how to speak to them. */
export type ChatContext = {
  ctx: Ctx
  event: LineEvent
  /** Missing in some group events; then nothing can be decided. */
  lineUserId: string | null
  member: Member | null
  isDirect: boolean
  /** How many people are in the group, where a command has to say so; null: not asked, or LINE does not say. */
  groupSize: number | null
  words: Words
  timeZone: string
  signer: TapSigner
}

/** What a handler answers; an empty list is silence. */
export type Answer = Tell[]

export const say = (
  phrase: Extract<Tell, { kind: 'say' }>['phrase'],
  params?: Record<string, string | number>,
): Answer => [{ kind: 'say', phrase, params }]
