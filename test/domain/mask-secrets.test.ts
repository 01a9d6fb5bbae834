import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { maskSecrets, maskText } from '../../src/domain/mask-secrets.ts'
import { startBot } from '../support/bot.ts'
import { anAction } from '../support/crew.ts'
import { tablesThatHold } from '../support/domain.ts'
import { anEvent } from '../support/given.ts'

// Put together here, so that no scanner of this repository takes them for real ones.
const GITHUB = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`
const SLACK = ['xoxb', '123456789012', '1234567890123', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-')
const OURS = `cs_${'Zx9_'.repeat(11)}`
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'dozjgNryP4J3jVmNHl0w5N'].join('.')
const PEM = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})
const PASSWORD = 'hunter2-correct-horse'

const SECRETS: [what: string, text: string, secret: string][] = [
  ['a GitHub token', `remote: ${GITHUB} is not valid`, GITHUB],
  ['a Slack token', `slack said no to ${SLACK}`, SLACK],
  ['our own token', `Authorization failed for ${OURS}`, OURS],
  ['a bearer token', `curl -H "Authorization: Bearer ${'q7W'.repeat(8)}"`, 'q7W'.repeat(8)],
  ['basic credentials', 'authorization: Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpwYXNzd29yZA=='],
  ['a JSON web token', `cookie: session=${JWT}`, JWT],
  ['a password setting', `DB_PASSWORD=${PASSWORD}`, PASSWORD],
  ['a password in JSON text', `{"password": "${PASSWORD}"}`, PASSWORD],
  ['a password in YAML', `  passwd: ${PASSWORD}`, PASSWORD],
  ['a password on a command line', `mysql --password ${PASSWORD} -h db`, PASSWORD],
  ['an API key', 'x-api-key: 1234567890abcdef', '1234567890abcdef'],
  ['an access token', 'LINE_CHANNEL_ACCESS_TOKEN=abcDEF123/+==', 'abcDEF123/+=='],
  ['a token with a digit', '{"token": "abcdef1234567890"}', 'abcdef1234567890'],
  ['a URL with a password', `git clone https://me:${PASSWORD}@git.example/x`, PASSWORD],
  ['a URL with a password and nobody', `redis://:${PASSWORD}@cache:6379`, PASSWORD],
  ['a private key', `here:\n${PEM}\nend`, String(PEM).split('\n')[2] ?? ''],
  ['half a private key', String(PEM).slice(0, 300), String(PEM).split('\n')[1] ?? ''],
  ['behind words for the detector', `// secretlint-disable\n${GITHUB}`, GITHUB],
  ['behind words for the detector, in a line', `${GITHUB} // secretlint-disable-line`, GITHUB],
]

test.each(SECRETS)('%s is taken out and marked', async (_, text, secret) => {
  const masked = await maskText(text)
  expect(masked).not.toContain(secret)
  expect(masked).toMatch(/\[masked:[a-z-]+\]/)
  // Masked once, it stays as it is.
  expect(await maskText(masked)).toBe(masked)
})

test.each([
  'curl: (56) fetch failed: Connection reset by peer',
  `job ${randomUUID()} of worker codex-01`,
  'sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'commit 9ae229b1c0ffee1234567890abcdef1234567890 in /home/me/.ssh/known_hosts',
  '/srv/app/node_modules/@secretlint/core/index.js:12:34',
  'https://files.example/report.pdf?page=2#top',
  'password is required',
  'the access token: expired',
  'keyboard interrupt; tokens used: 1280',
  '抓取失敗：連線被對方重設，請先確認密碼設定',
  '2026-11-22T09:30:00.123+08:00 INFO touch + retry once',
  '',
])('ordinary output stays as it is: %s', async (text) => {
  expect(await maskText(text)).toBe(text)
})

test('only the secret is taken out of a line, however many there are', async () => {
  expect(await maskText(`a https://me:${PASSWORD}@h/x b ${GITHUB} c password=${PASSWORD}; d`)).toBe(
    'a https://me:[masked:pattern]@h/x b [masked:github] c password=[masked:pattern]; d',
  )
})

test('JSON is masked in every text, in names of fields, and whole where the name says secret', async () => {
  const raw = {
    env: [{ name: 'X', value: `ghp_${'a1B2c3D4e5F6'.repeat(3)}` }],
    password: 12345678,
    secret: ['one', { deep: 'two' }],
    client_secret: '',
    token: 512,
    Authorization: 'whatever',
    [GITHUB]: true,
    count: 3,
    none: null,
  }
  expect(await maskSecrets(raw)).toEqual({
    env: [{ name: 'X', value: '[masked:github]' }],
    password: '[masked:name]',
    secret: ['[masked:name]', { deep: '[masked:name]' }],
    client_secret: '',
    token: 512,
    Authorization: '[masked:name]',
    '[masked:github]': true,
    count: 3,
    none: null,
  })
  expect(raw.env[0]?.value).toBe(GITHUB)
})

test('a long output is masked to its end, in reasonable time', async () => {
  const text = `${'x = 1; '.repeat(60_000)}${GITHUB}${' password'.repeat(5_000)}`
  const began = performance.now()
  expect(await maskText(text)).not.toContain(GITHUB)
  expect(performance.now() - began).toBeLessThan(5_000)
})

/** Reports the secret in every place that takes a text. */
async function reportEverywhere(bot: Awaited<ReturnType<typeof startBot>>, dirty: string) {
  const [worker, owner, louis] = [
    await bot.token('worker'),
    await bot.token('pls_owner'),
    await bot.token('louis'),
  ]
  const send = async (method: string, path: string, token: string, body: object) => {
    const key = { 'idempotency-key': randomUUID() }
    const answer = await bot.request(method, `/api/pls${path}`, { token, body, headers: key })
    expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  const raw_command_output = { stderr: dirty, [dirty]: [dirty] }
  const event = anEvent({ phase: dirty.slice(0, 100), repair_action: dirty, raw_command_output })
  await send('POST', '/worker-repair-events', worker, event)
  const second = await send('POST', '/worker-repair-events', worker, event)
  const { job_id } = await send('POST', '/jobs', worker, { title: dirty })
  const worker_id = 'codex-01'
  await send('POST', `/jobs/${job_id}/claim`, worker, { worker_id })
  await send('POST', `/jobs/${job_id}/progress`, worker, { worker_id, note: dirty })
  const files = [{ name: dirty, size: 1, sha256: 'a'.repeat(64) }]
  await send('POST', `/jobs/${job_id}/artifacts`, worker, { worker_id, files })
  const primary_artifact_url = `https://files.example/a?x=${encodeURIComponent(dirty)}`
  const check = { job_id, primary_artifact_url, http_status: 200, upload_files_count: 1, raw_command_output }
  await send('POST', '/artifact-gate-checks', worker, check)
  const lesson = { topic_key: dirty, lesson: dirty, next_round_priority: dirty, adoption_signal: dirty }
  await send('POST', '/learning-memory-updates', worker, { job_id, ...lesson })
  const wanted = { parameters: { dirty }, reason: dirty, target: dirty, raw_command_output }
  const low = await send('POST', '/self-heal-actions', worker, anAction({ action: 'touch', ...wanted }))
  await send('POST', `/self-heal-actions/${low.id}/start`, worker, {})
  await send('POST', `/self-heal-actions/${low.id}/finish`, worker, { result: dirty, raw_command_output })
  const high = await send('POST', '/self-heal-actions', worker, anAction(wanted))
  const decision = { status: 'rejected', reason: dirty, raw_command_output }
  await send('PATCH', `/worker-policy/${encodeURIComponent(String(high.policy_key))}`, louis, decision)
  const key = encodeURIComponent((second.proposal as { policy_key: string }).policy_key)
  await send('PATCH', `/worker-policy/${key}`, louis, { ...decision, status: 'approved' })
  await send('PATCH', `/worker-policy/${key}`, louis, { ...decision, status: 'retired' })
  return { owner }
}

test('a secret that is reported, asked with, or typed in a chat is in no table afterwards, and is counted', async () => {
  const bot = await startBot()
  const [louis, owner] = [await bot.person('louis', 'Louis'), await bot.person('pls_owner', '林怡君')]
  const masked = async () => {
    const text = String((await bot.request('GET', '/metrics')).body.text)
    return [...text.matchAll(/^countersign_secrets_masked_total\{.*\} (\d+)$/gm)].reduce(
      (sum, it) => sum + Number(it[1]),
      0,
    )
  }
  const before = await masked()
  await reportEverywhere(bot, `token ${GITHUB}`)
  expect(await masked()).toBeGreaterThan(before + 20)
  // Words typed as a reason.
  const worker = await bot.token('worker')
  for (let n = 0; n < 2; n += 1)
    await bot.request('POST', '/api/pls/worker-repair-events', { token: worker, body: anEvent() })
  await bot.runTasks()
  await owner.read()
  await owner.tap('拒絕')
  await owner.send(`因為 ${GITHUB} 外洩了`)
  await louis.send(`停止 ${GITHUB}`)
  await louis.send(`${GITHUB}`)
  await bot.runTasks()
  const row = await bot.db.prisma.workerPolicyDecision.findFirst({
    where: { reason: { contains: '外洩了' } },
  })
  expect(row).toMatchObject({ status: 'rejected', reason: '因為 [masked:github] 外洩了' })
  const places = await tablesThatHold({ db: bot.db } as Parameters<typeof tablesThatHold>[0], GITHUB)
  expect(places).toEqual([])
  const { rows } = await bot.db.pool.query(
    'select payload::text from graphile_worker._private_jobs where payload::text like $1',
    [`%${GITHUB}%`],
  )
  expect(rows).toEqual([])
  expect(await tablesThatHold({ db: bot.db } as Parameters<typeof tablesThatHold>[0], '[masked:')).toEqual(
    expect.arrayContaining(['worker_repair_events', 'audit_log', 'line_inbox', 'learning_memory_updates']),
  )
}, 60_000)
