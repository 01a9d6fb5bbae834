import { z } from 'zod'
import { EventType } from '../contract.ts'
import { guessEvent } from '../domain/events/guess.ts'
import { reportFriction } from '../domain/events/report.ts'
import { FRICTION_TIME } from '../domain/rules.ts'
import type { Tap } from '../domain/tap.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'
import { findConversation, forget, remember } from './conversations.ts'

const Draft = z.object({
  eventType: EventType.nullable(),
  phase: z.string().nullable(),
  words: z.string(),
  /** The message that the words came in. */
  messageId: z.string().nullable().default(null),
  evidence: z.array(z.string()),
})
type Draft = z.output<typeof Draft>

const WORDS_LIMIT = 2_000
const EVIDENCE_LIMIT = 20

const tap = (arg: string): Tap => ({ verb: 'friction', id: '', version: 0, arg })

/** The report under way in this chat, `late` if it was left for too long, null if there is none. */
async function lookForFriction({ ctx, lineUserId }: ChatContext): Promise<Draft | 'late' | null> {
  const found = lineUserId ? await findConversation(ctx, lineUserId, 'friction') : null
  if (found?.isLate) return 'late'
  return found ? (Draft.safeParse(found.state).data ?? null) : null
}

async function findFriction(chat: ChatContext): Promise<Draft | null> {
  const found = await lookForFriction(chat)
  return found === 'late' ? null : found
}

/** A report that was left alone is gone; it is said once. */
async function dropLate({ ctx, lineUserId }: ChatContext): Promise<Answer> {
  if (lineUserId) await forget(ctx, lineUserId)
  return say('chat.friction.late')
}

async function keep(chat: ChatContext, draft: Draft): Promise<void> {
  if (chat.lineUserId) await remember(chat.ctx, chat.lineUserId, 'friction', draft, FRICTION_TIME)
}

function askKind({ words }: ChatContext, draft: Draft): Answer {
  // What comes next are words, if there are none yet: the keyboard is open for them.
  const keyboard = draft.words === '' ? '' : undefined
  const options = EventType.options.map((type) => ({
    label: words.t(`eventType.${type}`),
    tap: tap(`kind:${type}`),
    keyboard,
  }))
  return [
    {
      kind: 'choose',
      title: words.t('chat.friction.kind_title'),
      text: words.t('chat.friction.kind_text'),
      options,
      hint: words.t('chat.hint'),
    },
  ]
}

/** What was understood, before anything is kept. */
function askConfirm({ words }: ChatContext, draft: Draft): Answer {
  const kind = words.t(`eventType.${draft.eventType ?? 'manual_blocker'}`)
  const evidence =
    draft.evidence.length > 0 ? words.t('chat.friction.evidence', { count: draft.evidence.length }) : ''
  const text = words.t('chat.friction.confirm_text', {
    kind,
    phase: draft.phase ?? '–',
    words: draft.words,
    evidence,
  })
  const options = [
    { label: words.t('chat.friction.send'), tap: tap('send') },
    { label: words.t('chat.friction.change'), tap: tap('change') },
    { label: words.t('chat.friction.cancel'), tap: tap('cancel') },
  ]
  return [
    {
      kind: 'choose',
      title: words.t('chat.friction.confirm_title'),
      text,
      options,
      hint: words.t('chat.hint'),
    },
  ]
}

async function withWords(chat: ChatContext, draft: Draft, text: string): Promise<Answer> {
  const words = text.replaceAll('\u0000', '').slice(0, WORDS_LIMIT)
  const guess = guessEvent(words)
  const next = {
    ...draft,
    words,
    messageId: chat.event.message?.id ?? null,
    eventType: draft.eventType ?? guess.eventType,
    phase: draft.phase ?? guess.phase,
  }
  await keep(chat, next)
  return askConfirm(chat, next)
}

/** 回報: in one line with its words, or as a guided talk. */
export async function startFriction(chat: ChatContext, text: string): Promise<Answer> {
  const draft: Draft = { eventType: null, phase: null, words: '', messageId: null, evidence: [] }
  if (text !== '') return withWords(chat, draft, text)
  await keep(chat, draft)
  return askKind(chat, draft)
}

/** Words typed while a report is under way are its words. */
export async function continueFriction(chat: ChatContext, text: string): Promise<Answer | null> {
  const draft = await lookForFriction(chat)
  if (draft === 'late') return dropLate(chat)
  return draft && withWords(chat, draft, text)
}

/** A picture or file sent while a report is under way: its id is the evidence. */
export async function noteEvidence(chat: ChatContext, messageId: string): Promise<Answer> {
  const draft = await findFriction(chat)
  if (!draft) return []
  const evidence = [...draft.evidence, messageId].slice(0, EVIDENCE_LIMIT)
  const next = { ...draft, evidence }
  await keep(chat, next)
  return draft.words ? askConfirm(chat, next) : say('chat.friction.noted', { count: evidence.length })
}

/** Words and pictures that were taken back are no part of the report under way any more. */
export async function dropUnsent(chat: ChatContext, messageId: string): Promise<void> {
  const draft = await findFriction(chat)
  if (!draft) return
  const words = draft.messageId === messageId ? '' : draft.words
  const evidence = draft.evidence.filter((it) => it !== messageId)
  const isChanged = words !== draft.words || evidence.length < draft.evidence.length
  if (isChanged) await keep(chat, { ...draft, words, evidence })
}

/** 取消 at any point. */
export async function cancelFriction(chat: ChatContext): Promise<Answer> {
  const draft = await findFriction(chat)
  if (chat.lineUserId) await forget(chat.ctx, chat.lineUserId)
  return say(draft ? 'chat.friction.cancelled' : 'chat.friction.nothing')
}

async function send(chat: ChatContext, draft: Draft): Promise<Answer> {
  if (draft.words === '' && draft.evidence.length === 0) return say('chat.friction.words')
  const made = await reportFriction(chat.ctx, {
    eventType: draft.eventType ?? 'manual_blocker',
    phase: draft.phase ?? 'general',
    words: draft.words || '–',
    evidence: draft.evidence,
  })
  if (chat.lineUserId) await forget(chat.ctx, chat.lineUserId)
  const params = { number: made.id.slice(-6).toUpperCase(), count: made.occurrences }
  return say(made.proposal ? 'chat.friction.proposed' : 'chat.friction.done', params)
}

/** A tap inside the guided talk. */
export async function tapFriction(chat: ChatContext, { arg = '' }: Tap): Promise<Answer> {
  const draft = await lookForFriction(chat)
  if (draft === 'late') return dropLate(chat)
  if (draft === null) return say('chat.friction.over')
  if (arg === 'send') return send(chat, draft)
  if (arg === 'cancel') return cancelFriction(chat)
  if (arg === 'change') return askKind(chat, draft)
  const eventType = EventType.safeParse(arg.replace(/^kind:/, '')).data
  if (!eventType) return say('say.forged')
  const next = { ...draft, eventType }
  await keep(chat, next)
  return draft.words ? askConfirm(chat, next) : say('chat.friction.words')
}
