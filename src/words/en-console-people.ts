import type { Texts } from './words.ts'
import type { consolePeopleZhTW } from './zh-tw-console-people.ts'

export const consolePeopleEn: Texts<typeof consolePeopleZhTW> = {
  note: 'A deputy decides only within the time and the risk that you choose; each decision is recorded as made for you. What one was given cannot be passed on.',
  by_others: 'People give delegations themselves: here, or with "delegate" in LINE.',
  mine: '{{name}} stands in for you until {{until}} (up to: {{risk}}).',
  give: 'Name a deputy',
  give_other: 'Name somebody else',
  who: 'Deputy',
  choose: 'Choose somebody',
  risk: 'Highest risk',
  up_to: 'up to: {{risk}}',
  day: 'Last day',
  day_note: 'Ends by itself with that day, {{days}} days at most. You can take it back at any time.',
  give_button: 'Name this deputy',
  end_button: 'Take it back',
  nobody: 'There is nobody who could stand in. Invite another PLS owner or pool owner first.',
  bad_delegation: 'Nobody was named. Choose a person, and a day from today within {{days}} days.',
  bad_risk: 'Nobody was named. Only Louis can pass high risk on.',
  bad_person: 'Nobody was named. This person cannot stand in now; choose somebody else.',
  bad_end: 'Nobody stands in for you; there is nothing to take back.',
  bad_invite: 'No invite was made. Give a name and a pool (up to 100 characters each), and choose a role.',
  bad_invite_role: 'No invite was made. Only Louis invites to this role.',
  bad_halt: 'Nothing was halted. Write the reason first.',
  disable: 'Disable',
  disable_who: 'Disable {{name}}',
  disable_title: 'Disable {{name}}?',
  disable_effect: {
    line: 'They can do nothing in LINE any more: no reports, no decisions, and no messages reach them.',
    console: 'They are signed out of this console at once.',
    deputy: 'Delegations that they were given, or gave, are worth nothing any more.',
    kept: 'What they decided and did stays; that they were disabled is in the audit log too.',
  },
  disable_back: 'This cannot be undone. To bring them back, invite them again.',
  disable_button: 'Disable now',
  disable_note:
    'Louis disables others; a PLS owner disables workers and pool owners. Nobody disables themselves; an operator does it on the server with countersign member disable.',
}
