import { expect, test } from 'vitest'
import { recordLearning } from '../../src/domain/learning/record.ts'
import { startRound } from '../../src/domain/rounds/rounds.ts'
import { startBot } from '../support/bot.ts'
import { aToken } from '../support/domain.ts'
import { anEvent } from '../support/given.ts'

const PATH = '/api/pls/worker-reliability-scorecard'

async function openExport() {
  const bot = await startBot()
  const worker = await bot.tokenWithId('worker')
  await startRound(bot.ctx, 'a | round')
  await bot.request('POST', '/api/pls/worker-repair-events', { token: worker.token, body: anEvent() })
  const actor = aToken({ id: worker.id })
  await recordLearning(
    { ...bot.ctx, actor },
    {
      job_id: bot.ctx.ids.uuid(),
      topic_key: '=HYPERLINK("http://evil")',
      lesson: 'x',
      next_round_priority: 'first, "this"\nthen that | other',
      adoption_signal: 's',
    },
  )
  bot.clock.advance({ seconds: 1 })
  const get = (query: string, accept?: string) =>
    bot.request('GET', `${PATH}${query}`, { token: worker.token, headers: accept ? { accept } : {} })
  return { get, bot }
}

test('CSV has every number on a line, quotes what needs it and lets no formula run', async () => {
  const { get } = await openExport()
  for (const answer of [await get('?format=csv'), await get('', 'text/csv')]) {
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const text = String(answer.body.text)
    const lines = text.split('\r\n')
    expect(lines[0]).toBe('section,key,value')
    expect(lines).toContain('events,total,1')
    expect(lines).toContain('events.by_type,fetch_failed,1')
    expect(lines).toContain('adoption,verdict,pending')
    expect(lines).toContain('adoption.criteria,repair_events,1/3 missing')
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")","first, ""this""\nthen that | other"`)
  }
})

test('Markdown has the verdict, the criteria and the numbers as tables', async () => {
  const { get } = await openExport()
  for (const answer of [await get('?format=md'), await get('', 'text/markdown, application/json;q=0.5')]) {
    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    const text = String(answer.body.text)
    expect(text).toContain('# Worker reliability scorecard: a \\| round')
    expect(text).toContain('**Adoption: pending**')
    expect(text).toContain('| repair_events | 1 | 3 | no |')
    expect(text).toContain('| events.total | 1 |')
    expect(text).toContain('first, "this" then that \\| other |')
  }
})

test('JSON stays what it was, for callers who ask for anything or nothing; an unknown format is refused', async () => {
  const { get, bot } = await openExport()
  for (const accept of [undefined, '*/*', 'application/json', 'text/html'])
    expect((await get('', accept)).body, accept).toMatchObject({ events: { total: 1 } })
  expect((await get('?format=json', 'text/csv')).body).toMatchObject({ events: { total: 1 } })
  const wrong = await get('?format=xlsx')
  expect([wrong.status, wrong.body.code]).toEqual([400, 'bad-input'])
  const page = await bot.request('GET', '/openapi.json')
  const described = JSON.stringify(page.body)
  expect(described).toContain('text/csv')
  expect(described).toContain('text/markdown')
})
