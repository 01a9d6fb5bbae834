import { html } from 'hono/html'
import { consoleVerbsEn } from '../../words/en-console-verbs.ts'
import type { Words } from '../../words/words.ts'
import type { Html } from '../view.ts'

type Known = keyof typeof consoleVerbsEn

/** What a verb of the audit log says, in words; one that has none is shown as it is. */
export function verbName(words: Words, verb: string): string {
  const key = verb.replace(/[.-]/g, '_')
  return Object.hasOwn(consoleVerbsEn, key) ? words.t(`console.verbs.${key as Known}`) : verb
}

/** A subject in brief, with all of it on hover, leading to all that happened to it. */
export function subjectLink(subject: string): Html {
  const [kind = '', id = ''] = subject.split(/:(.*)/s)
  const short = id.length > 16 ? `…${id.slice(-8)}` : id
  return html`<a class="subject" title="${subject}" href="/console/audit?subject=${encodeURIComponent(subject)}">${kind} ${short}</a>`
}
