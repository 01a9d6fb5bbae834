// What the console calls each kind of message to LINE, and what the bot notes beside one.

export const lineTemplatesEn = {
  say: 'text',
  text: 'text',
  'policy-ask': 'three policy questions',
  question: 'policy question',
  catalogue: 'who approves what',
  proposal: 'repair proposal',
  proposals: 'similar proposals',
  action: 'asks to run',
  decided: 'decision',
  confirm: 'confirmation',
  'ask-reason': 'asks for the reason',
  details: 'details',
  scorecard: 'scorecard',
  digest: 'daily digest',
  review: 'weekly review',
  'matrix-day': 'day 14 look',
  'change-draft': 'change from a review',
  'repair-verdict': 'whether it helped',
  'console-link': 'link to the console',
  deputy: 'told of a delegation',
  choose: 'choice',
  'pick-date': 'choice of a day',
  other: 'other',
}

export const lineNotesEn = {
  used_up: 'The month’s messages are used up: this waits for the next month, or for a raised limit.',
  reserved: 'The last {{kept}} messages of the month are kept for high risk.',
  for_digest: 'The month’s messages are short: this goes with the daily digest.',
  group_too_large:
    'One push to this group counts as {{people}} messages, and the last {{kept}} of the month are kept for high risk.',
  left_group: 'The bot is not in this group any more.',
  too_late: 'It was decided, or its time was over, before its turn came.',
  superseded: 'A later message says all of it.',
  newer_digest: 'A newer digest took its place.',
  reply_unseen: 'Its end was not seen; LINE has most likely taken it.',
  got_through: 'An earlier try had got through.',
  gave_up: 'LINE did not take it within 24 hours. {{words}}',
}
