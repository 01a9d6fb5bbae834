/**
 * What we write ourselves beside a message to LINE, in English as programs read it; people read it in
 * the console in their own language. Anything else there is LINE's word. `{{…}}` is filled in.
 */
export const NOTES = {
  used_up: "LINE's monthly limit is reached: this waits for the next month, or for a raised limit.",
  reserved: "The rest of this month's quota ({{kept}} messages) is kept for high risk.",
  for_digest: "This month's messages are short: this waits for the daily digest, which names it.",
  group_too_large:
    'A push to this group counts as {{people}} messages, and the last {{kept}} of the month are kept for high risk.',
  left_group: 'The bot is not in this group any more.',
  too_late: 'It was decided, or its time was over, before its turn came.',
  superseded: 'A later message says all of it.',
  newer_digest: 'A newer digest took its place.',
  reply_unseen: 'the end of the reply was not seen',
  got_through: 'an earlier try had got through',
  gave_up: 'LINE did not take it within 24 hours. {{words}}',
} as const

export type Note = keyof typeof NOTES

/** A note with its numbers and words in their places. */
export const noteOf = (note: Note, params: Record<string, string | number> = {}): string =>
  NOTES[note].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? '')).trim()
