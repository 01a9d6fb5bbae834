import { addTask } from '../db/add-task.ts'
import type { Member, Prisma } from '../db/generated/client.ts'
import type { Phrase } from '../words/words.ts'
import type { Ctx } from './context.ts'

/** Facts of a policy decision as a card shows them. Times are ISO strings. */
export type PolicyFacts = {
  id: string
  policyKey: string
  allowedAction: string
  riskLevel: 'low' | 'medium' | 'high'
  status: 'draft' | 'approved' | 'rejected' | 'retired'
  version: number
  decidedAt: string | null
  decidedBy: string | null
  reason: string | null
}

/** What opened a proposal. */
export type ProposalEvidence = {
  eventType: string
  phase: string
  occurrences: number
  workers: string[]
  firstAt: string
  lastAt: string
  rawOutput: string
}

/** One exact action that waits for an answer. */
export type ActionEvidence = {
  action: string
  target: string
  parameters: string
  reason: string
  workerId: string
  jobId: string
  rawOutput: string
}

/** What there is to tell; `line/cards` knows how it looks. */
export type Tell =
  | { kind: 'say'; phrase: Phrase; params?: Record<string, string | number> }
  | { kind: 'policy-ask'; questions: PolicyFacts[] }
  | { kind: 'proposal'; policy: PolicyFacts; evidence: ProposalEvidence }
  | { kind: 'action'; policy: PolicyFacts; action: ActionEvidence }
  | { kind: 'decided'; policy: PolicyFacts }
  | { kind: 'confirm'; policy: PolicyFacts; action: ActionEvidence | null; until: string }
  | { kind: 'ask-reason'; policy: PolicyFacts }

export type Recipient = Pick<Member, 'id' | 'locale'> & { lineUserId: string }

type Owed = { subject: string; tell: Tell[]; dedupeKey: string; reply?: { token: string; until: Date } }

/** The name of the queue's task that brings a delivery to LINE. */
export const SEND_DELIVERY = 'send-delivery'

async function owe(tx: Ctx, to: { memberId: string | null; lineTo: string; locale: string }, owed: Owed) {
  const id = tx.ids.uuid()
  const { count } = await tx.db.delivery.createMany({
    data: {
      id,
      ...to,
      dedupeKey: owed.dedupeKey,
      template: owed.tell[0]?.kind ?? 'say',
      data: owed.tell as unknown as Prisma.InputJsonArray,
      subject: owed.subject,
      replyToken: owed.reply?.token ?? null,
      replyUntil: owed.reply?.until ?? null,
      createdAt: tx.clock.now(),
    },
    skipDuplicates: true,
  })
  if (count === 0) return null
  await addTask(tx.db, SEND_DELIVERY, { id })
  return id
}

/**
 * Owes members a message, in the transaction of what it tells. One that is owed already (same
 * subject and person) is not owed again.
 *
 * @returns the ids of the new deliveries.
 */
export async function tellMembers(
  tx: Ctx,
  to: Recipient[],
  subject: string,
  tell: Tell[],
): Promise<string[]> {
  const ids: string[] = []
  for (const { id: memberId, lineUserId, locale } of to) {
    const dedupeKey = `${subject}>${memberId}`
    const id = await owe(tx, { memberId, lineTo: lineUserId, locale }, { subject, tell, dedupeKey })
    if (id) ids.push(id)
  }
  return ids
}

/** Where an answer goes: the chat it came from, free with the event's reply token while that lives. */
export type AnswerTo = {
  webhookEventId: string
  memberId: string | null
  lineTo: string
  locale: string
  reply: { token: string; until: Date } | null
}

/** Owes the answer to one LINE event; a second handling of that event owes nothing more. */
export async function answerEvent(tx: Ctx, to: AnswerTo, tell: Tell[]): Promise<void> {
  const { webhookEventId, reply, ...address } = to
  const subject = `line-event:${webhookEventId}`
  await owe(tx, address, { subject, tell, dedupeKey: subject, reply: reply ?? undefined })
}
