import { MAY_INVITE } from '../../../domain/members/invite.ts'
import { type AppError, ERRORS } from '../../../errors.ts'
import { asAppError } from '../../../http/problem.ts'
import type { Phrase } from '../../../words/words.ts'
import { html } from '../../html.ts'
import type { Form, Html, OwnView, View } from '../../view.ts'

/** A form that changed nothing: which one, why, and what was typed into it. */
export type Refused = {
  form: 'invite' | 'delegation' | 'halt'
  phrase: Phrase
  params?: Record<string, number>
  kept: Form
  status: 400 | 403 | 404 | 409
}

/** What a verb refused, if it is something that the one at the form can do better; anything else is thrown on. */
export function refusalOf(
  view: OwnView,
  error: unknown,
): { code: AppError['code']; status: Refused['status'] } {
  const { code } = asAppError(error)
  const { status } = ERRORS[code]
  // Who has no form on the page is told on a page of its own.
  const hasForms = MAY_INVITE[view.member.role] !== undefined
  if (!hasForms || (status !== 400 && status !== 403 && status !== 404 && status !== 409)) throw error
  return { code, status }
}

/** Why a form changed nothing, and what to do, where the form stands. */
export function refusedNotice(view: View, form: Refused['form'], refused: Refused | null): Html | string {
  if (refused?.form !== form) return ''
  return html`<p class="notice stop" role="alert">${view.words.t(refused.phrase, refused.params)}</p>`
}

/** What was typed into a form that was refused; empty for any other. */
export const keptOf = (form: Refused['form'], refused: Refused | null): Form =>
  refused?.form === form ? refused.kept : {}

/** Puts the cursor, and so the page, where something has to be done better. */
export const focused = (form: Refused['form'], refused: Refused | null) =>
  refused?.form === form ? html` autofocus` : ''
