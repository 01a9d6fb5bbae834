import { consoleVerbsEn } from '../../words/en-console-verbs.ts'
import type { Words } from '../../words/words.ts'
import { html } from '../html.ts'
import type { Html, View } from '../view.ts'
import { copyable } from './copy.ts'
import { sentenceCase } from './sentence-case.ts'

type Known = keyof typeof consoleVerbsEn

/** What a verb of the audit log says, in words; one that has none is shown as it is. */
export function verbName(words: Words, verb: string): string {
  const key = verb.replace(/[.-]/g, '_')
  return Object.hasOwn(consoleVerbsEn, key) ? sentenceCase(words.t(`console.verbs.${key as Known}`)) : verb
}

/** A subject in brief, leading to all that happened to it; all of it on hover, and for the clipboard. */
export function subjectLink(view: View, subject: string): Html {
  const [kind = '', id = ''] = subject.split(/:(.*)/s)
  const href = `/console/audit?subject=${encodeURIComponent(subject)}`
  return html`<span class="subject">${kind} ${copyable(view, kind, id, { href })}</span>`
}
