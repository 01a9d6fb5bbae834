import type { Delivery } from '../../db/generated/client.ts'
import { noteOf } from '../../domain/deliveries/notes.ts'
import { DELIVERY_LIFE } from '../../domain/rules.ts'
import { lineCalls } from '../../metrics.ts'
import type { Services } from '../../services.ts'
import { TemplateError } from '../flex/template-error.ts'
import { LineError } from '../line-error.ts'
import { type Claimed, claim, isOver } from './claim.ts'
import { whyToWait } from './gate.ts'
import { whyUnreachable } from './group-push.ts'
import { quotaState } from './quota.ts'
import { bury, type Done, finish, hold, putBack } from './settle.ts'
import { isNight, isUrgent } from './urgency.ts'

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
    return unseen ? { via: 'reply', requestId: null, note: noteOf('reply_unseen') } : null
  }
  await services.db.prisma.delivery.update({ where: { id }, data: { replyTriedAt: services.clock.now() } })
  try {
    const { requestId } = await services.line.reply(replyToken, messages)
    return { via: 'reply', requestId }
  } catch (error) {
    if (!isInvalidToken(error)) throw error
    if (replyTriedAt) return { via: 'reply', requestId: null, note: noteOf('got_through') }
    await forgetReplyToken(services, id)
    return null
  }
}

async function push(services: Services, { delivery, messages }: Claimed): Promise<Done> {
  const { id, lineTo, firstTriedAt, createdAt } = delivery
  // By the hour of the first try, so that a retry sends the same bytes.
  const silent = !isUrgent(delivery) && isNight(firstTriedAt ?? createdAt, services.timeZone)
  const { requestId, wasAccepted } = await services.line.push(lineTo, messages, id, silent)
  if (wasAccepted) return { via: 'push', requestId, note: noteOf('got_through') }
  services.quota.spend(lineTo)
  return { via: 'push', requestId }
}

/** LINE answers 429 to haste and to an empty quota alike; its words tell them apart, or else its quota does. */
async function isQuotaUsedUp(services: Services, { message }: LineError): Promise<boolean> {
  const reading = await services.quota.readAnew()
  return /monthly limit/i.test(message) || quotaState(reading) === 'used_up'
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
  if (error instanceof LineError && status === 429 && (await isQuotaUsedUp(services, error)))
    return putBack(services, delivery.id, reason)
  const { replyToken, replyUntil } = delivery
  const wasReply = replyToken !== null && replyUntil !== null && services.clock.now() < replyUntil
  const isUnseen = wasReply && error instanceof LineError && error.isEndUnseen
  if (isUnseen) services.log.warn({ delivery: delivery.id, reason }, 'the end of a reply was not seen')
  await services.db.prisma.delivery.updateMany({
    where: { id: delivery.id, status: { in: ['pending', 'held'] } },
    // No failure that we saw: see tryReply.
    data: { lastError: isUnseen ? null : reason, status: 'pending', attempts: { increment: 1 } },
  })
  lineCalls.inc({ outcome: 'retried' })
  throw error
}

const hasReplyToken = ({ replyToken, replyUntil }: Delivery) => replyToken !== null && replyUntil !== null

async function send(services: Services, delivery: Delivery): Promise<void> {
  const { id } = delivery
  const gone = await whyUnreachable(services, delivery.lineTo)
  if (gone) return bury(services, id, gone)
  // What was tried may be at LINE: it goes on under its key. Replies are free and wait for nothing.
  const isNew = delivery.firstTriedAt === null && !hasReplyToken(delivery)
  const why = isNew ? await whyToWait(services, delivery) : null
  if (why) return hold(services, id, why)
  const claimed = await claim(services, delivery)
  if (!claimed) return
  const replied = await tryReply(services, claimed.delivery, claimed.messages)
  if (replied) return finish(services, delivery, replied)
  const whyNow = hasReplyToken(claimed.delivery) ? await whyToWait(services, delivery) : null
  if (whyNow) return putBack(services, id, whyNow)
  return finish(services, delivery, await push(services, claimed))
}

/**
 * Brings one delivery to LINE: the queue's task `send-delivery`. Done twice it sends once.
 *
 * @throws LineError when it should be tried again; the queue waits longer each time.
 */
export async function sendDelivery(services: Services, id: string): Promise<void> {
  const delivery = await services.db.prisma.delivery.findUnique({ where: { id } })
  if (!delivery || isOver(delivery)) return
  const age = services.clock.now().getTime() - (delivery.firstTriedAt?.getTime() ?? Number.POSITIVE_INFINITY)
  if (age > DELIVERY_LIFE) return bury(services, id, noteOf('gave_up', { words: delivery.lastError ?? '' }))
  try {
    await send(services, delivery)
  } catch (error) {
    await settleFailure(services, delivery, error)
  }
}
