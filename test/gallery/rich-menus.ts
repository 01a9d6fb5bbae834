import { html } from 'hono/html'
import { MENU_SIZE, MENUS, type MenuField, type MenuKind, wordOf } from '../../src/line/rich-menu/menus.ts'
import { openBrowser } from './album.ts'
import { fontStyle } from './font.ts'

// npm run rich-menus: draws the pictures of the menus under the chat into rich-menus/.

const SYMBOLS: Record<MenuField, string> = {
  pending: 'M20 6 9 17l-5-5',
  policy: 'M4 5h16M4 12h16M4 19h10',
  scorecard: 'M5 20V10M12 20V4M19 20v-7',
  priorities: 'M12 3l2.6 6 6.4.5-4.9 4.2 1.5 6.3L12 16.8 6.4 20l1.5-6.3L3 9.5 9.4 9z',
  report: 'M4 5h16v11H9l-5 4z',
  console: 'M3 5h18v12H3zM8 21h8',
  delegate: 'M8 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2 20c0-4 3-6 6-6s6 2 6 6M16 8h6M19 5l3 3-3 3',
  whoami: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4.5 4-7 8-7s8 2.500 8 7',
  language: 'M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  help: 'M9 9a3 3 0 1 1 4 2.800c-.8.4-1 1-1 2M12 18v.01',
}
const LOCALES = ['zh-TW', 'en'] as const

function page(kind: MenuKind, locale: (typeof LOCALES)[number]) {
  const { width, height, columns } = MENU_SIZE
  const fields = MENUS[kind].map(
    (field, index) => html`<div class="field ${index === 0 ? 'first' : ''}">
      <svg viewBox="0 0 24 24" width="104" height="104" fill="none" stroke="currentColor" stroke-width="1.7"
        stroke-linecap="round" stroke-linejoin="round"><path d="${SYMBOLS[field]}"/></svg>
      <span>${wordOf(field, locale)}</span></div>`,
  )
  return html`<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><style>${fontStyle()}
    body{margin:0;width:${width}px;height:${height}px;background:#0f172a;font-family:'Noto Sans TC',sans-serif}
    main{display:grid;grid-template-columns:repeat(${columns},1fr);grid-auto-rows:${height / MENU_SIZE.rows}px;height:100%}
    .field{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:26px;color:#e2e8f0;
      border:1px solid #1e293b;font-size:54px;font-weight:500;letter-spacing:.02em}
    .first{background:#0b7a43;color:#fff}</style></head><body><main>${fields}</main></body></html>`
}

const browser = await openBrowser()
const tab = await browser.newPage({ viewport: { width: MENU_SIZE.width, height: MENU_SIZE.height } })
for (const kind of Object.keys(MENUS) as MenuKind[]) {
  for (const locale of LOCALES) {
    await tab.setContent(String(await page(kind, locale)), { waitUntil: 'load' })
    await tab.evaluate('document.fonts.ready')
    await tab.screenshot({ path: `rich-menus/${kind}.${locale}.png` })
    process.stdout.write(`rich-menus/${kind}.${locale}.png\n`)
  }
}
await browser.close()
