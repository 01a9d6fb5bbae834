import { setTimeout as wait } from 'node:timers/promises'
import type { RepairEventInput, RepairEventOutput } from '../../contract.ts'
import { classifyFailure, type Failure, readMoreFailures } from '../classify-failure.ts'
import type { CommandCall, Result } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { FailureRow } from '../failure-table.ts'
import { type Input, openInput } from '../input.ts'
import { keepLease, mayRetry, touchLease } from '../lease.ts'
import { type Reported, report, spoolOnly } from '../report.ts'
import { say } from '../say.ts'
import { relaySignals, type SignalRelay } from '../signal-relay.ts'
import { shellWords, shorten } from '../storable-text.ts'
import { type Attempt, runOnce } from '../wrapped-command.ts'

type Run = { call: CommandCall; relay: SignalRelay; input: Input; phase: string; more: FailureRow[] }
type Tried = { attempts: Attempt[]; failure: Failure; action: string; notes: Record<string, unknown> }

const hasSucceeded = (it: Attempt | undefined) => it?.exit_code === 0

const endOf = (it: Attempt | undefined): Result => ({
  exitCode: it?.exit_code ?? 1,
  signal: it?.signal ?? null,
})

/** The wait before the retry: so that many workers do not come back at one moment. */
const jittered = (mean: number) => Math.round(mean * (0.5 + Math.random()))

/** Waits, unless somebody asks for the end. */
async function pause(ms: number, relay: SignalRelay): Promise<void> {
  const stop = new AbortController()
  relay.tell(() => relay.asked() && stop.abort())
  if (!relay.asked()) await wait(ms, undefined, { signal: stop.signal }).catch(() => {})
  relay.tell(null)
}

function eventOf({ call, phase }: Run, { attempts, failure, action, notes }: Tried): RepairEventInput {
  const { settings, command } = call
  return {
    job_id: settings.job,
    worker_id: settings.worker,
    event_type: failure.event_type,
    phase,
    raw_command_output: {
      command: shorten(shellWords(command), 4_000),
      recovered: attempts.length > 1 && hasSucceeded(attempts.at(-1)),
      error: failure.error,
      kind: failure.kind,
      why: failure.why,
      attempts,
      ...notes,
    },
    repair_action: action,
    occurred_at: attempts[0]?.started_at,
  }
}

/** Touches the lease, waits, and runs the command a second and last time; unless something forbids it. */
async function touchAndRetry(run: Run, first: Attempt, failure: Failure): Promise<Tried> {
  const { call, relay, input } = run
  const [touch, ruling] = await Promise.all([touchLease(call), mayRetry(call)])
  const whyNot = touch.isLost ? touch.words : (ruling.whyNot ?? input.whyNotAgain())
  const notes: Record<string, unknown> = { touch: touch.words }
  const tried = { attempts: [first], failure, action: 'touch', notes }
  if (whyNot !== null) {
    say(`${failure.error} — not tried again: ${whyNot}`)
    return { ...tried, notes: { ...notes, not_retried: whyNot } }
  }
  const ms = jittered(call.settings.retryWait)
  say(`${failure.error} — ${failure.why}; ${touch.words}; trying once more in ${ms} ms`)
  await pause(ms, relay)
  if (relay.asked()) return { ...tried, notes: { ...notes, not_retried: `stopped by ${relay.asked()}` } }
  const second = await runOnce(call.command, input, relay)
  return {
    ...tried,
    attempts: [first, second],
    action: 'touch + retry once',
    notes: { ...notes, waited_ms: ms },
  }
}

/** What a person (or a model) reads in the end: what happened, and what to do now. */
function sayEnd({ attempts, failure }: Tried, reported: Reported<RepairEventOutput>): string {
  const isRecovered = attempts.length > 1 && hasSucceeded(attempts.at(-1))
  const what = isRecovered
    ? 'recovered by one retry'
    : `${attempts.length > 1 ? 'failed twice' : 'failed'} (${failure.event_type}: ${failure.error})`
  if (reported.state === 'spooled')
    return `${what}; not reported yet: ${reported.why}${isRecovered ? '' : '; not completed'}.`
  if (reported.state === 'refused') return `${what}; NOT recorded: ${reported.error.message}`
  const { proposal, occurrences, next_step } = reported.answer
  if (next_step === 'pause')
    return `${what}; recorded. A person turned this repair down: stop here and report, do not try again.`
  if (proposal) {
    const opened = `a proposal was opened about this kind of failure (${proposal.policy_key}, seen ${occurrences} times)`
    return isRecovered ? `${what}; recorded; ${opened}.` : `${what}; ${opened}: proposed, not completed.`
  }
  return isRecovered
    ? `${what}; recorded.`
    : `${what}; recorded, not completed. The next one of this kind opens a proposal.`
}

async function record(run: Run, tried: Tried): Promise<Reported<RepairEventOutput> | null> {
  const event = eventOf(run, tried)
  const at = new Date(event.occurred_at ?? Date.now())
  if (run.relay.asked()) {
    spoolOnly(run.call, '/worker-repair-events', event, at)
    return null
  }
  const reported = await report<RepairEventOutput>(run.call, '/worker-repair-events', event, at)
  say(sayEnd(tried, reported))
  return reported
}

function failureOf({ call, more }: Run, first: Attempt): Failure {
  const { command } = call
  if (first.not_started === undefined)
    return classifyFailure({ ...first, command, exitCode: first.exit_code }, more)
  const isMissing = first.exit_code === EXIT.not_found.code
  const error = `${command[0]}: ${isMissing ? 'command not found' : 'the command cannot be executed'}`
  return { kind: 'permanent', event_type: 'manual_blocker', why: first.not_started, error }
}

async function runAndRepair(run: Run): Promise<Result> {
  const { call, relay, input } = run
  const first = await runOnce(call.command, input, relay)
  // Who stops a command, or reads no further, knows it: that is no failure.
  if (hasSucceeded(first) || relay.asked() || first.reader_gone)
    return { ...endOf(first), json: { outcome: hasSucceeded(first) ? 'succeeded' : 'stopped' } }
  const failure = failureOf(run, first)
  const tried =
    failure.kind === 'transient'
      ? await touchAndRetry(run, first, failure)
      : { attempts: [first], failure, action: 'diagnose', notes: {} }
  const reported = await record(run, tried)
  const last = tried.attempts.at(-1)
  const end =
    relay.asked() && tried.attempts.length === 1 && failure.kind === 'transient'
      ? { exitCode: 1, signal: relay.asked() }
      : endOf(last)
  const isRecovered = tried.attempts.length > 1 && hasSucceeded(last)
  return {
    ...end,
    json: {
      outcome: isRecovered ? 'recovered' : 'failed',
      attempts: tried.attempts.length,
      event_type: failure.event_type,
      kind: failure.kind,
      error: failure.error,
      report: reported?.state ?? 'spooled',
      ...(reported?.state === 'sent' ? reported.answer : {}),
    },
  }
}

/** `run`: a command with its output passed through, retried once where that may help, recorded where it failed. */
export async function runCommand(call: CommandCall): Promise<Result> {
  const more = readMoreFailures(call.settings.failures)
  const phase = shorten(call.flags.phase ?? 'run', 100)
  const lease = call.switches.has('touch') ? await keepLease(call) : null
  const relay = relaySignals()
  const input = openInput()
  try {
    return await runAndRepair({ call, relay, input, phase, more })
  } finally {
    lease?.stop()
    input.stop()
    relay.stop()
  }
}
