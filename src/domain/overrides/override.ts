import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { CATALOGUE, type CatalogueAction, type Risk } from '../catalogue.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'

const ORDER: Risk[] = ['low', 'medium', 'high']

/** Action → risk as it holds now: the catalogue, and what people set apart from it. */
export async function effectiveRisks(ctx: Ctx): Promise<Record<CatalogueAction, Risk>> {
  const rows = await ctx.db.actionOverride.findMany()
  const entries = (Object.keys(CATALOGUE) as CatalogueAction[]).map((action) => {
    const set = rows.find((it) => it.action === action)
    return [action, set?.riskLevel ?? CATALOGUE[action].risk]
  })
  return Object.fromEntries(entries) as Record<CatalogueAction, Risk>
}

/** The actions whose risk people may change: all that the catalogue does not call high. */
export const CHANGEABLE = (Object.keys(CATALOGUE) as CatalogueAction[]).filter(
  (it) => CATALOGUE[it].risk !== 'high',
)

/**
 * Changes who approves an action. A PLS owner may tighten, only Louis may loosen, and what the
 * catalogue calls high stays with Louis.
 *
 * @throws AppError `wrong-role`, `bad-input`.
 */
export async function setActionRisk(ctx: Ctx, action: CatalogueAction, risk: Risk): Promise<void> {
  requireRole(ctx.actor, 'pls_owner', 'louis')
  if (!CHANGEABLE.includes(action)) throw new AppError('bad-input', 'A high risk stays with Louis.')
  await inTransaction(ctx, async (tx) => {
    const before = (await effectiveRisks(tx))[action]
    const role = 'role' in tx.actor ? tx.actor.role : 'louis'
    if (ORDER.indexOf(risk) < ORDER.indexOf(before) && role !== 'louis') {
      throw new AppError('wrong-role', 'Only Louis loosens an action.')
    }
    const data = { riskLevel: risk, setBy: actorRef(tx.actor), setByRole: role, at: tx.clock.now() }
    await tx.db.actionOverride.upsert({ where: { action }, create: { action, ...data }, update: data })
    await recordAudit(tx, 'action.risk', {
      subject: `action-risk:${action}`,
      before: { risk: before },
      after: { risk },
    })
  })
}
