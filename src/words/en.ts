import type { Catalogue } from './words.ts'

export const en: Catalogue = {
  risk: { low: 'Low risk', medium: 'Medium risk', high: 'High risk' },
  role: { worker: 'worker', pool_owner: 'pool owner', pls_owner: 'PLS owner', louis: 'Louis', ops: 'ops' },
  status: { draft: 'waiting', approved: 'approved', rejected: 'rejected', retired: 'retired' },
  eventType: {
    fetch_failed: 'fetch failed',
    schema_error: 'schema error',
    artifact_missing: 'artifact missing',
    claim_idle: 'claim idle',
    lease_risk: 'lease at risk',
    manual_blocker: 'manual blocker',
  },
  action: {
    diagnose: 'diagnose',
    touch: 'touch (renew the lease)',
    retry_once: 'retry once',
    repair_proposal: 'propose a repair',
    requeue_job: 'requeue the job',
    extend_lease: 'extend the lease',
    change_prompt: 'change the prompt',
    change_tooling: 'change the tooling',
    release: 'release the job',
    reclaim: 'reclaim the job',
    cross_project_permission: 'permission across projects',
    external_commitment: 'commitment to outsiders',
  },
  who: { self: 'by itself', pls_owner: 'PLS owner approves', louis: 'Louis approves' },
  button: {
    approve: 'Approve',
    reject: 'Reject',
    confirm: 'Confirm approval',
    cancel: 'Not now',
    open_page: 'Read all and decide',
  },
  ask: {
    title: 'Workers that repair themselves: three rules to set',
    intro:
      'When something small breaks, each AI worker repairs itself in its own way, and nothing is kept of it. We want a loop that people can see and govern, so we need three decisions from you.\n\nUntil you answer, a worker may only diagnose, touch, retry once and propose a repair. Nothing else will run.',
    step: 'Question {{n}} of {{of}}',
    until: 'Until you answer, a worker may only diagnose, touch, retry once and propose.',
    answered: '{{who}} {{status}} this on {{when}}.',
    q1: {
      title: 'Retry once by itself when a fetch fails?',
      question: 'On "fetch failed", may a worker touch its lease and retry once by itself?',
      why: 'Mostly the network was away for a moment and one retry is enough. The raw output and the result are kept.',
    },
    q2: {
      title: 'Propose when the same error comes twice?',
      question:
        'After the same error twice, should a worker stop and propose a repair, instead of finding its own way to finish?',
      why: 'An error that repeats is seldom bad luck. The proposal carries count, times and raw output to the right approver.',
    },
    q3: {
      title: 'Which action needs whose approval?',
      question: 'This is how it stands. May it run like this?',
      why: 'Every single high-risk action needs its own approval by Louis; an earlier one never covers it. What is not on the list counts as high risk.',
    },
    q_label: { goal: 'Why', until: 'Until then' },
  },
  proposal: {
    title: 'Repair proposal: {{event}}',
    summary:
      'The same error has come {{count}} times in this round. Should workers handle it like this from now on?',
    alt: '[{{risk}}] Repair proposal: {{event}}. Please approve or reject.',
    repair_action: 'Repair',
    phase: 'Phase',
    count: 'Count',
    count_value: '{{count}} times',
    workers: 'Workers',
    first: 'First',
    last: 'Latest',
    key: 'Policy key',
    evidence: 'Latest raw output',
    note: 'The raw output does not fit on this card. All of it is on the page behind the link, where you can decide too.',
  },
  decided: {
    title: 'Decision: {{what}}',
    alt: '{{what}}: {{status}}',
    by: 'Decided by',
    at: 'When',
    action: 'What',
    version: 'Version',
    reason: 'Reason',
    footer_approved: 'Kept in the audit log, where it can be verified.',
    footer_rejected: 'The worker will be given the reason.',
  },
  confirm: {
    title: 'Please confirm',
    alt: 'High risk: please confirm "{{what}}"',
    warning: 'This is a high-risk action. It takes effect as soon as you tap "Confirm approval".',
    expires: 'Confirm before {{when}}; after that, tap Approve again.',
  },
  reasons: {
    title: 'Why do you reject it?',
    alt: 'Please choose a reason',
    prompt: '"{{what}}" is not decided yet. Choose a reason, or type your own into this chat.',
    hint: 'Without a reason within 15 minutes, it is as if you had not tapped Reject.',
    ask: {
      too_much: 'self-heal may do too much',
      schema: 'the event schema is wrong',
      acceptance: 'acceptance is too hard to collect',
      owner: 'LINE/policy owner is unclear',
    },
    proposal: {
      evidence: 'not enough evidence',
      cause: 'it misses the real cause',
      risk: 'too risky',
      other_way: 'please find another way',
    },
  },
  say: {
    stranger:
      'Hello, I am Countersign. I bring things that need approval to the right people. If you were given an invite code, send "join CODE".',
    welcome:
      '{{name}}, you are connected as {{role}}. What needs you will come here; send "help" to see what I can do.',
    already_member: 'You are connected already: {{name}} ({{role}}).',
    wrong_code: 'That invite code is wrong, used or too old. You can try {{left}} more times.',
    last_wrong_code:
      'That invite code is wrong, used or too old. Try again in an hour, or ask the administrator for a new one.',
    too_many_codes:
      'That were too many tries. Try again in an hour, or ask the administrator for a new code.',
    code_missing: 'Put the invite code behind it, like this: join ABCDE-12345',
    help: 'I bring you repair proposals of the workers; tap Approve or Reject to decide.\n\nYou can send:\n・pending: what waits for you\n・whoami: your role\n・help: this text',
    help_plain:
      'I bring repair proposals of the workers to the right approver.\n\nYou can send:\n・whoami: your role\n・help: this text',
    whoami: 'You are {{name}}, {{role}}.',
    nothing_pending: 'Nothing waits for your decision.',
    pending: 'Waiting for your decision: {{count}}',
    unknown:
      'I do not understand that yet. Send "pending" to see what waits for you, or "help" to see what I can do.',
    group_only_direct:
      'Decisions are made only in a one-to-one chat with me. Please open our chat and send "pending".',
    forged:
      'I did not send this button, or somebody changed it. Nothing was changed. Send "pending" and decide on the new card.',
    stale: 'This card is out of date. Nothing was changed. Send "pending" to see it as it is now.',
    expired: 'The time to confirm is over; nothing was changed. Please tap Approve on the first card again.',
    not_yours: '{{who}} decides this; you are {{role}}. Nothing was changed.',
    own_request: 'You asked for this yourself, so somebody else has to decide. Nothing was changed.',
    decided_by_you: 'You {{status}} "{{what}}" on {{when}} already; no need to tap again.',
    decided_by_other: '{{who}} {{status}} "{{what}}" on {{when}} already. Your tap changed nothing.',
    gone: 'This is not there any more. Nothing was changed.',
    cancelled: 'All right, nothing was changed.',
    reason_timeout: 'That took too long; the rejection was dropped. To reject it, tap Reject again.',
    not_a_member: 'Your account is disabled or not connected, so you cannot decide. Nothing was changed.',
    broken:
      'Sorry, something broke on my side (id {{id}}). What you did may not be finished; please try again later.',
  },
  tap_reason: 'Approved with a tap in LINE',
}
