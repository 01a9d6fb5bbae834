import { CONSOLE_LINK_TIME, MINUTE } from '../../domain/rules.ts'
import { html } from '../html.ts'
import { layout } from '../layout.ts'
import { csrfField } from '../parts/csrf-field.ts'
import type { Html, View } from '../view.ts'
import { loginButton } from './line-login.ts'

const LINK_MINUTES = CONSOLE_LINK_TIME / MINUTE

/** The shorter way, where there is a LINE Login channel; the link comes below it. */
function byLogin({ words: { t } }: View): Html {
  return html`<p>${t('console.login.lead')}</p>
      <p>${loginButton(t('console.login.button'))}</p>
      <h2>${t('console.login.or')}</h2>`
}

/** How to get in, for those who are not. `way` says why they see this. */
export function signInPage(view: View, why: 'start' | 'need' | 'signed_out') {
  const { t } = view.words
  const note =
    why === 'start' ? '' : html`<p class="notice plain" role="status">${t(`console.sign_in.${why}`)}</p>`
  return layout(view, {
    title: t('console.sign_in.title'),
    body: html`<section class="gate"><h1>${t('console.sign_in.title')}</h1>${note}
      ${view.services.login ? byLogin(view) : ''}
      <p>${t('console.sign_in.how', { minutes: LINK_MINUTES })}</p>
      <ol class="steps"><li>${t('console.sign_in.step_1')}</li><li>${t('console.sign_in.step_2')}</li><li>${t('console.sign_in.step_3')}</li></ol>
      <p class="soft">${t('console.sign_in.who')}</p></section>`,
  })
}

/** What a one-use link opens: a button. Previews and scanners that open links press none. */
export function linkPage(view: View) {
  const { t } = view.words
  return layout(
    { ...view, session: null },
    {
      title: t('console.sign_in.title'),
      body: html`<section class="gate"><h1>${t('console.sign_in.title')}</h1>
      <form method="post">${csrfField(view)}<button class="primary large">${t('console.sign_in.button')}</button></form>
      <p class="soft">${t('console.sign_in.ready')}</p></section>`,
    },
  )
}

/** A link that is worth nothing; it does not say why, because it says so to anybody. */
export function uselessLinkPage(view: View) {
  const { t } = view.words
  return layout(
    { ...view, session: null },
    {
      title: t('console.sign_in.useless'),
      body: html`<section class="gate"><h1>${t('console.sign_in.useless')}</h1>
      <p role="alert">${t('console.sign_in.useless_why', { minutes: LINK_MINUTES })}</p></section>`,
    },
  )
}
