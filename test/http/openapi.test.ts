import chromium from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../src/http/pls.ts'
import { startBot } from '../support/bot.ts'

type Operation = {
  summary?: string
  parameters?: { name: string; in: string; required?: boolean; schema?: object }[]
  requestBody?: { content: Record<string, { schema?: object }> }
  responses: Record<string, { description?: string; content?: Record<string, { schema?: object }> }>
  security?: object[]
}
type Document = {
  openapi: string
  info: { title?: string; version?: string }
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, unknown>>
}

async function openDocument() {
  const bot = await startBot()
  const { status, body } = await bot.request('GET', '/openapi.json')
  expect(status).toBe(200)
  return { bot, document: body as unknown as Document }
}

/** Every `$ref` anywhere in a value. */
function refsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, it]) => (key === '$ref' ? [String(it)] : refsIn(it)))
}

const atPointer = (document: unknown, pointer: string) =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)

test('the OpenAPI page names every route with its method, and nothing else', async () => {
  const { document } = await openDocument()
  const named = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const routes = ROUTES.map((it) => `${it.method} ${it.path.replace(/:(\w+)/g, '{$1}')}`)
  expect(named.sort()).toEqual(routes.sort())
})

test('the OpenAPI page is whole: versions, references, path parameters, bodies and answers', async () => {
  const { document } = await openDocument()
  expect(document.openapi).toMatch(/^3\.1\./)
  expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) })
  const refs = refsIn(document)
  expect(refs.length).toBeGreaterThan(20)
  for (const ref of refs) {
    expect.soft(ref).toMatch(/^#\//)
    expect.soft(atPointer(document, ref), ref).toBeDefined()
  }
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const what = `${method} ${path}`
      const inPath = operation.parameters?.filter((it) => it.in === 'path') ?? []
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((it) => it[1])
      expect.soft(inPath.map((it) => it.name).sort(), what).toEqual(wanted.sort())
      for (const it of inPath) expect.soft(it, what).toMatchObject({ required: true, schema: {} })
      const keys = operation.parameters?.map((it) => `${it.in} ${it.name}`) ?? []
      expect.soft(new Set(keys).size, what).toBe(keys.length)
      expect.soft('requestBody' in operation, what).toBe(method !== 'get')
      expect.soft(operation.security, what).toEqual([{ token: [] }])
      expect.soft(Object.keys(operation.responses), what).toEqual(expect.arrayContaining(['401', '403']))
      for (const [status, answer] of Object.entries(operation.responses)) {
        expect.soft(answer.description, `${what} ${status}`).toMatch(/\S/)
        for (const it of Object.values(answer.content ?? {}))
          expect.soft(it.schema, `${what} ${status}`).toBeDefined()
      }
    }
  }
  expect(document.components.securitySchemes).toMatchObject({ token: { type: 'http', scheme: 'bearer' } })
})

test('the page of documentation shows every route, asks no other host and complains of nothing', async () => {
  const { bot } = await openDocument()
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => arg !== '--single-process'), '--no-sandbox'],
  })
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const [complaints, asked]: [string[], string[]] = [[], []]
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`${bot.url}/docs`)
  await page
    .locator('.opblock')
    .nth(ROUTES.length - 1)
    .waitFor()
  expect(await page.locator('.opblock').count()).toBe(ROUTES.length)
  const others = asked.filter((it) => !it.startsWith(bot.url) && !it.startsWith('data:'))
  expect(others).toEqual([])
  expect(complaints.filter((it) => !it.includes('favicon'))).toEqual([])
}, 60_000)
