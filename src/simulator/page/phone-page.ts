import { html } from 'hono/html'

/** The empty page; the scripts fill it from /_sim. */
export function phonePage(botName: string) {
  return html`<!doctype html>
<html lang="zh-Hant-TW">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${botName}・LINE 模擬器</title>
    <link rel="icon" href="/_page/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/_page/fonts/400.css" />
    <link rel="stylesheet" href="/_page/fonts/500.css" />
    <link rel="stylesheet" href="/_page/fonts/700.css" />
    <link rel="stylesheet" href="/_page/page.css" />
    <link rel="stylesheet" href="/_page/chat.css" />
    <link rel="stylesheet" href="/_page/message.css" />
    <link rel="stylesheet" href="/_page/menu.css" />
    <link rel="stylesheet" href="/_page/flex.css" />
    <script type="module" src="/_page/main.js"></script>
  </head>
  <body>
    <header class="top">
      <div class="brand">
        <img class="brand-mark" src="/_page/icon.svg" alt="" width="36" height="36" />
        <div>
          <h1>${botName}</h1>
          <p class="banner" role="note">
            <strong>本機模擬器，不是 LINE</strong>
            <span>訊息只在這台電腦上</span>
          </p>
        </div>
      </div>
      <div class="tools" role="toolbar" aria-label="工具" id="tools"></div>
      <div class="facts">
        <span class="fact" id="quota"></span>
        <span class="fact connection" id="connection" role="status" data-state="connecting">連線中…</span>
      </div>
    </header>
    <output class="result" id="result" hidden></output>
    <main class="phones" id="phones" aria-label="手機"></main>
    <noscript>這個頁面需要 JavaScript。</noscript>
  </body>
</html>`
}
