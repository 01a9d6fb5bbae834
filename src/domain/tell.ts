import { addTask } from '../db/add-task.ts'
import type { Member, Prisma, Role } from '../db/generated/client.ts'
import type { Phrase } from '../words/words.ts'
import type { Ctx } from './context.ts'
import { gatheredUntil } from './deliveries/gather.ts'
import type { DigestFacts } from './digests/digest-facts.ts'
import type { ReviewFacts } from './reviews/review-facts.ts'
import type { MatrixDayFacts, ScorecardFacts } from './scorecard/scorecard-facts.ts'
import type { Tap } from './tap.ts'

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
  /** The job of the newest one, whose raw output this is. */
  jobId: string
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
  /** When it was asked for. */
  at: string
  rawOutput: string
}

/** The lesson behind a change of prompt or tooling that a review proposed. */
export type ChangeEvidence = {
  topic: string
  lesson: string
  priority: string
  signal: string
  jobId: string
  askedBy: string
}

/** One of several proposals. */
export type ProposalItem = { policy: PolicyFacts; evidence: ProposalEvidence }

/** What a week showed of an approved repair. */
export type RepairOutcome = 'gone' | 'came_back' | 'no_traffic'

/** An answer to choose. `keyboard`: it opens the phone's keyboard, with this text in the input. */
export type Option = { label: string; tap: Tap; keyboard?: string }

/** Who approves what, and for whom: an owner is offered less to change than Louis. */
export type Approvers = { risks: Record<string, 'low' | 'medium' | 'high'>; reader: Role }

/** What there is to tell; `line/cards` knows how it looks. */
export type Tell =
  /** `locale`: in another language than the reader's of so far. */
  | { kind: 'say'; phrase: Phrase; params?: Record<string, string | number>; locale?: string }
  /** Words that were put together for this reader. */
  | { kind: 'text'; text: string }
  | ({ kind: 'policy-ask'; questions: PolicyFacts[] } & Approvers)
  /** One open question of the ask by itself. */
  | ({ kind: 'question'; policy: PolicyFacts } & Approvers)
  /** A card for each of these actions. */
  | ({ kind: 'catalogue'; actions: string[] } & Approvers)
  | { kind: 'proposal'; policy: PolicyFacts; evidence: ProposalEvidence }
  /** Similar ones of low risk, side by side; each is decided by itself. */
  | { kind: 'proposals'; items: ProposalItem[] }
  | { kind: 'action'; policy: PolicyFacts; action: ActionEvidence }
  | { kind: 'decided'; policy: PolicyFacts }
  | { kind: 'confirm'; policy: PolicyFacts; action: ActionEvidence | null; until: string }
  | { kind: 'ask-reason'; policy: PolicyFacts }
  /** The raw output, as far as messages can hold it, of `length` in all. */
  | { kind: 'details'; policy: PolicyFacts; evidence: ProposalEvidence | ActionEvidence; length: number }
  | { kind: 'scorecard'; card: ScorecardFacts }
  | { kind: 'digest'; digest: DigestFacts }
  | { kind: 'review'; review: ReviewFacts }
  | { kind: 'matrix-day'; matrix: MatrixDayFacts }
  | { kind: 'change-draft'; policy: PolicyFacts; evidence: ChangeEvidence }
  | { kind: 'repair-verdict'; policy: PolicyFacts; verdict: RepairOutcome; before: number; after: number }
  /** A link that signs in once. Its secret is kept no longer than until it is sent, or never will be. */
  | { kind: 'console-link'; token: string; minutes: number }
  /** Somebody may decide in another's place from now on. */
  | { kind: 'deputy'; from: string; until: string; maxRisk: 'low' | 'medium' | 'high' }
  /** A question with ready answers, in the reader's words. */
  | { kind: 'choose'; title: string; text: string; options: Option[]; hint: string }
  /** A question about a day; its answer comes back as `YYYY-MM-DD` beside the tap. */
  | {
      kind: 'pick-date'
      title: string
      text: string
      label: string
      tap: Tap
      initial: string
      min: string
      max: string
      hint: string
    }

export type Recipient = Pick<Member, 'id' | 'locale'> & { lineUserId: string }

type Owed = {
  subject: string
  tell: Tell[]
  dedupeKey: string
  reply?: { token: string; until: Date }
  gatherKey?: string | null
}

/** The name of the queue's task that brings a delivery to LINE. */
export const SEND_DELIVERY = 'send-delivery'

async function owe(tx: Ctx, to: { memberId: string | null; lineTo: string; locale: string }, owed: Owed) {
  const id = tx.ids.uuid()
  const gatherKey = owed.gatherKey ?? null
  const dueAt = gatherKey === null ? null : await gatheredUntil(tx, to.lineTo, gatherKey)
  const { count } = await tx.db.delivery.createMany({
    data: {
      id,
      ...to,
      dedupeKey: owed.dedupeKey,
      // Named after what it brings, not after the words before it.
      template: owed.tell.find((it) => it.kind !== 'say')?.kind ?? 'say',
      data: owed.tell as unknown as Prisma.InputJsonArray,
      subject: owed.subject,
      replyToken: owed.reply?.token ?? null,
      replyUntil: owed.reply?.until ?? null,
      gatherKey,
      dueAt,
      createdAt: tx.clock.now(),
    },
    skipDuplicates: true,
  })
  if (count === 0) return null
  await addTask(tx.db, SEND_DELIVERY, { id }, dueAt)
  return id
}

/**
 * Owes members a message, in the transaction of what it tells. One that is owed already (same
 * subject and person) is not owed again.
 *
 * @param gatherKey those with an equal one may come together: the first at once, the others later.
 * @returns the ids of the new deliveries.
 */
export async function tellMembers(
  tx: Ctx,
  to: Recipient[],
  subject: string,
  tell: Tell[],
  gatherKey: string | null = null,
): Promise<string[]> {
  const ids: string[] = []
  for (const { id: memberId, lineUserId, locale } of to) {
    const dedupeKey = `${subject}>${memberId}`
    const id = await owe(
      tx,
      { memberId, lineTo: lineUserId, locale },
      { subject, tell, dedupeKey, gatherKey },
    )
    if (id) ids.push(id)
  }
  return ids
}

/**
 * Owes a group a message, which LINE counts once per member; one that is owed already is not owed again.
 *
 * @returns the id of the new delivery, or null.
 */
export async function tellGroup(
  tx: Ctx,
  { lineGroupId, locale }: { lineGroupId: string; locale: string },
  subject: string,
  tell: Tell[],
): Promise<string | null> {
  const dedupeKey = `${subject}>${lineGroupId}`
  return owe(tx, { memberId: null, lineTo: lineGroupId, locale }, { subject, tell, dedupeKey })
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
