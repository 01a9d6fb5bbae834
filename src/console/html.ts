import { html as bareHtml } from 'hono/html'
import { visible } from '../visible-text.ts'
import type { Html } from './view.ts'

/** Texts as their reader may read them; what is HTML already stays. */
function shown(value: unknown): unknown {
  if (typeof value === 'string') return visible(value)
  return Array.isArray(value) ? value.map(shown) : value
}

/**
 * The pages' templates: each text is escaped for HTML, and what it holds that shows nothing or turns
 * the writing direction is written out (`\u202E`), wherever on a page it stands.
 */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): Html =>
  bareHtml(strings, ...values.map(shown))
