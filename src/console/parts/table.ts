import { html } from '../html.ts'
import type { Html } from '../view.ts'

type Column<T> = { head: string; cell: (row: T) => unknown; className?: string }

/** A table; on a phone each row is a card whose cells say their column. The first column names the row. */
export function table<T>(caption: string, columns: Column<T>[], rows: readonly T[]): Html {
  return html`<table><caption class="visually-hidden">${caption}</caption>
    <thead><tr>${columns.map((it) => html`<th scope="col" class="${it.className ?? ''}">${it.head}</th>`)}</tr></thead>
    <tbody>${rows.map(
      (row) =>
        html`<tr>${columns.map((it, n) =>
          n === 0
            ? html`<th scope="row" class="${it.className ?? ''}">${it.cell(row)}</th>`
            : html`<td data-head="${it.head}" class="${it.className ?? ''}"><div>${it.cell(row)}</div></td>`,
        )}</tr>`,
    )}</tbody></table>`
}

/** Facts in pairs; those without a value are left out. */
export const facts = (pairs: [string, unknown][]): Html =>
  html`<dl class="facts">${pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
