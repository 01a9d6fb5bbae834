import type { Action, FinishInput, StartInput } from '../../contract.ts'
import { AppError, type ErrorCode } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { findHalt } from '../halts/halt.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { requireOwnWorker } from '../own-worker.ts'
import { type ActionRow, digestOf, getAction, getActionRow } from './show.ts'

const REFUSALS: Partial<Record<ErrorCode, string>> = {
  halted: 'Everything is halted; nothing starts until a person resumes.',
  'grant-missing': 'There is no live approval for this action.',
  'grant-used': 'This approval was used already; ask for another one.',
  'grant-expired': 'The approval has expired; ask again.',
  'action-changed': 'This is not the action that was approved: action, target or parameters differ.',
}
const BY_SQLSTATE: Record<string, ErrorCode> = {
  CS001: 'halted',
  CS002: 'grant-missing',
  CS003: 'grant-used',
  CS004: 'grant-expired',
  CS005: 'action-changed',
}

const refuse = (code: ErrorCode, cause?: unknown) => new AppError(code, REFUSALS[code] ?? code, { cause })

/** The database's refusal, as ours. */
function translate(error: unknown): unknown {
  const text =
    error instanceof Error ? `${error.message} ${JSON.stringify(error)} ${String(error.cause ?? '')}` : ''
  const state = Object.keys(BY_SQLSTATE).find((it) => text.includes(it))
  const code = state && BY_SQLSTATE[state]
  return code ? refuse(code, error) : error
}

function requireOwnAction(ctx: Ctx, row: ActionRow): void {
  requireRole(ctx.actor, 'worker')
  requireOwnWorker(ctx.actor, row.workerId)
  if (row.requestedBy !== actorRef(ctx.actor)) {
    throw new AppError('wrong-role', 'Another token asked for this action; only that one may run it.')
  }
}

async function requireLiveGrant(tx: Ctx, row: ActionRow, input: StartInput): Promise<string> {
  if (await findHalt(tx)) throw refuse('halted')
  const { grant } = row
  if (!grant || row.status === 'rejected' || row.status === 'no_answer' || row.status === 'pending')
    throw refuse('grant-missing')
  if (grant.usedAt || row.execution) throw refuse('grant-used')
  const asked = {
    action: input.action ?? row.action,
    target: input.target ?? row.target,
    parameters: input.parameters ?? row.parameters,
  }
  const digest = await digestOf(tx, asked)
  if (digest !== grant.digest || (input.worker_id !== undefined && input.worker_id !== row.workerId))
    throw refuse('action-changed')
  if (grant.expiresAt <= tx.clock.now()) throw refuse('grant-expired')
  return digest
}

/**
 * Uses up the grant of an action: from here on it runs, once. The database checks all of it again.
 *
 * @throws AppError `not-found`, `wrong-role`, `halted`, `grant-missing`, `grant-used`, `grant-expired`, `action-changed`.
 */
export async function startAction(ctx: Ctx, id: string, input: StartInput): Promise<Action> {
  try {
    return await inTransaction(ctx, async (tx) => {
      const row = await getActionRow(tx, id)
      requireOwnAction(tx, row)
      const digest = await requireLiveGrant(tx, row, input)
      await tx.db.selfHealExecution.create({
        data: { id: tx.ids.uuid(), actionId: id, digest, startedAt: tx.clock.now() },
      })
      await tx.db.selfHealAction.update({ where: { id }, data: { status: 'running' } })
      await recordAudit(tx, 'action.start', {
        subject: `action:${id}`,
        before: { status: row.status },
        after: { status: 'running', digest },
      })
      return getAction(tx, id)
    })
  } catch (error) {
    throw translate(error)
  }
}

/**
 * Ends an action with its evidence.
 *
 * @throws AppError `not-found`, `wrong-role`, `not-running`.
 */
export async function finishAction(ctx: Ctx, id: string, given: FinishInput): Promise<Action> {
  const { result, raw_command_output: raw } = await maskSecrets(given)
  return inTransaction(ctx, async (tx) => {
    const row = await getActionRow(tx, id)
    requireOwnAction(tx, row)
    const { count } = await tx.db.selfHealExecution.updateMany({
      where: { actionId: id, finishedAt: null },
      data: { finishedAt: tx.clock.now(), result, rawCommandOutput: raw as object },
    })
    if (count === 0)
      throw new AppError('not-running', 'This action is not running: start it first, finish it once.')
    await tx.db.selfHealAction.update({ where: { id }, data: { status: 'finished' } })
    await recordAudit(tx, 'action.finish', {
      subject: `action:${id}`,
      before: { status: 'running' },
      after: { status: 'finished', result },
      raw,
    })
    return getAction(tx, id)
  })
}
