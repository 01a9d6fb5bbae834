import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { CATALOGUE, type CatalogueAction, type Risk, WHO_APPROVES } from '../catalogue.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { renewMatrixQuestion } from '../policies/matrix-question.ts'

const ORDER: Risk[] = ['low', 'medium', 'high']

export const ACTIONS = Object.keys(CATALOGUE) as CatalogueAction[]

export type Risks = Record<CatalogueAction, Risk>

/** Action → risk as it holds now: the catalogue, and what people set apart from it. */
export async function effectiveRisks(ctx: Ctx): Promise<Risks> {
  const rows = await ctx.db.actionOverride.findMany()
  const entries = ACTIONS.map((action) => {
    const set = rows.find((it) => it.action === action)
    return [action, set?.riskLevel ?? CATALOGUE[action].risk]
  })
  return Object.fromEntries(entries) as Risks
}

/** Who approves what, as evidence of a decision about it: `{release: {risk: "high", approved_by: "louis"}}`. */
export async function approversNow(ctx: Ctx) {
  const entries = Object.entries(await effectiveRisks(ctx))
  return Object.fromEntries(
    entries.map(([action, risk]) => [action, { risk, approved_by: WHO_APPROVES[risk] }]),
  )
}

/** The other risks that somebody may give an action of the catalogue: owners only tighten, what it calls high stays. */
export function choicesFor(role: string, action: CatalogueAction, now: Risk): Risk[] {
  if (CATALOGUE[action].risk === 'high') return []
  if (role === 'louis') return ORDER.filter((it) => it !== now)
  return role === 'pls_owner' ? ORDER.slice(ORDER.indexOf(now) + 1) : []
}

/**
 * Changes who approves an action. A PLS owner may tighten, only Louis may loosen, and what the
 * catalogue calls high stays with Louis.
 *
 * @param shown the risk that whoever decides this saw: another one by now is a refusal.
 * @throws AppError `wrong-role`, `bad-input`, `stale-version`.
 */
export async function setActionRisk(
  ctx: Ctx,
  action: CatalogueAction,
  risk: Risk,
  shown?: Risk,
): Promise<void> {
  requireRole(ctx.actor, 'pls_owner', 'louis')
  if (CATALOGUE[action].risk === 'high') throw new AppError('bad-input', 'A high risk stays with Louis.')
  await inTransaction(ctx, async (tx) => {
    // Two changes at once take turns, or one would be measured by what the other has just replaced.
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('action-risks', 0))`
    const before = (await effectiveRisks(tx))[action]
    if (shown !== undefined && before !== shown) {
      throw new AppError('stale-version', `The risk of ${action} is ${before} by now.`)
    }
    if (before === risk) return
    const role = 'role' in tx.actor ? tx.actor.role : 'louis'
    if (!choicesFor(role, action, before).includes(risk)) {
      throw new AppError('wrong-role', 'Only Louis loosens an action.')
    }
    // First, because locks are taken in this order: policy, audit log.
    await renewMatrixQuestion(tx)
    const data = { riskLevel: risk, setBy: actorRef(tx.actor), setByRole: role, at: tx.clock.now() }
    await tx.db.actionOverride.upsert({ where: { action }, create: { action, ...data }, update: data })
    await recordAudit(tx, 'action.risk', {
      subject: `action-risk:${action}`,
      before: { risk: before },
      after: { risk },
    })
  })
}
