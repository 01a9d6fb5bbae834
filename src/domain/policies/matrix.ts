import type { Policy } from '../../contract.ts'
import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { APPROVER, CATALOGUE, type CatalogueAction, type Risk } from '../catalogue.ts'
import type { Ctx } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { effectiveRisks } from '../overrides/override.ts'
import type { Page, PageInput } from '../page.ts'

const actionKey = (action: CatalogueAction) => `action:${action}`

/** How something runs, in one word: what an owner has to see at a glance. */
function runsOf(
  riskLevel: Risk,
  status: WorkerPolicyDecision['status'],
  isStanding: boolean,
): Policy['runs'] {
  if (status === 'rejected' || (status === 'retired' && riskLevel === 'low')) return 'forbidden'
  if (riskLevel === 'high') return 'approved_each_time'
  if (riskLevel === 'low' && isStanding) return 'by_itself'
  return status === 'approved' ? 'by_itself' : 'after_approval'
}

/** A policy decision as the API shows it. */
export function showPolicy(row: WorkerPolicyDecision, risk: Risk = row.riskLevel): Policy {
  return {
    id: row.id,
    policy_key: row.policyKey,
    allowed_action: row.allowedAction,
    risk_level: risk,
    approval_required_by: risk === row.riskLevel ? row.approvalRequiredBy : APPROVER[risk],
    status: row.status,
    version: row.version,
    decided_at: row.decidedAt?.toISOString() ?? null,
    decided_by: row.decidedBy,
    reason: row.reason,
    runs: runsOf(risk, row.status, row.policyKey.startsWith('action:')),
    no_answer_at: row.noAnswerAt?.toISOString() ?? null,
  }
}

/** What holds for an action that nobody has decided about: the catalogue's word. */
function ruleOf(action: CatalogueAction, risk: Risk): Policy {
  const isLow = risk === 'low'
  return {
    id: null,
    policy_key: actionKey(action),
    allowed_action: action,
    risk_level: risk,
    approval_required_by: isLow ? 'none' : APPROVER[risk],
    status: isLow ? 'approved' : 'draft',
    version: 0,
    decided_at: null,
    decided_by: isLow ? 'rule' : null,
    reason: null,
    runs: runsOf(risk, isLow ? 'approved' : 'draft', true),
    no_answer_at: null,
  }
}

/** The catalogue's action that a policy key stands for; null: none. */
export function actionOfKey(policyKey: string): CatalogueAction | null {
  const name = policyKey.startsWith('action:') ? policyKey.slice('action:'.length) : ''
  return Object.hasOwn(CATALOGUE, name) ? (name as CatalogueAction) : null
}

/**
 * The approval matrix: first every action of the catalogue, decided or not, then the other decisions,
 * newest first.
 */
export async function listPolicies(ctx: Ctx, { limit, after }: PageInput): Promise<Page<Policy>> {
  const keys = (Object.keys(CATALOGUE) as CatalogueAction[]).map(actionKey)
  const standing = await ctx.db.workerPolicyDecision.findMany({ where: { policyKey: { in: keys } } })
  const risks = await effectiveRisks(ctx)
  const catalogue = (Object.keys(CATALOGUE) as CatalogueAction[]).map((action) => {
    const row = standing.find((it) => it.policyKey === actionKey(action))
    return row ? showPolicy(row, risks[action]) : ruleOf(action, risks[action])
  })
  // `after` is the policy_key of a row of the catalogue, or the id of one of the others.
  const action = after ? actionOfKey(after) : null
  if (after && !action && !isUuid(after)) throw unknownPlace()
  const from = action ? keys.indexOf(actionKey(action)) + 1 : after ? keys.length : 0
  const first = catalogue.slice(from, from + limit)
  const room = limit - first.length
  const rows = await ctx.db.workerPolicyDecision.findMany({
    where: { policyKey: { notIn: keys }, ...(after && !action ? { id: { lt: after } } : {}) },
    orderBy: { id: 'desc' },
    take: room + 1,
  })
  const others = rows.slice(0, room)
  const hasMore = from + first.length < keys.length || rows.length > room
  const last = others.at(-1)?.id ?? first.at(-1)?.policy_key ?? null
  return { items: [...first, ...others.map((it) => showPolicy(it))], next: hasMore ? last : null }
}

const unknownPlace = () =>
  new AppError('bad-input', '"after" is what "next" was on the page before.', {
    problems: [{ path: 'after', message: 'must be the "next" of the page before' }],
  })

/** @throws AppError `not-found` */
export async function getMatrixRow(ctx: Ctx, policyKey: string): Promise<Policy> {
  const row = await ctx.db.workerPolicyDecision.findUnique({ where: { policyKey } })
  const action = actionOfKey(policyKey)
  if (row) return action ? showPolicy(row, (await effectiveRisks(ctx))[action]) : showPolicy(row)
  if (!action)
    throw new AppError(
      'not-found',
      `There is no policy "${policyKey}"; list them with GET /api/pls/worker-policy.`,
    )
  return ruleOf(action, (await effectiveRisks(ctx))[action])
}
