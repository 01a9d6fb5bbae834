import type { Words } from '../words/words.ts'
import { html } from './html.ts'
import { csrfField } from './parts/csrf-field.ts'
import type { Html, View } from './view.ts'

const NAV = [
  ['overview', '/console'],
  ['matrix', '/console/matrix'],
  ['proposals', '/console/proposals'],
  ['events', '/console/events'],
  ['jobs', '/console/jobs'],
  ['gates', '/console/gates'],
  ['learning', '/console/learning'],
  ['audit', '/console/audit'],
  ['line', '/console/line'],
  ['settings', '/console/settings'],
] as const

export type Section = (typeof NAV)[number][0]

/** `live`: the page is asked for again by itself when something happened. */
export type Page = { title: string; section?: Section; live?: boolean; body: unknown }

/** The name of a page, as its heading and its browser tab say it. */
export const sectionName = (words: Words, section: Section) => words.t(`console.nav.${section}`)

const STYLES = ['theme', 'base', 'frame', 'parts', 'tables', 'pages', 'overview', 'lists']

function head(title: string, isLive: boolean) {
  return html`<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${title}・Countersign</title>
    <link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/console/assets/fonts/400.css">
    <link rel="stylesheet" href="/console/assets/fonts/500.css">
    <link rel="stylesheet" href="/console/assets/fonts/700.css">
    ${STYLES.map((it) => html`<link rel="stylesheet" href="/console/assets/${it}.css">`)}
    <script type="module" src="/console/assets/console.js"${isLive ? html` data-live="yes"` : ''}></script>
  </head>`
}

function languageForm(view: View, way: string) {
  const { words } = view
  const other = words.locale === 'en' ? 'zh-TW' : 'en'
  return html`<form method="post" action="/console/language">${csrfField(view)}<input type="hidden" name="next" value="${way}">
    <button class="quiet" name="language" value="${other}" lang="${other}">${words.t('console.part.other_language')}</button></form>`
}

function navList(view: View, section: Section | undefined) {
  return html`<ul>${NAV.map(
    ([name, path]) =>
      html`<li><a href="${path}"${name === section ? html` aria-current="page"` : ''}>${sectionName(view.words, name)}</a></li>`,
  )}</ul>`
}

function person(view: View) {
  const { words, session } = view
  if (!session) return ''
  const role = words.t(`role.${session.member.role}`)
  return html`<p class="who"><strong>${session.member.name}</strong>${role === session.member.name ? '' : html`<span>${role}</span>`}</p>
    <form method="post" action="/console/sign-out">${csrfField(view)}<button class="quiet">${words.t('console.part.sign_out')}</button></form>`
}

const brand = (words: Words) =>
  html`<a class="brand" href="/console"><img src="/console/assets/icon.svg" alt="" width="28" height="28"><span>Countersign<small>${words.t('console.name')}</small></span></a>`

/** A whole page, with the menu for those who are signed in. */
export function layout(view: View, page: Page): Html {
  const { words, session } = view
  const t = words.t
  const label = t('console.nav.label')
  return html`<!doctype html>
<html lang="${words.locale === 'en' ? 'en' : 'zh-Hant-TW'}">
  ${head(page.title, page.live === true && session !== null)}
  <body class="${session ? 'inside' : 'outside'}">
    <a class="skip" href="#content">${t('console.skip')}</a>
    <header class="side">
      ${brand(words)}
      ${
        session
          ? html`<nav class="wide" aria-label="${label}">${navList(view, page.section)}</nav>
      <details class="menu"><summary>${t('console.menu')}</summary><nav aria-label="${label}">${navList(view, page.section)}</nav>
        <div class="foot">${person(view)}${languageForm(view, view.here)}</div></details>
      <div class="foot wide">${person(view)}${languageForm(view, view.here)}</div>`
          : html`<div class="foot">${languageForm(view, view.here)}</div>`
      }
    </header>
    <main id="content" tabindex="-1">${page.live && session ? html`<p class="live" id="live" data-on="${t('console.part.live')}" data-off="${t('console.part.live_off')}" hidden></p>` : ''}${page.body}</main>
    <p class="visually-hidden" role="status" id="said" data-copied="${t('console.part.copied')}"></p>
  </body>
</html>`
}
