import type { Logger } from 'pino'
import { isDatabaseAway } from '../db/database.ts'
import { type Actor, type Ctx, inTransaction } from '../domain/context.ts'
import { asActor, findMemberByLineUser } from '../domain/members/read.ts'
import { REDELIVERED_REPLY_LIFE, REPLY_TOKEN_LIFE } from '../domain/rules.ts'
import { answerEvent } from '../domain/tell.ts'
import { forgetEvent, wasUnsent } from '../domain/unsent.ts'
import { AppError } from '../errors.ts'
import type { Services } from '../services.ts'
import { wordsOf } from '../words/words.ts'
import type { Answer, ChatContext } from './chat-context.ts'
import { say } from './chat-context.ts'
import { noteEvidence } from './friction.ts'
import { handleText, needsGroupSize } from './handle-text.ts'
import { groupOf, type LineEvent, readLineEvent } from './line-event.ts'
import { handleFollow, handleJoin, handleUnfollow, handleUnsend, noteGroup } from './line-life.ts'
import { explainTap, handleTap } from './taps.ts'

const STRANGER: Actor = { kind: 'system', name: 'line-stranger' }

/** What an event asks for. Types that we do not know are LINE's right to send, and silence is their answer. */
async function answerTo(chat: ChatContext): Promise<Answer> {
  const { event } = chat
  await noteGroup(chat)
  if (event.type === 'postback' && event.postback) return handleTap(chat, event.postback.data)
  if (event.type === 'message' && event.message?.text !== undefined)
    return handleText(chat, event.message.text)
  if (event.type === 'message' && event.message && chat.member && chat.isDirect)
    return noteEvidence(chat, event.message.id)
  if (event.type === 'follow') return handleFollow(chat)
  if (event.type === 'unfollow') return handleUnfollow(chat)
  if (event.type === 'join') return handleJoin()
  if (event.type === 'unsend' && event.unsend) return handleUnsend(chat, event.unsend.messageId)
  return []
}

/** An event, when it came, and what had to be asked of LINE before it is handled in a transaction. */
type Arrived = { id: string; event: LineEvent; receivedAt: Date; groupSize: number | null }

async function chatContext(
  services: Services,
  ctx: Ctx,
  { event, groupSize }: Arrived,
): Promise<ChatContext> {
  const lineUserId = event.source?.userId ?? null
  const member = lineUserId ? await findMemberByLineUser(ctx, lineUserId) : null
  const actor = member ? asActor(member) : STRANGER
  const words = wordsOf(member?.locale ?? services.defaultLocale, services.timeZone)
  return {
    ctx: { ...ctx, actor },
    event,
    lineUserId,
    member,
    isDirect: event.source?.type === 'user',
    groupSize,
    words,
    timeZone: services.timeZone,
    signer: services.signer,
  }
}

/** Until when a reply can go out: counted from the event, or from its second delivery. */
function replyUntil({ event, receivedAt }: Arrived): Date {
  const at = event.timestamp ?? receivedAt.getTime()
  if (!event.deliveryContext?.isRedelivery) return new Date(at + REPLY_TOKEN_LIFE)
  return new Date(Math.min(receivedAt.getTime() + REPLY_TOKEN_LIFE, at + REDELIVERED_REPLY_LIFE))
}

/** Where to answer: the chat that the event came from. */
function addressOf({ member, words }: ChatContext, arrived: Arrived) {
  const { id: webhookEventId, event } = arrived
  const lineTo = event.source?.groupId ?? event.source?.roomId ?? event.source?.userId
  if (!lineTo) return null
  const reply = event.replyToken ? { token: event.replyToken, until: replyUntil(arrived) } : null
  return { webhookEventId, memberId: member?.id ?? null, lineTo, locale: words.locale, reply }
}

async function close(tx: Ctx, webhookEventId: string, outcome: string): Promise<void> {
  await tx.db.inboxEvent.update({ where: { webhookEventId }, data: { handledAt: tx.clock.now(), outcome } })
}

/** Taken back before it was handled: LINE promises no order. */
const isTakenBack = async (tx: Ctx, { message }: LineEvent) =>
  message !== undefined && (await wasUnsent(tx, message.id))

/** The verb, the answer that is owed for it and the mark "handled" stand or fall together. */
async function handleOnce(services: Services, ctx: Ctx, arrived: Arrived, refusal: AppError | null) {
  const { id } = arrived
  await inTransaction(ctx, async (tx) => {
    if (await isTakenBack(tx, arrived.event)) return forgetEvent(tx, id)
    const chat = await chatContext(services, tx, arrived)
    const answer = refusal ? await explainTap(chat, refusal) : await answerTo(chat)
    const address = addressOf(chat, arrived)
    if (answer.length > 0 && address) await answerEvent(chat.ctx, address, answer)
    await close(tx, id, refusal?.code ?? (answer.length > 0 ? 'answered' : 'ignored'))
  })
}

async function giveUp(services: Services, ctx: Ctx, arrived: Arrived, log: Logger, error: unknown) {
  const { id } = arrived
  log.error({ err: error, webhook_event_id: id }, 'an event could not be handled')
  const apologise = inTransaction(ctx, async (tx) => {
    const chat = await chatContext(services, tx, arrived)
    const address = addressOf(chat, arrived)
    if (address && chat.isDirect) await answerEvent(tx, address, say('say.broken', { id }))
    await close(tx, id, 'failed')
  })
  await apologise.catch(async (again) => {
    if (isDatabaseAway(again)) throw again
    log.error({ err: again, webhook_event_id: id }, 'nor could its sender be told')
    await close(ctx, id, 'failed')
  })
}

/** LINE's answer, outside of any transaction; null where it does not matter or LINE does not say. */
async function askGroupSize({ line, log }: Services, event: LineEvent): Promise<number | null> {
  const group = groupOf(event)
  if (!group || !needsGroupSize(event)) return null
  return line.memberCount(group).catch((error) => {
    log.warn({ err: error, group: group.lineGroupId }, 'LINE did not say how many people are in a group')
    return null
  })
}

/**
 * Handles one kept webhook event; a second call for it does nothing.
 *
 * @throws the database's errors, so that the queue tries again; everything else ends in an answer.
 */
export async function handleLineEvent(services: Services, id: string): Promise<void> {
  const { db, clock, ids, log } = services
  const ctx: Ctx = { db: db.prisma, clock, ids, actor: STRANGER }
  const kept = await db.prisma.inboxEvent.findUnique({ where: { webhookEventId: id } })
  if (!kept || kept.handledAt) return
  const event = readLineEvent(kept.event)
  if (!event || event.mode === 'standby') return close(ctx, id, event ? 'standby' : 'unreadable')
  const { receivedAt } = kept
  const arrived = { id, event, receivedAt, groupSize: await askGroupSize(services, event) }
  try {
    await handleOnce(services, ctx, arrived, null)
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    if (!(error instanceof AppError)) return giveUp(services, ctx, arrived, log, error)
    await handleOnce(services, ctx, arrived, error).catch((again) =>
      giveUp(services, ctx, arrived, log, again),
    )
  }
}
