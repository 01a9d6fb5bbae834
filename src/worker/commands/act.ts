import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Action, ActionAnswer, ActionInput, FinishInput } from '../../contract.ts'
import { findInexact, whyInexact } from '../../exact-json.ts'
import type { CommandCall, Result } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openInput } from '../input.ts'
import { report, sendWaiting } from '../report.ts'
import { say } from '../say.ts'
import { relaySignals } from '../signal-relay.ts'
import { shellWords, shorten } from '../storable-text.ts'
import { WorkerError } from '../worker-error.ts'
import { type Attempt, runOnce } from '../wrapped-command.ts'

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
/** The server holds a question for at most a minute; shorter, so that no proxy cuts it. */
const HOLD_SECONDS = 25
const TRY_AGAIN = 1_000

/** "10m" as milliseconds. */
export function readDuration(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  if (count === undefined)
    throw new WorkerError('usage', `--wait ${text}: say it as 30s, 10m or 2h. Nothing was done.`)
  return Number(count) * (UNITS[unit ?? 'ms'] ?? 1)
}

/** @throws WorkerError `usage`, also for what would arrive as something else: the approver would see another value. */
function readParameters(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Said below.
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new WorkerError('usage', '--parameters must be a JSON object. Nothing was done.')
  const places = findInexact(text).map((it) => `\n  ${it.path.join('.')}: ${whyInexact(it)}`)
  if (places.length > 0)
    throw new WorkerError(
      'usage',
      `Nothing was done. --parameters would not arrive as given:${places.join('')}`,
    )
  return { ...value }
}

function requestOf(call: CommandCall): ActionInput {
  const { settings, flags, words, command } = call
  const line = shellWords(command)
  return {
    job_id: settings.job,
    worker_id: settings.worker,
    action: words[0] ?? '',
    target: flags.target ?? '',
    // The command is part of what is approved: another one needs another approval.
    parameters: { ...readParameters(flags.parameters), command: line },
    reason: flags.reason ?? '',
    raw_command_output: { command: line, stderr: flags.evidence ?? flags.reason ?? '' },
  }
}

/** Tries again while the server is away: with one key, so that it has one effect. */
async function persist<T>(until: number, run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run()
    } catch (error) {
      const isAway = error instanceof WorkerError && error.exit === 'away'
      if (!isAway || Date.now() + TRY_AGAIN > until) throw error
      await wait(TRY_AGAIN)
    }
  }
}

async function waitForAnswer(call: CommandCall, id: string, until: number): Promise<Action> {
  for (;;) {
    const left = Math.max(0, until - Date.now())
    const seconds = Math.min(HOLD_SECONDS, Math.ceil(left / 1_000))
    const timeout = seconds * 1_000 + call.settings.timeout
    const path = `/self-heal-actions/${id}?wait=${seconds}`
    const found = await persist(until, () => call.api.get<Action>(path, { timeout }))
    if (found.status !== 'pending' || left === 0) return found
  }
}

const REFUSED = {
  pending: ['no_answer', 'nobody has answered yet; the request stands: run the same again to wait on'],
  no_answer: ['no_answer', 'nobody answered in the time allowed, and the request has expired'],
  rejected: ['rejected', 'refused'],
  running: ['no_grant', 'this action is running already'],
  finished: ['no_grant', 'this action was done already'],
} as const

function requireApproved({ status, reason }: Pick<Action, 'status' | 'reason'>): void {
  if (status === 'approved') return
  const [exit, words] = REFUSED[status]
  const said = reason ? `: ${reason}` : ''
  throw new WorkerError(exit, `The command did not run: ${words}${said}.`, {
    code: status === 'pending' ? 'no-answer-yet' : status,
    details: { status, reason },
  })
}

/** Asks, and waits for a person's yes. @throws WorkerError where there is none. */
async function getApproval(call: CommandCall, until: number): Promise<Action> {
  const input = requestOf(call)
  const key = randomUUID()
  const answer = await persist(until, () =>
    call.api.post<ActionAnswer>('/self-heal-actions', input, { key }),
  ).catch((error: unknown) => {
    if (!(error instanceof WorkerError) || error.exit !== 'rejected') throw error
    const { reason } = error.details
    throw new WorkerError('rejected', `The command did not run: refused: ${reason ?? error.message}`, {
      code: error.code,
      details: error.details,
    })
  })
  if (answer.verdict === 'propose') say(`asked (${answer.policy_key}); waiting for a person's answer`)
  const action = await waitForAnswer(call, answer.id, until)
  requireApproved(action)
  return action
}

/**
 * Uses up the approval. Only what returns here may run; an answer that never came is no start. The
 * key is this process's own: another one that comes for the same approval is refused.
 */
async function start(
  call: CommandCall,
  { id, action, target, parameters }: Action,
  until: number,
): Promise<void> {
  const body = { worker_id: call.settings.worker, action, target, parameters }
  const key = randomUUID()
  const path = `/self-heal-actions/${id}/start`
  const started = await persist(until, () => call.api.post<Action>(path, body, { key }))
  if (started.id !== id || started.status !== 'running')
    throw new WorkerError(
      'no_grant',
      `The command did not run: the server says that it is ${started.status}.`,
    )
}

async function finish(call: CommandCall, id: string, attempt: Attempt): Promise<string> {
  const how = attempt.signal ? `ended by ${attempt.signal}` : `exit code ${attempt.exit_code}`
  const body: FinishInput = {
    result: how,
    raw_command_output: { command: shorten(shellWords(call.command), 4_000), ...attempt },
  }
  const reported = await report<Action>(call, `/self-heal-actions/${id}/finish`, body)
  if (reported.state === 'spooled') say(`done, ${how}; the evidence waits: ${reported.why}`)
  if (reported.state === 'refused') say(`done, ${how}; the evidence was refused: ${reported.error.message}`)
  return how
}

/** `act`: asks, waits, starts the grant, runs the command once, and finishes with evidence. */
export async function actCommand(call: CommandCall): Promise<Result> {
  const patience = readDuration(call.flags.wait ?? '10m')
  const until = Date.now() + patience
  await sendWaiting(call)
  const action = await getApproval(call, until)
  const relay = relaySignals()
  const input = openInput()
  try {
    // A little patience is left for a server that restarts just now.
    await start(call, action, Math.max(until, Date.now() + call.settings.timeout))
    const asked = relay.asked()
    const attempt = asked ? null : await runOnce(call.command, input, relay)
    if (!attempt) return { exitCode: EXIT.no_grant.code, signal: asked }
    const result = await finish(call, action.id, attempt)
    return {
      exitCode: attempt.exit_code ?? 1,
      signal: attempt.signal,
      json: { id: action.id, action: action.action, status: 'finished', result },
    }
  } finally {
    input.stop()
    relay.stop()
  }
}
