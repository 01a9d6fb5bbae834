import type { Texts } from './words.ts'
import type { consoleEvidenceZhTW } from './zh-tw-console-evidence.ts'

export const consoleEvidenceEn: Texts<typeof consoleEvidenceZhTW> = {
  output: 'The whole output',
  not_yours: '{{who}} decides this; you may read it, not decide it.',
  high: 'A high risk is decided in the LINE chat: send "pending", tap Approve on the card, then Confirm approval.',
  decided_by: 'Decided by {{who}}, {{when}}',
  need_reason: 'Not rejected. Write the reason first, then press Reject again.',
  bad_form: 'Nothing was changed. Press Approve or Reject on this page.',
  ask_again:
    'Go back to LINE and send "pending" in our chat: what is not decided comes once more, with a new link.',
  expired: 'This link is too old',
  expired_why: 'For safety a link on a card works for {{hours}} hours only.',
  forged: 'This link does not work',
  forged_why: 'The address is incomplete, or not one of ours. Nothing was changed.',
  not_member: 'This link works no more',
  not_member_why: 'It was for somebody else, or you are no member any more. Nothing was changed.',
  gone: 'This cannot be found',
  broken: 'This page cannot be shown right now',
}
