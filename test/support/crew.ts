import { randomUUID } from 'node:crypto'
import type { ActionAnswer } from '../../src/contract.ts'
import { requestAction } from '../../src/domain/actions/request.ts'
import type { Actor, Ctx } from '../../src/domain/context.ts'
import { patchPolicy } from '../../src/domain/policies/patch.ts'
import { createToken } from '../../src/domain/tokens/create.ts'
import { findTokenActor } from '../../src/domain/tokens/use.ts'
import { type Domain, openDomain } from './domain.ts'

type Role = Extract<Actor, { kind: 'token' }>['role']

/** Somebody of a role, with a token of his own. */
export async function somebody(domain: Pick<Domain, 'ctx' | 'as'>, role: Role): Promise<Ctx> {
  const { token } = await createToken(domain.ctx, { role, name: `${role} ${randomUUID().slice(0, 4)}` })
  return domain.as(await findTokenActor(domain.ctx, token))
}

/** A database with one of each who has a part in an approval. */
export async function openCrew() {
  const domain = await openDomain()
  return {
    ...domain,
    domain,
    worker: await somebody(domain, 'worker'),
    owner: await somebody(domain, 'pls_owner'),
    louis: await somebody(domain, 'louis'),
  }
}

/** An action as a worker asks for it: a high risk unless told otherwise. */
export const anAction = (over: Record<string, unknown> = {}) => ({
  job_id: randomUUID(),
  worker_id: 'codex-01',
  action: 'release',
  target: 'job 42',
  parameters: { force: true } as Record<string, unknown>,
  reason: 'the lease is stuck',
  raw_command_output: { stderr: 'lease is held' },
  ...over,
})

/** A worker asks; the answer with its policy key. */
export async function asked(
  worker: Ctx,
  over: Record<string, unknown> = {},
): Promise<ActionAnswer & { policy_key: string }> {
  const answer = await requestAction(worker, anAction(over))
  return { ...answer, policy_key: answer.policy_key ?? '' }
}

export const approve = (by: Ctx, policyKey: string) =>
  patchPolicy(by, policyKey, { status: 'approved', reason: 'seen and agreed' })

export const reject = (by: Ctx, policyKey: string, reason = 'too risky today') =>
  patchPolicy(by, policyKey, { status: 'rejected', reason })

/** A high risk that Louis has approved and nobody has started yet. */
export async function granted(worker: Ctx, louis: Ctx, over: Record<string, unknown> = {}) {
  const answer = await asked(worker, over)
  await approve(louis, answer.policy_key)
  return answer
}
