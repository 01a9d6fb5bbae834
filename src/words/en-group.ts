import type { Texts } from './words.ts'
import type { zhTWGroup } from './zh-tw-group.ts'

export const enGroup: Texts<typeof zhTWGroup> = {
  welcome:
    'Hello, I am Countersign. In a group I answer only when you mention me or send "policy" or "help"; what needs approval goes privately to whoever decides. To have the daily digest here, a pool owner, PLS owner or Louis sends "digest on".',
  digest_in_group: 'Send "digest on" in the group that should get the daily digest; "digest off" ends it.',
  who_asks:
    'LINE did not tell me who sent this, so I cannot do it. Please send it again from LINE on a phone, or ask another owner to. Nothing was changed.',
  not_for_you: "Only pool owners, PLS owners and Louis switch a group's digest. Nothing was changed.",
  own_pool_only:
    'You answer for {{pool}} and can switch the digest of that pool only; PLS owners and Louis can send the others. Nothing was changed.',
  set_by_other:
    'This group gets the digest of {{pool}}, set by {{name}}. PLS owners and Louis can change that. Nothing was changed.',
  no_such_pool: 'There is no pool "{{pool}}". There are: {{pools}}. Nothing was changed.',
  digest_on:
    'Done: the daily digest of {{pool}} comes to this group too; not on days without news, and never with anything of high risk. "digest off" ends it.',
  cost: "Please note: LINE counts a push to a group once per person. This group has {{people}}, so each digest uses {{people}} of the month's messages.",
  cost_unknown:
    "Please note: LINE counts a push to a group once per person, so each digest uses as many of the month's messages as there are people here. LINE does not tell me now how many that is.",
  digest_off: 'Done: the daily digest does not come to this group any more.',
  digest_is_off: 'This group does not get the daily digest. "digest on" begins it.',
  digest_is_on: 'This group gets the daily digest of {{pool}}, set by {{name}}. "digest off" ends it.',
  digest_note:
    'Nothing of high risk is shown in a group. For what waits for your decision, send "pending" in our one-to-one chat.',
}
