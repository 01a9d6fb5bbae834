/** Colours that templates get as data. White text on each has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3 AA). */

/** The band of a proposal and the bar of a catalogue row. */
export const RISK_COLORS = { low: '#0B7A43', medium: '#B45309', high: '#B91C1C' } as const

/** The band of a decision card. */
export const STATUS_COLORS = {
  draft: '#1D4ED8',
  approved: '#0B7A43',
  rejected: '#B91C1C',
  retired: '#4B5563',
  no_answer: '#4B5563',
} as const
