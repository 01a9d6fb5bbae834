import type { Job, Policy } from '../contract.ts'
import type { CommandCall } from './command.ts'
import { say } from './say.ts'
import { WorkerError } from './worker-error.ts'

/** With --touch a long command keeps its lease: renewed so often (ms), well within the ten minutes of one. */
const TOUCH_EVERY = 3 * 60_000

type Parts = Pick<CommandCall, 'api' | 'settings'>

export const jobPath = ({ settings }: Parts, verb = '') =>
  `/jobs/${encodeURIComponent(settings.job)}${verb === '' ? '' : `/${verb}`}`

const asError = (error: unknown) =>
  error instanceof WorkerError ? error : new WorkerError('broken', String(error), { cause: error })

type Touched = { isRenewed: boolean; isLost: boolean; words: string }

/** Renews the lease; a lease that somebody else holds is lost, everything else is only said. */
export async function touchLease(parts: Parts): Promise<Touched> {
  try {
    const { lease_until } = await parts.api.post<Job>(jobPath(parts, 'touch'), {
      worker_id: parts.settings.worker,
    })
    return { isRenewed: true, isLost: false, words: `lease renewed until ${lease_until}` }
  } catch (error) {
    const { code, message } = asError(error)
    return { isRenewed: false, isLost: code === 'lease-not-held', words: message }
  }
}

const RETRY_RULES = ['action:retry_once', 'ask:retry_once_on_fetch_failed']

async function findPolicy({ api }: Parts, key: string): Promise<Policy | null> {
  // Who cannot be asked has forbidden nothing: one retry is what a worker may always do.
  return api.get<Policy>(`/worker-policy/${encodeURIComponent(key)}`).catch(() => null)
}

/** Whether a person has forbidden the one retry, and in which words. */
export async function mayRetry(parts: Parts): Promise<{ whyNot: string | null }> {
  const policies = await Promise.all(RETRY_RULES.map((key) => findPolicy(parts, key)))
  const no = policies.find((it) => it?.status === 'rejected' || it?.status === 'retired')
  return {
    whyNot: no
      ? `${no.decided_by ?? 'a person'} has turned retries down: ${no.reason ?? no.policy_key}`
      : null,
  }
}

/**
 * Touches now, and again and again until stopped.
 *
 * @throws WorkerError `lease` when the lease is not held: then nothing should run.
 */
export async function keepLease(parts: Parts): Promise<{ stop(): void }> {
  const first = await touchLease(parts)
  if (first.isLost)
    throw new WorkerError('lease', `Nothing was run. ${first.words}`, { code: 'lease-not-held' })
  if (!first.isRenewed) say(`the lease was not renewed: ${first.words}`)
  const timer = setInterval(async () => {
    const { isLost, words } = await touchLease(parts)
    if (isLost) say(`the lease was lost while the command runs: ${words}`)
  }, TOUCH_EVERY)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
