import type { Action } from '../../contract.ts'
import { Prisma } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Ctx } from '../context.ts'

/**
 * An action with its decision, grant and execution. One after another: of several relations at once
 * Prisma asks at the same time, which a transaction's single connection does not take for long.
 *
 * @throws AppError `not-found`
 */
export async function getActionRow(ctx: Ctx, id: string) {
  const found = await ctx.db.selfHealAction.findUnique({ where: { id }, include: { policy: true } })
  if (!found) throw new AppError('not-found', `There is no self-heal action ${id}.`)
  const grant = await ctx.db.selfHealGrant.findUnique({ where: { actionId: id } })
  const execution = await ctx.db.selfHealExecution.findUnique({ where: { actionId: id } })
  return { ...found, grant, execution }
}

export type ActionRow = Awaited<ReturnType<typeof getActionRow>>

/** An action as the API shows it; a used grant is shown no more. */
export function showAction(row: ActionRow): Action {
  const { id, action, target, parameters, riskLevel, status, answer, policy, grant, execution } = row
  return {
    id,
    action,
    target,
    parameters,
    risk_level: riskLevel,
    status,
    reason: answer,
    policy_key: policy?.policyKey ?? null,
    grant: grant && !grant.usedAt ? { id: grant.id, expires_at: grant.expiresAt.toISOString() } : null,
    result: execution?.result ?? null,
  }
}

/** @throws AppError `not-found` */
export async function getAction(ctx: Ctx, id: string): Promise<Action> {
  return showAction(await getActionRow(ctx, id))
}

/** What makes an action exactly this one; made by the database, which checks it again. */
export async function digestOf(
  ctx: Ctx,
  it: { action: string; target: string; parameters: unknown },
): Promise<string> {
  const parameters = JSON.stringify(it.parameters)
  const rows = await ctx.db.$queryRaw<{ digest: string }[]>(
    Prisma.sql`select action_digest(${it.action}, ${it.target}, ${parameters}::jsonb) as digest`,
  )
  return rows[0]?.digest ?? ''
}
