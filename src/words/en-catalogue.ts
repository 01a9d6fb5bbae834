import type { Texts } from './words.ts'
import type { zhTWCatalogue } from './zh-tw-catalogue.ts'

export const enCatalogue: Texts<typeof zhTWCatalogue> = {
  alt: 'What each action does, and who approves it now',
  alt_one: 'Who approves "{{name}}" now',
  now: 'Now',
  was: 'It was "{{who}}" before somebody changed it.',
  stays: 'High risk: Louis decides it each time. This cannot be changed.',
  only_louis: 'It cannot be tighter; only Louis may loosen it.',
  to: { low: 'Let it run by itself', medium: 'Let a PLS owner decide', high: 'Let Louis decide' },
  tap: '{{to}}: {{name}}',
  done: 'Changed: "{{name}}" is now "{{who}}". It holds at once and is kept in the audit log.',
  outdated:
    'The card that you tapped is out of date: "{{name}}" is "{{who}}" now. Nothing was changed this time; please look at the card below.',
  louis_only: 'Only Louis may loosen, so nothing was changed: "{{name}}" is "{{who}}" now.',
  about: {
    diagnose: 'Reads error messages and logs to find the cause. It only looks and touches nothing.',
    touch: 'Tells the system that somebody still works on the job, so that the lease does not run out.',
    retry_once: 'Does the step that failed once more, this one time, and notes what came of it.',
    repair_proposal:
      'Writes up the problem and a way to repair it for whoever approves, and does nothing itself.',
    requeue_job: 'Puts the job back into the queue, where any worker may claim it later.',
    extend_lease: 'Asks for more time for the job in hand; other workers have to wait longer for it.',
    change_prompt: 'Changes the prompt that workers are given. All later jobs follow the new one.',
    change_tooling: 'Changes the tools or settings of the workers. All later jobs are affected.',
    release: 'Lets go of the job in hand. What is half done may be lost.',
    reclaim: 'Takes a job away from another worker, who is interrupted half way.',
    cross_project_permission: 'Lets a worker read or change the data of other projects.',
    external_commitment:
      'Promises something to people outside in our name, such as dates, costs or deliverables.',
  },
}
