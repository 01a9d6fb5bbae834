import { findActionEvidence } from '../../../domain/actions/evidence.ts'
import { searchAudit } from '../../../domain/audit/search.ts'
import type { Ctx } from '../../../domain/context.ts'
import { requireMayDecide, requireMayRetire } from '../../../domain/delegations/acting-as.ts'
import { listCardsOf } from '../../../domain/deliveries/list.ts'
import { findEvidence } from '../../../domain/events/evidence.ts'
import { isUuid } from '../../../domain/is-uuid.ts'
import { getPolicy } from '../../../domain/policies/read.ts'
import { AppError } from '../../../errors.ts'

const TIMELINE = 50

export type Proposal = Awaited<ReturnType<typeof readProposal>>

/** What a verb would refuse, asked beforehand: the page then says why instead of showing a button. */
async function refusal(check: Promise<unknown>): Promise<AppError | null> {
  try {
    await check
    return null
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

/** All that there is to know before deciding. @throws AppError `not-found` */
export async function readProposal(ctx: Ctx, id: string) {
  if (!isUuid(id)) throw new AppError('not-found', `There is no policy decision ${id}.`)
  const policy = await getPolicy(ctx, id)
  const [evidence, action, timeline, cards] = await Promise.all([
    findEvidence(ctx, id),
    findActionEvidence(ctx, id),
    searchAudit(ctx, { subject: `policy:${id}`, limit: TIMELINE }),
    listCardsOf(ctx, id),
  ])
  return {
    policy,
    evidence,
    action,
    timeline: timeline.items,
    cards,
    mayNotDecide: await refusal(requireMayDecide(ctx, policy)),
    mayNotRetire: await refusal(requireMayRetire(ctx, policy)),
  }
}
