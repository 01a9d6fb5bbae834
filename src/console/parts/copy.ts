import { html } from 'hono/html'
import type { Html, View } from '../view.ts'

const SHOWN = 8

/** An id that can be copied: by the button, or without scripts by one click and the keyboard. */
export function copyable(
  view: View,
  what: string,
  value: string | null | undefined,
  whole = false,
): Html | string {
  if (!value) return '–'
  const text = whole || value.length <= SHOWN + 4 ? value : `…${value.slice(-SHOWN)}`
  return html`<span class="id"><code title="${value}">${text}</code><button type="button" class="copy" data-copy="${value}" aria-label="${view.words.t('console.part.copy', { what: `${what} ${text}` })}" hidden></button></span>`
}
