import type { Role } from '../../db/generated/client.ts'
import { LOGIN_TIME, MINUTE } from '../../domain/rules.ts'
import { html } from '../html.ts'
import { layout } from '../layout.ts'
import type { Html, View } from '../view.ts'

/** Why LINE Login let nobody in, and what the page needs to say so. */
export type LoginOutcome =
  | { why: 'again' | 'declined' | 'stranger' }
  | { why: 'failed'; requestId: string }
  | { why: 'role'; role: Role }

const START = '/console/login/line'

/** The way to LINE. `fresh`: without LINE's automatic login, which may be what failed. */
export const loginButton = (text: string, fresh = false): Html =>
  html`<a class="button primary large" href="${fresh ? `${START}?auto=off` : START}">${text}</a>`

function reason({ words: { t } }: View, outcome: LoginOutcome): string {
  switch (outcome.why) {
    case 'again':
      return t('console.login.again_why', { minutes: LOGIN_TIME / MINUTE })
    case 'role':
      return t('console.login.role_why', { role: t(`role.${outcome.role}`) })
    default:
      return t(`console.login.${outcome.why}_why`)
  }
}

function details({ words: { t } }: View, outcome: LoginOutcome): Html | string {
  if (outcome.why === 'failed')
    return html`<p class="soft">${t('console.error.request')} <code>${outcome.requestId}</code></p>`
  if (outcome.why !== 'stranger') return ''
  return html`<ol class="steps"><li>${t('console.login.stranger_1')}</li><li>${t('console.login.stranger_2')}</li><li>${t('console.login.stranger_3')}</li></ol>`
}

/** What somebody sees whom LINE Login did not let in: why, and what to do. */
export function loginPage(view: View, outcome: LoginOutcome) {
  const { t } = view.words
  const title = t(`console.login.${outcome.why}`)
  const button = outcome.why === 'declined' ? t('console.login.button') : t('console.login.retry')
  // Not the address that was asked for: it holds what LINE sent.
  return layout(
    { ...view, session: null, here: '/console' },
    {
      title,
      body: html`<section class="gate"><h1>${title}</h1>
      <p role="alert">${reason(view, outcome)}</p>${details(view, outcome)}
      <p class="buttons">${loginButton(button, outcome.why === 'again')}<a href="/console">${t('console.login.other')}</a></p></section>`,
    },
  )
}
