import { html } from '../html.ts'
import type { Html, View } from '../view.ts'

const SHOWN = 8

type Shown = {
  /** Not shortened to its end. */
  whole?: boolean
  /** Where it leads. */
  href?: string
}

/** An id that can be copied: by the button, or without scripts by one click and the keyboard. */
export function copyable(
  view: View,
  what: string,
  value: string | null | undefined,
  { whole = false, href }: Shown = {},
): Html | string {
  if (!value) return '–'
  const isWhole = whole || value.length <= SHOWN + 4
  const text = isWhole ? value : `…${value.slice(-SHOWN)}`
  const code = html`<code title="${value}"${isWhole ? '' : html` class="end"`}>${text}</code>`
  const shown = href ? html`<a href="${href}">${code}</a>` : code
  return html`<span class="id">${shown}<button type="button" class="copy" data-copy="${value}" aria-label="${view.words.t('console.part.copy', { what: `${what} ${text}` })}" hidden></button></span>`
}
