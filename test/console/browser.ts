import chromium from '@sparticuz/chromium'
import { type BrowserContext, type Page, chromium as playwright } from 'playwright-core'
import { onTestFinished } from 'vitest'

export type Look = { width: number; height: number; theme: 'light' | 'dark'; javaScript?: boolean }

/** A real browser that notes what it complains about, and everything that it asks another host for. */
export type Window = { page: Page; context: BrowserContext; complaints: string[] }

/** Starts Chromium; it ends with the test. */
export async function openBrowser() {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => arg !== '--single-process'), '--no-sandbox'],
  })
  onTestFinished(() => browser.close())
  return {
    open: async (look: Look): Promise<Window> => {
      const context = await browser.newContext({
        viewport: { width: look.width, height: look.height },
        colorScheme: look.theme,
        javaScriptEnabled: look.javaScript ?? true,
        locale: 'zh-TW',
      })
      const page = await context.newPage()
      return { page, context, complaints: watch(page) }
    },
  }
}

function watch(page: Page): string[] {
  const complaints: string[] = []
  let origin = ''
  page.on('pageerror', (error) => complaints.push(error.message))
  // A policy that was violated is said on the console too.
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text()))
      complaints.push(message.text())
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol === 'data:') return
    origin ||= url.origin
    if (url.origin !== origin) complaints.push(`asked ${url.origin}`)
  })
  return complaints
}
