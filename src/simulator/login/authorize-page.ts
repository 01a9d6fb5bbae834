import { html } from 'hono/html'
import type { Platform } from '../platform.ts'

const WORDS = {
  'zh-TW': {
    lang: 'zh-Hant-TW',
    title: '用 LINE 登入',
    banner: '本機模擬器，不是 LINE',
    asks: (bot: string) => `「${bot}」想知道您是誰（使用者 ID）。`,
    who: '以誰的身分登入？',
    allow: '允許',
    deny: '取消',
    nobody: '還沒有手機。請先在手機頁面按「新增手機」。',
    phones: '手機頁面',
    refused: '400 Bad Request',
  },
  en: {
    lang: 'en',
    title: 'Log in with LINE',
    banner: 'Simulator on this computer, not LINE',
    asks: (bot: string) => `"${bot}" wants to know who you are (your user ID).`,
    who: 'Who is logging in?',
    allow: 'Allow',
    deny: 'Cancel',
    nobody: 'There are no phones yet. Add one on the page with the phones first.',
    phones: 'The phones',
    refused: '400 Bad Request',
  },
}

const wordsOf = (locales: string | null) =>
  (locales ?? '').split(' ')[0]?.startsWith('en') ? WORDS.en : WORDS['zh-TW']

function frame(lang: string, title: string, banner: string, body: unknown) {
  return html`<!doctype html>
<html lang="${lang}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="/_page/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/_page/fonts/400.css" />
    <link rel="stylesheet" href="/_page/fonts/700.css" />
    <link rel="stylesheet" href="/_page/page.css" />
    <link rel="stylesheet" href="/_page/login.css" />
  </head>
  <body>
    <main class="login">
      <p class="banner" role="note"><strong>${banner}</strong></p>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>`
}

/** Where LINE asks who somebody is, and whether the website may know: here one picks a person. */
export function authorizePage(platform: Platform, query: URLSearchParams) {
  const words = wordsOf(query.get('ui_locales'))
  const users = platform.store.list('user')
  const people = users.map(
    ({ id, name, role }, index) =>
      html`<label><input type="radio" name="user_id" value="${id}" required${index === 0 ? html` checked` : ''} />
        <span>${name}${role ? html` <small>${role}</small>` : ''}</span></label>`,
  )
  const body =
    users.length === 0
      ? html`<p>${words.nobody}</p><p><a href="/">${words.phones}</a></p>`
      : html`<p>${words.asks(platform.channel.bot.displayName)}</p>
      <form method="post" action="/oauth2/v2.1/authorize?${query.toString()}">
        <fieldset><legend>${words.who}</legend>${people}</fieldset>
        <div class="choices"><button class="allow" name="decision" value="allow">${words.allow}</button>
        <button name="decision" value="deny">${words.deny}</button></div>
      </form>`
  return frame(words.lang, words.title, words.banner, body)
}

/** What LINE shows in place of sending anybody to an address that it does not know. */
export function refusedPage(query: URLSearchParams, message: string) {
  const words = wordsOf(query.get('ui_locales'))
  return frame(words.lang, words.refused, words.banner, html`<p lang="en">${message}</p>`)
}
