import { addTask } from '../../db/add-task.ts'
import type { Delivery } from '../../db/generated/client.ts'
import { DELIVERY_LIFE, HELD_LOOK_INTERVAL, QUOTA_RESERVE } from '../../domain/rules.ts'
import { SEND_DELIVERY, type Tell } from '../../domain/tell.ts'
import type { Services } from '../../services.ts'
import { renderTells } from '../cards/render.ts'
import { renderContext } from '../cards/render-context.ts'
import { TemplateError } from '../flex/template-error.ts'
import { LineError } from '../line-error.ts'
import { isQuotaUsedUp, isReserveReached } from './quota.ts'
import { isNight, isUrgent } from './urgency.ts'

type Done = { via: 'reply' | 'push'; requestId: string | null; note?: string }

/** Renders once: a retry sends the same bytes, as LINE's retry key demands. */
async function bodyOf(services: Services, delivery: Delivery): Promise<object[]> {
  const kept = delivery.body && (JSON.parse(delivery.body) as object[])
  if (kept && delivery.firstTriedAt) return kept
  const messages = kept || renderTells(renderContext(services, delivery), delivery.data as Tell[])
  await services.db.prisma.delivery.update({
    where: { id: delivery.id },
    data: { body: JSON.stringify(messages), firstTriedAt: services.clock.now() },
  })
  return messages
}

async function finish(services: Services, id: string, done: Done): Promise<void> {
  const { prisma } = services.db
  await prisma.delivery.update({
    where: { id },
    data: {
      status: 'sent',
      sentVia: done.via,
      sentAt: services.clock.now(),
      lineRequestId: done.requestId,
      lastError: done.note ?? null,
    },
  })
  services.log.info(
    { delivery: id, via: done.via, line_request_id: done.requestId, note: done.note },
    'told LINE',
  )
}

/** LINE will never take it: keep the reason, where people look. */
async function bury(services: Services, id: string, reason: string): Promise<void> {
  await services.db.prisma.delivery.update({ where: { id }, data: { status: 'dead', lastError: reason } })
  services.log.error({ delivery: id, reason }, 'a message to LINE is dead')
}

/** LINE refused the token at the first try: from now on this delivery is pushed. */
async function forgetReplyToken(services: Services, id: string): Promise<void> {
  await services.db.prisma.delivery.update({ where: { id }, data: { replyToken: null } })
}

const isInvalidToken = (error: unknown) => error instanceof LineError && error.status === 400

/**
 * Answers with the reply token, which costs nothing but has no retry key. Null: push instead.
 *
 * A try whose end we never saw (a crash, a time-out) may have got through. While the token lives, a
 * second try tells: LINE refuses a used token. After that only a failure that we saw justifies a push.
 */
async function tryReply(services: Services, delivery: Delivery, messages: object[]): Promise<Done | null> {
  const { id, replyToken, replyUntil, replyTriedAt, lastError } = delivery
  if (!replyToken || !replyUntil) return null
  const unseen = replyTriedAt !== null && lastError === null
  if (services.clock.now() >= replyUntil) {
    return unseen ? { via: 'reply', requestId: null, note: 'the end of the reply was not seen' } : null
  }
  await services.db.prisma.delivery.update({ where: { id }, data: { replyTriedAt: services.clock.now() } })
  try {
    const { requestId } = await services.line.reply(replyToken, messages)
    return { via: 'reply', requestId }
  } catch (error) {
    if (!isInvalidToken(error)) throw error
    if (replyTriedAt) return { via: 'reply', requestId: null, note: 'an earlier try had got through' }
    await forgetReplyToken(services, id)
    return null
  }
}

const RESERVED = `The rest of this month's quota (${QUOTA_RESERVE} messages) is kept for high risk.`

/** The quota is short: low and medium risk wait, and stand behind 待批 and in the console meanwhile. */
async function hold(services: Services, id: string, lastError: string): Promise<null> {
  // LINE has taken nothing under this key, so its 24 hours have not begun.
  await services.db.prisma.delivery.update({
    where: { id },
    data: { status: 'held', lastError, firstTriedAt: null },
  })
  await addTask(
    services.db.prisma,
    SEND_DELIVERY,
    { id },
    new Date(services.clock.now().getTime() + HELD_LOOK_INTERVAL),
  )
  services.log.warn({ delivery: id }, lastError)
  return null
}

async function push(services: Services, delivery: Delivery, messages: object[]): Promise<Done | null> {
  const { id, lineTo, createdAt } = delivery
  const urgent = isUrgent(delivery)
  if (!urgent && (await isReserveReached(services))) return hold(services, id, RESERVED)
  // By the hour of its making, so that a retry sends the same bytes.
  const silent = !urgent && isNight(createdAt, services.timeZone)
  const { requestId, wasAccepted } = await services.line.push(lineTo, messages, id, silent)
  return { via: 'push', requestId, note: wasAccepted ? 'an earlier try had got through' : undefined }
}

/** What a failed try means: dead, held for the quota, or (thrown) to be tried again. */
async function settleFailure(services: Services, delivery: Delivery, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  const status = error instanceof LineError ? error.status : null
  if (error instanceof LineError && status !== null && status < 500 && status !== 401 && status !== 429) {
    return bury(services, delivery.id, reason)
  }
  // A card that cannot be drawn will not be drawn the next time either.
  if (error instanceof TemplateError) return bury(services, delivery.id, reason)
  if (status === 429 && (await isQuotaUsedUp(services))) {
    await hold(services, delivery.id, reason)
    return
  }
  const { replyToken, replyUntil } = delivery
  const wasReply = replyToken !== null && replyUntil !== null && services.clock.now() < replyUntil
  const isUnseen = wasReply && error instanceof LineError && error.isEndUnseen
  if (isUnseen) services.log.warn({ delivery: delivery.id, reason }, 'the end of a reply was not seen')
  await services.db.prisma.delivery.update({
    where: { id: delivery.id },
    // No failure that we saw: see tryReply.
    data: {
      lastError: isUnseen ? null : reason,
      status: 'pending',
      attempts: { increment: 1 },
    },
  })
  throw error
}

/**
 * Brings one delivery to LINE: the queue's task `send-delivery`. Done twice it sends once.
 *
 * @throws LineError when it should be tried again; the queue waits longer each time.
 */
export async function sendDelivery(services: Services, id: string): Promise<void> {
  const delivery = await services.db.prisma.delivery.findUnique({ where: { id } })
  if (!delivery || delivery.status === 'sent' || delivery.status === 'dead') return
  const age = services.clock.now().getTime() - (delivery.firstTriedAt?.getTime() ?? Number.POSITIVE_INFINITY)
  if (age > DELIVERY_LIFE)
    return bury(services, id, `LINE did not take it within 24 hours. ${delivery.lastError ?? ''}`.trim())
  try {
    const messages = await bodyOf(services, delivery)
    const done = (await tryReply(services, delivery, messages)) ?? (await push(services, delivery, messages))
    if (done) await finish(services, id, done)
  } catch (error) {
    await settleFailure(services, delivery, error)
  }
}
