import { readable } from '../../domain/events/evidence.ts'
import { html } from '../html.ts'
import type { Html, View } from '../view.ts'

const isEmptied = (raw: unknown) =>
  raw !== null &&
  typeof raw === 'object' &&
  'emptied' in raw &&
  raw.emptied === true &&
  Object.keys(raw).length === 1

/** Raw output in full, as text. */
export function rawOutput(view: View, raw: unknown): Html | string {
  if (raw === null || raw === undefined) return ''
  if (isEmptied(raw)) return html`<p class="soft">${view.words.t('console.part.raw_emptied')}</p>`
  return html`<pre tabindex="0" role="region" aria-label="${view.words.t('console.part.raw')}">${readable(raw)}</pre>`
}
