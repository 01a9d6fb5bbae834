import type { Policy } from '../../contract.ts'
import type { Words } from '../../words/words.ts'
import { html } from '../html.ts'
import type { Html } from '../view.ts'

export type Tone = 'good' | 'wait' | 'stop' | 'each' | 'plain'

/** A short state; the word says it, the colour only helps. */
export const badge = (tone: Tone, text: string): Html => html`<span class="badge ${tone}">${text}</span>`

const STATUS: Record<Policy['status'], Tone> = {
  draft: 'wait',
  approved: 'good',
  rejected: 'stop',
  retired: 'plain',
}
const RUNS: Record<Policy['runs'], Tone> = {
  by_itself: 'good',
  after_approval: 'wait',
  approved_each_time: 'each',
  forbidden: 'stop',
}

export const statusBadge = (words: Words, status: Policy['status']) =>
  badge(STATUS[status], words.t(`status.${status}`))
export const runsBadge = (words: Words, runs: Policy['runs']) =>
  badge(RUNS[runs], words.t(`console.runs.${runs}`))

/** Of a risk: high stands out, the others don't. */
export const riskBadge = (words: Words, risk: Policy['risk_level']) =>
  html`<span class="risk ${risk}">${words.t(`risk.${risk}`)}</span>`
