import type { Phrase } from '../../words/words.ts'
import { html } from '../html.ts'
import type { Html, View } from '../view.ts'

const DONE = [
  'approved',
  'rejected',
  'retired',
  'resent',
  'halted',
  'resumed',
  'delegated',
  'delegation_ended',
  'disabled',
  'invite_withdrawn',
] as const
export type Done = (typeof DONE)[number]

/** What was just done, as the query says it: one of our own words, never the query's. */
export function doneNotice(view: View): Html | string {
  const given = new URLSearchParams(view.here.split('?')[1]).get('done')
  const done = DONE.find((it) => it === given)
  return done ? html`<p class="notice good" role="status">${view.words.t(`console.done.${done}`)}</p>` : ''
}

export const errorNotice = (view: View, phrase: Phrase): Html =>
  html`<p class="notice stop" role="alert">${view.words.t(phrase)}</p>`
