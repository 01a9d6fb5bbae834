import { enCatalogue } from './en-catalogue.ts'
import { enChat } from './en-chat.ts'
import { consoleEn } from './en-console.ts'
import { enDigest } from './en-digest.ts'
import type { Catalogue } from './words.ts'

export const en: Catalogue = {
  digest: enDigest,
  catalogue: enCatalogue,
  chat: enChat,
  console: consoleEn,
  risk: { low: 'Low risk', medium: 'Medium risk', high: 'High risk' },
  role: { worker: 'worker', pool_owner: 'pool owner', pls_owner: 'PLS owner', louis: 'Louis', ops: 'ops' },
  status: { draft: 'waiting', approved: 'approved', rejected: 'rejected', retired: 'retired' },
  verb: { draft: 'proposed', approved: 'approved', rejected: 'rejected', retired: 'retired' },
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
    touch: 'touch (renew lease)',
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
  action_in_words: '{{name}} ({{action}})',
  who: { self: 'by itself', pls_owner: 'PLS owner approves', louis: 'Louis approves' },
  button: {
    approve: 'Approve',
    reject: 'Reject',
    confirm: 'Confirm approval',
    cancel: 'Not now',
    open_page: 'Read all and decide',
    details: 'Details',
  },
  ask: {
    title: 'Workers that repair themselves: three rules to set',
    intro:
      'When something small breaks, each AI worker repairs itself in its own way, and nothing is kept of it. We want a loop that people can see and govern, so we need three decisions from you.\n\nUntil you answer, a worker may only diagnose, touch, retry once and propose a repair. Nothing else will run.',
    step: 'Question {{n}} of {{of}}',
    until: 'Until you answer, a worker may only diagnose, touch, retry once and propose.',
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
      question:
        'This is how it stands. May it run like this? To change something first, use the cards of the actions above, or send "adjust".',
      why: 'Every single high-risk action needs its own approval by Louis; an earlier one never covers it. What is not on the list counts as high risk.',
    },
  },
  proposal: {
    title: 'Repair proposal: {{event}}',
    summary:
      'The same error has come {{count}} times in this round. Should workers handle it like this from now on?',
    alt: '[{{risk}}] Repair proposal: {{event}}. Please approve or reject.',
    alt_many:
      '[Low risk] {{count}} similar repair proposals: {{event}}. Please approve or reject each of them.',
    more: '{{count}} more did not fit here. Type "pending" to see the rest.',
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
  action_card: {
    title: 'Asks to run: {{what}}',
    alt: '[{{risk}}] A worker asks to run "{{what}}". Please approve or reject.',
    once: 'Approval is good for this one time and this target, and used up by it.',
    standing: 'Once approved, workers may do this without asking, until you retire the policy.',
    target: 'Target',
    parameters: 'Parameters',
    reason: 'Reason',
    worker: 'Worker',
    job: 'Job',
    evidence: 'Raw output',
  },
  mixed_scripts: {
    mark: '⚠️ Letters of different scripts are mixed: {{letters}}',
    letter: '{{letter}} ({{code}}, {{script}})',
  },
  details: {
    title: 'Raw output of "{{what}}"',
    event: 'What happened',
    at: 'Asked at',
    fact: '{{label}}: {{value}}',
    whole: 'Here is all of it.',
    longer:
      'It is too long for messages: here are the first {{shown}} characters, about {{rest}} more follow. All of it is here (the link works for 24 hours): {{url}}',
    cut: 'Some of the above is too long and stands here with its beginning only. All of it is here (the link works for 24 hours): {{url}}',
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
    warning: 'This is of high risk. It takes effect as soon as you tap "Confirm approval".',
    warning_action:
      'This is a high-risk action. "Confirm approval" takes effect at once: this one action may run one time, within {{minutes}} minutes.',
    warning_repair:
      'This is of high risk. "Confirm approval" approves this way to repair; each single high-risk action in it still needs its own approval by Louis.',
    whole: 'It does not fit on the card. Please read all of it before you confirm: {{url}}',
    expires: 'Confirm before {{when}}; after that, tap Approve again.',
  },
  reasons: {
    title: 'Why do you reject it?',
    alt: 'Please choose a reason',
    prompt: '"{{what}}" is not decided yet. Choose a reason, or type your own into this chat.',
    own: 'In my own words',
    prefix: 'Reason: ',
    hint: '"In my own words" opens the keyboard of your phone; on a PC just type. Without a reason within {{minutes}} minutes, it is as if you had not tapped Reject.',
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
    wrong_code: 'That invite code is wrong, used or too old. Tries left: {{left}}.',
    last_wrong_code:
      'That invite code is wrong, used or too old. Try again in an hour, or ask the administrator for a new one.',
    too_many_codes:
      'Those were too many tries. Try again in an hour, or ask the administrator for a new code.',
    code_missing: 'Put the invite code behind it, like this: join ABCDE-12345',
    whoami: 'You are {{name}}, {{role}}.',
    nothing_pending: 'Nothing waits for your decision.',
    pending: 'Waiting for your decision: {{count}}',
    pending_some:
      'Waiting for your decision: {{count}}. They do not all fit here. Decide these, then type "pending" for the rest.',
    group_only_direct:
      'Decisions are made only in a one-to-one chat with me. Please open our chat and send "pending".',
    only_direct: 'Please do this in a one-to-one chat with me: open our chat and send "{{command}}" there.',
    back: 'Welcome back, {{name}}. What needs you will come here again; send "pending" to see what waits for you now.',
    forged:
      'I did not send this button, or somebody changed it. Nothing was changed. Send "pending" and decide on the new card.',
    changed:
      'It has changed since this card was sent, so nothing was decided by it. This is how it is now; please look again:',
    stale: 'This card is out of date. Nothing was changed. Send "pending" to see it as it is now.',
    expired: 'The time to confirm is over; nothing was changed. Please tap Approve on the first card again.',
    not_yours: '{{who}} decides this; you are {{role}}. Nothing was changed.',
    own_request: 'You asked for this yourself, so somebody else has to decide. Nothing was changed.',
    decided_by_you: 'You {{verb}} "{{what}}" on {{when}} already; no need to tap again.',
    decided_by_other: '{{who}} {{verb}} "{{what}}" on {{when}} already. Your tap changed nothing.',
    no_answer: 'The time to answer this is over, so it was not run. The worker can ask again.',
    halted: 'Everything is halted. No self-heal action starts until you send "resume". Reason: {{reason}}',
    halted_already: 'Everything is halted already. Send "resume" to end it.',
    resumed: 'Resumed. What was stopped does not start by itself; the workers have to ask again.',
    not_halted: 'Nothing is halted.',
    halt_reason: 'Put the reason behind it, like this: halt production looks wrong',
    louis_only: 'Only Louis may use this command.',
    gone: 'This is not there any more. Nothing was changed.',
    cancelled: 'All right, nothing was changed.',
    reason_words: 'Type the reason behind "Reason:" and send it. On a PC, just type it into this chat.',
    reason_empty: 'There is no reason yet, so nothing was rejected. Write a few words and send them.',
    reason_for_nothing:
      'Nothing waits for a reason of yours, so nothing was changed. To reject something, tap Reject on its card first.',
    reason_timeout: 'That took too long; the rejection was dropped. To reject it, tap Reject again.',
    not_a_member: 'Your account is disabled or not connected, so you cannot decide. Nothing was changed.',
    broken:
      'Sorry, something broke on my side (id {{id}}). What you did may not be finished; please try again later.',
  },
  tap_reason: 'Approved with a tap in LINE',
}
