import { html } from '../html.ts'
import type { Html, View } from '../view.ts'

/** What stands where a list has nothing. */
export const empty = (title: string, note: string): Html =>
  html`<div class="empty"><p><strong>${title}</strong></p><p>${note}</p></div>`

/** A path with other values in its query; those that are empty are left out, and so is the place in the list. */
export function withQuery(here: string, changes: Record<string, string | null>): string {
  const [path = '', query = ''] = here.split('?')
  const params = new URLSearchParams(query)
  for (const [name, value] of Object.entries({ after: null, done: null, ...changes })) {
    if (value) params.set(name, value)
    else params.delete(name)
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

/** The way to the next page of a list, and back to its beginning. */
export function pager(view: View, next: string | null): Html | string {
  const { words, here } = view
  const isFirst = !new URLSearchParams(here.split('?')[1]).has('after')
  if (isFirst && !next) return ''
  return html`<nav class="pager" aria-label="${words.t('console.part.pages')}">
    ${isFirst ? '' : html`<a href="${withQuery(here, {})}">${words.t('console.part.first')}</a>`}
    ${next ? html`<a class="button" rel="next" href="${withQuery(here, { after: next })}">${words.t('console.part.next')}</a>` : ''}
  </nav>`
}

/** Links that choose one value of a filter. */
export function tabs(
  view: View,
  label: string,
  name: string,
  options: [value: string, text: string, count?: number][],
): Html {
  const chosen = new URLSearchParams(view.here.split('?')[1]).get(name) ?? ''
  return html`<nav class="tabs" aria-label="${label}"><ul>${options.map(
    ([value, text, count]) =>
      html`<li><a href="${withQuery(view.here, { [name]: value })}"${value === chosen ? html` aria-current="true"` : ''}>${text}${
        count === undefined ? '' : html` <span class="count">${count}</span>`
      }</a></li>`,
  )}</ul></nav>`
}
