import type { LearningInput, RepairEventInput, RepairEventOutput } from '../../contract.ts'
import type { CommandCall, Result } from '../command.ts'
import { type Reported, report } from '../report.ts'
import { storable } from '../storable-text.ts'

/** Sent, or kept for later: both are done. A refusal is the caller's to hear. */
function toldOf<T extends object>(reported: Reported<T>, words: (answer: T) => string): Result {
  if (reported.state === 'refused') throw reported.error
  if (reported.state === 'spooled')
    return {
      exitCode: 0,
      json: { spooled: true, why: reported.why },
      text: `kept for later: ${reported.why}`,
    }
  return { exitCode: 0, json: { spooled: false, ...reported.answer }, text: words(reported.answer) }
}

/** `friction "…"`: says in one line that something is in the way. */
export async function frictionCommand(call: CommandCall): Promise<Result> {
  const { settings, flags, words } = call
  const body: RepairEventInput = {
    job_id: settings.job,
    worker_id: settings.worker,
    event_type: 'manual_blocker',
    phase: flags.phase ?? 'friction',
    raw_command_output: { message: storable(words.join(' ')) },
    repair_action: flags.action ?? 'diagnose',
    occurred_at: new Date().toISOString(),
  }
  const reported = await report<RepairEventOutput>(call, '/worker-repair-events', body)
  return toldOf(reported, ({ occurrences, proposal }) =>
    proposal
      ? `reported; a proposal is open: ${proposal.policy_key}`
      : `reported (seen ${occurrences} time(s))`,
  )
}

/** `learn`: a lesson, and what the next round should do first because of it. */
export async function learnCommand(call: CommandCall): Promise<Result> {
  const { settings, flags } = call
  const body: LearningInput = {
    job_id: settings.job,
    topic_key: flags.topic ?? '',
    lesson: flags.lesson ?? '',
    next_round_priority: flags.next ?? '',
    adoption_signal: flags.signal ?? '',
  }
  const reported = await report<LearningInput>(call, '/learning-memory-updates', body)
  return toldOf(reported, ({ topic_key }) => `lesson recorded under ${topic_key}`)
}
