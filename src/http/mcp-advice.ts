import { ERRORS, type ErrorCode } from '../errors.ts'

/** What a model should do next, for refusals whose own words do not say it. */
const ADVICE: Partial<Record<ErrorCode | 'action-denied', string>> = {
  'bad-input': 'Correct the arguments that `errors` names, and call the tool again.',
  'unknown-token': 'Stop: this token does not work. Ask the person who runs you for a new one.',
  'wrong-role':
    'Stop: this token may not do this. Do not try other tools for the same end; tell your person.',
  'not-found': 'Check the id. A job that is not known yet is made known by `claim` with a title.',
  'job-claimed': 'Take another job, or wait until the lease has run out and call `claim` again.',
  'lease-not-held': 'Call `claim` for this job. If another worker holds it, stop working on it.',
  'artifact-gate-not-passed':
    'Put right what `missing` names: call `upload_files`, then `gate`, and `complete` only after a pass.',
  'action-denied':
    "Do not do it. Follow the approver's words in `reason`; do not ask for the same thing in other words.",
  'grant-missing': 'Do not do it: there is no approval. Call `act_wait`, or ask with `act_request`.',
  'grant-used':
    'Do not do it again: this approval was used. Ask anew with `act_request` if it must be repeated.',
  'grant-expired': 'Do not do it: the approval came too long ago. Ask anew with `act_request`.',
  'action-changed': 'Do not do it: only exactly what was approved may run. Ask anew for what you want now.',
  'not-running': 'Call `act_start` first, and `act_finish` once.',
  halted: 'Do nothing more to heal yourself until a person resumes. Tell your person.',
  'idempotency-key-reused': 'Use a new idempotency_key for a new request.',
  'too-many-open-asks':
    'Ask for nothing more now. Call `act_wait` for the ask that `detail` names, and go on with work that needs no approval.',
  'too-many-bytes':
    'Send no more reports until the time in `detail`; keep head and tail of long output then.',
  'too-many-held-requests':
    'Wait until one of your other calls of `act_wait` has ended, then call it again; one at a time is enough.',
  'too-large': 'Keep head and tail of the output, and call the tool again.',
}

/** What to do about a problem: its own advice, or whether trying again may help. */
export function adviceFor(code: string): string {
  const known = ADVICE[code as ErrorCode]
  if (known) return known
  const mayRetry = Object.hasOwn(ERRORS, code) && ERRORS[code as ErrorCode].mayRetry
  return mayRetry
    ? 'Wait a little and call the tool once more with the same idempotency_key.'
    : 'Do not repeat the call. Tell your person, with the request_id.'
}
