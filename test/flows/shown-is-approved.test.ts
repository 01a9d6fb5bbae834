import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { everyPage } from '../console/crawl.ts'
import { signedIn } from '../console/visit.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { anAction } from '../support/crew.ts'
import { anEvent } from '../support/given.ts'
import { visible } from '../support/phone.ts'

const HIDDEN = /(?![\n\t])\p{Cc}|\p{Bidi_Control}|[\u200b\ufeff\u2028]/u
/** Reads "paid", and is not. */
const HOSTILE = 'ok\u202Ediap\u2069\u200b\u001b[2K\rapproved by Louis\u009b'
const SHOWN = 'ok\\u202Ediap\\u2069\\u200B\\u001B[2K\\u000Dapproved by Louis\\u009B'

/** Every text in a JSON value, names of fields included. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, it]) => [name, ...textsIn(it)])
}

async function aHostileWorker(bot: Bot) {
  const token = await bot.token('worker')
  const worker_id = 'codex-01'
  const post = async (path: string, body: object) => {
    const answer = await bot.request('POST', `/api/pls${path}`, { token, body })
    expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  const { job_id } = await post('/jobs', { title: HOSTILE })
  await post(`/jobs/${job_id}/claim`, { worker_id })
  await post(`/jobs/${job_id}/progress`, { worker_id, note: HOSTILE })
  const files = [{ name: HOSTILE, size: 1, sha256: 'a'.repeat(64) }]
  await post(`/jobs/${job_id}/artifacts`, { worker_id, files })
  const url = 'https://files.example/a'
  const check = { job_id, primary_artifact_url: url, http_status: 404, upload_files_count: 1 }
  await post('/artifact-gate-checks', { ...check, raw_command_output: HOSTILE })
  for (const repair_action of ['touch + retry once', HOSTILE])
    for (let n = 0; n < 2; n += 1) {
      const raw_command_output = { stderr: HOSTILE, [HOSTILE]: [HOSTILE] }
      await post(
        '/worker-repair-events',
        anEvent({ job_id, phase: repair_action.slice(0, 2), repair_action, raw_command_output }),
      )
    }
  const lesson = { lesson: HOSTILE, next_round_priority: HOSTILE, adoption_signal: HOSTILE }
  await post('/learning-memory-updates', { job_id, topic_key: 'fetch', ...lesson })
  const parameters = { note: HOSTILE, [HOSTILE]: 1 }
  const words = { job_id, reason: HOSTILE, raw_command_output: HOSTILE, parameters }
  await post('/self-heal-actions', anAction({ ...words, action: 'release' }))
  await post('/self-heal-actions', anAction({ ...words, action: 'requeue_job' }))
  await bot.runTasks()
}

test('what shows nothing or turns the writing is written out on every card, page and export', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', `Louis ${HOSTILE}`)
  await bot.person('pls_owner', '林怡君')
  const reporter = await bot.person('worker', '王小明')
  await aHostileWorker(bot)
  bot.clock.advance({ minutes: 1 })
  await reporter.send(`回報 ${HOSTILE}`)
  await reporter.tap('確認送出')
  for (const said of ['待批', '優先', '計分卡', '政策', '我是誰']) await louis.send(said)
  await louis.tap('詳情')
  await louis.tap('拒絕')
  await louis.send(HOSTILE.replaceAll('\r', ''))
  await louis.send('待批')
  await louis.tap('批准')
  await louis.send(`停止 ${HOSTILE}`)
  await bot.runTasks()

  const { rows } = await bot.db.pool.query<{ body: string }>(
    "select body from deliveries where status = 'sent' and body is not null",
  )
  const messages = rows.flatMap((it) => textsIn(JSON.parse(it.body)))
  expect(messages.filter((it) => HIDDEN.test(it))).toEqual([])
  expect(messages.filter((it) => it.includes(SHOWN)).length).toBeGreaterThan(10)

  const pages = await everyPage(await signedIn(bot, louis))
  for (const [path, html] of pages) expect(HIDDEN.exec(html)?.[0], path).toBeUndefined()
  expect([...pages.values()].filter((it) => it.includes('\\u202Ediap')).length).toBeGreaterThan(10)

  const token = await bot.token('ops')
  for (const format of ['csv', 'md']) {
    const { body } = await bot.request('GET', `/api/pls/worker-reliability-scorecard?format=${format}`, {
      token,
    })
    expect(HIDDEN.exec(String(body.text).replaceAll('\r\n', '\n'))?.[0], format).toBeUndefined()
    expect(body.text).toContain('\\u202Ediap')
  }
})

test('letters that may pass for others are marked wherever a target is decided about', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis', 'en')
  const token = await bot.token('worker')
  const target = 'st\u0430ging-api'
  const body = anAction({ target, job_id: randomUUID() })
  const { body: asked } = await bot.request('POST', '/api/pls/self-heal-actions', { token, body })
  await bot.runTasks()
  const mark = 'Letters of different scripts are mixed: \u0430 (U+0430, Cyrillic)'
  const [card] = await louis.read()
  expect(visible(card)).toContain(`${mark}\n${target}`)
  await louis.tap('Details')
  expect(visible((await louis.read())[0])).toContain(mark)
  await louis.tap('Approve')
  expect(visible((await louis.read())[0])).toContain(`${mark}\n${target}`)
  const { policyDecisionId } = await bot.db.prisma.selfHealAction.findUniqueOrThrow({
    where: { id: String(asked.id) },
  })
  const page = await (await signedIn(bot, louis)).get(`/console/proposals/${policyDecisionId}`)
  expect(page.html).toContain(mark)
  const plain = anAction({ target: 'staging-api' })
  await bot.request('POST', '/api/pls/self-heal-actions', { token, body: plain })
  await bot.runTasks()
  expect(visible((await louis.read()).at(-1))).not.toContain('scripts')
})
