import type { Prisma, WorkerPolicyDecision } from '../db/generated/client.ts'
import type { Phrase } from '../words/words.ts'
import { recordAudit } from './audit/record.ts'
import { APPROVER } from './catalogue.ts'
import { type Ctx, inTransaction } from './context.ts'
import { asksAbout } from './deliveries/asks.ts'
import { settleEarlier, settleReminders } from './deliveries/supersede.ts'
import { listReachable } from './members/read.ts'
import { tellAsk } from './policies/ask-card.ts'
import { listAskable, listStandIns } from './policies/askable.ts'
import { listCards } from './policies/cards.ts'
import { ANSWER_TIME, HIGH_RISK_ANSWER_TIME, REMINDER_STEPS, SWEEP_BATCH } from './rules.ts'
import { type Recipient, tellMembers } from './tell.ts'

/** A card, or similar ones side by side, is one message, the words before it another; a push carries five. */
const CARDS_A_PUSH = 4

type Due = { draft: WorkerPolicyDecision; step: number }

const STEPS = [...REMINDER_STEPS, 1]
const WORDS = ['chat.reminder.half', 'chat.reminder.late', 'chat.reminder.deputy'] as const satisfies Phrase[]

/** A high risk ends at the last step, which is not the ladder's to take. */
const ladderOf = (isHigh: boolean) =>
  isHigh ? { allowed: HIGH_RISK_ANSWER_TIME, steps: REMINDER_STEPS } : { allowed: ANSWER_TIME, steps: STEPS }

/** How many steps of the ladder are due by now: half, four fifths, over. */
function stepsDue({ answerBy, riskLevel }: WorkerPolicyDecision, now: Date): number {
  const { allowed, steps } = ladderOf(riskLevel === 'high')
  const passed = 1 - ((answerBy ?? now).getTime() - now.getTime()) / allowed
  return steps.filter((it) => passed >= it).length
}

/** Drafts with a step of the ladder before them that is due by now. Of a high risk whose time is over nobody is reminded. */
function dueBy(now: Date): Prisma.WorkerPolicyDecisionWhereInput {
  const rungs = [true, false].flatMap((isHigh) => {
    const { allowed, steps } = ladderOf(isHigh)
    return steps.map((part, taken) => ({
      riskLevel: isHigh ? ('high' as const) : { not: 'high' as const },
      reminders: { lte: taken },
      answerBy: { lte: new Date(now.getTime() + (1 - part) * allowed), ...(isHigh ? { gt: now } : {}) },
    }))
  })
  return { status: 'draft', noAnswerAt: null, OR: rungs }
}

/** The approvers; at the last step the deputy: for low and medium that is Louis. */
async function recipientsOf(tx: Ctx, { draft, step }: Due): Promise<Recipient[]> {
  if (step >= STEPS.length) return listAskable(tx, draft, ['louis'])
  const isAsk = draft.policyKey.startsWith('ask:')
  const own = await listAskable(tx, draft, isAsk ? ['louis', 'pls_owner'] : [APPROVER[draft.riskLevel]])
  const deputies = own.length > 0 ? [] : await listAskable(tx, draft, ['louis'])
  const standing = await listStandIns(tx, draft)
  return [...new Map([...own, ...deputies, ...standing].map((it) => [it.id, it])).values()]
}

/** What is said before the cards; where no PLS owner is there, Louis was asked from the beginning. */
async function wordsOf(tx: Ctx, step: number): Promise<Phrase> {
  const isDeputy = step < STEPS.length || (await listReachable(tx, ['pls_owner'])).length > 0
  return isDeputy ? (WORDS[step - 1] ?? 'chat.reminder.late') : 'chat.reminder.over'
}

/** One push for each person and step, with as many cards as fit; 待批 shows the rest. */
async function remind(
  tx: Ctx,
  person: Recipient,
  step: number,
  drafts: WorkerPolicyDecision[],
): Promise<void> {
  const questions = drafts.filter((it) => it.policyKey.startsWith('ask:'))
  const rest = drafts.filter((it) => !questions.includes(it))
  const cards = await listCards(tx, rest, CARDS_A_PUSH)
  const subject = (it: WorkerPolicyDecision[]) =>
    `reminder:${step}:${it.map((one) => `${one.id}v${one.version}`).join(',')}`
  if (cards.length > 0) {
    const phrase = await wordsOf(tx, step)
    await settleEarlier(tx, person.id, asksAbout(cards))
    await tellMembers(tx, [person], subject(rest), [{ kind: 'say', phrase }, ...cards])
  }
  if (questions.length > 0) {
    await settleEarlier(tx, person.id, questions)
    await tellAsk(tx, [person], subject(questions), questions)
  }
}

async function takeSteps(tx: Ctx, due: Due[]): Promise<Due[]> {
  const taken: Due[] = []
  for (const it of due) {
    const { count } = await tx.db.workerPolicyDecision.updateMany({
      where: { id: it.draft.id, version: it.draft.version, status: 'draft', reminders: { lt: it.step } },
      data: { reminders: it.step },
    })
    if (count > 0) taken.push(it)
  }
  return taken
}

/**
 * Rule 10, the ladder of silence: reminders at half and at four fifths of the time, then low and
 * medium go to a deputy (high risk expires elsewhere). Any replica may run this at any time: a step is
 * taken once.
 *
 * @returns how many drafts took a step.
 */
export async function climbLadder(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now()
  const drafts = await ctx.db.workerPolicyDecision.findMany({
    where: dueBy(now),
    orderBy: { createdAt: 'asc' },
    take: SWEEP_BATCH,
  })
  const due = drafts.map((draft) => ({ draft, step: stepsDue(draft, now) }))
  if (due.length === 0) return 0
  return inTransaction(ctx, async (tx) => {
    const taken = await takeSteps(tx, due)
    const byPerson = new Map<string, { person: Recipient; step: number; drafts: WorkerPolicyDecision[] }>()
    for (const it of taken) {
      for (const person of await recipientsOf(tx, it)) {
        const key = `${person.id}:${it.step}`
        const entry = byPerson.get(key) ?? { person, step: it.step, drafts: [] }
        entry.drafts.push(it.draft)
        byPerson.set(key, entry)
      }
    }
    await settleReminders(
      tx,
      taken.map((it) => it.draft),
    )
    for (const { person, step, drafts: theirs } of byPerson.values()) await remind(tx, person, step, theirs)
    for (const { draft, step } of taken) {
      await recordAudit(tx, 'policy.remind', {
        subject: `policy:${draft.id}`,
        after: { step, of: STEPS.length },
      })
    }
    return taken.length
  })
}
