import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import chromium from '@sparticuz/chromium'
import { chromium as browserType, type Page } from 'playwright-core'
import { loadSecrets } from '../../src/db/embedded/secrets.ts'
import { SCENES } from '../../src/demo/scenes.ts'
import { renderTells } from '../../src/line/cards/render.ts'
import { loadTemplates } from '../../src/line/flex/templates.ts'
import { tapSigner } from '../../src/line/postback.ts'
import { wordsOf } from '../../src/words/words.ts'
import { until } from '../support/until.ts'
import { openProgram, type Program } from './open-program.ts'

// npm run gallery: photographs every card and answer in both languages. LINE is the simulator here.

type Message = {
  seq: number
  id: string
  from: string
  type: string
  alt_text: string | null
  text: string | null
  buttons: { label: string }[]
}
type Person = { userId: string; locale: 'zh-TW' | 'en' }

const run = promisify(execFile)
const DIR = 'docs/gallery'

const bot = await openProgram()

async function countersign(...args: string[]): Promise<Record<string, string>> {
  const { stdout } = await run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'src/cli/main.ts', ...args, '--json'],
    {
      env: { ...process.env, DATA_DIR: bot.dataDir, PORT: '0', SIMULATOR_PORT: '0' },
    },
  )
  return JSON.parse(stdout) as Record<string, string>
}

async function sim(path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${bot.simulatorUrl}/_sim${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return (await response.json()) as Record<string, unknown>
}

const said = async ({ userId }: Person) =>
  ((await sim(`/users/${userId}/messages?limit=500`)).items as Message[]).filter((it) => it.from === 'bot')

/** Does something, and waits until the bot has said more to this person. */
async function andHear(person: Person, act: () => Promise<unknown>): Promise<void> {
  const before = (await said(person)).length
  await act()
  await until('an answer of the bot', async () => (await said(person)).length > before)
}

const send = (person: Person, text: string) =>
  andHear(person, () => sim(`/users/${person.userId}/text`, { text }))
const tap = (person: Person, label: string, more: object = {}) =>
  andHear(person, () => sim(`/users/${person.userId}/tap`, { label, ...more }))

async function api(path: string, body: object): Promise<void> {
  const response = await fetch(`${bot.url}/api/pls${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${loadSecrets(bot.dataDir).demoWorkerToken}`,
    },
    body: JSON.stringify(body),
  })
  if (response.status >= 300) throw new Error(`${path}: ${await response.text()}`)
}

async function invite(role: string, name: string, userId: string): Promise<Person> {
  const { code } = await countersign('invite', '--role', role, '--name', name, '--locale', 'en')
  await sim('/users', { name, user_id: userId, role, silent: true })
  const person: Person = { userId, locale: 'en' }
  await send(person, `join ${code}`)
  return person
}

const LESSON = {
  job_id: SCENES.schema.event.job_id,
  topic_key: 'schema_error',
  lesson: '價格欄位帶有幣別時，驗證一定失敗；先把幣別拿掉。',
  next_round_priority: '在 prompt 裡寫明價格只能是數字',
  adoption_signal: 'planned',
}
const REVIEW = { 'zh-TW': '調整 prompt', en: 'Change the prompt' }
const REPAIR = {
  id: '01a2034c-ec72-707e-a304-ad27cbcb56a2',
  policyKey: 'repair:fetch_failed:download:359ca977835c4803',
  allowedAction: 'touch + retry once',
  riskLevel: 'low' as const,
  status: 'approved' as const,
  version: 2,
  decidedAt: '2026-11-15T06:00:00.000Z',
  decidedBy: '林怡君',
  reason: '在 LINE 點選批准',
}

const zh = (n: number): Person => ({ userId: `U${n}${'0'.repeat(30)}${n}`, locale: 'zh-TW' })

type Crew = { louis: Person; owner: Person; pool: Person; worker: Person }
const WORDS = {
  'zh-TW': {
    approve: '批准',
    confirm: '確認批准',
    reject: '拒絕',
    reason: '證據不夠',
    report: '回報 上傳卡住，一直 schema error',
    send: '確認送出',
    mid: '中風險',
    day: '選擇日期',
  },
  en: {
    approve: 'Approve',
    confirm: 'Confirm approval',
    reject: 'Reject',
    reason: 'not enough evidence',
    report: 'report upload is stuck, schema error',
    send: 'Send report',
    mid: 'Medium risk',
    day: 'Choose a day',
  },
}
const COMMANDS = {
  'zh-TW': [
    '待批',
    '政策',
    '計分卡',
    '優先',
    '作戰台',
    '我是誰',
    '語言',
    '解除綁定',
    '調整',
    '說明',
    '請問今天天氣',
  ],
  en: [
    'pending',
    'policy',
    'scorecard',
    'priorities',
    'console',
    'whoami',
    'language',
    'leave',
    'adjust',
    'help',
    'how is the weather',
  ],
}

/** One scene twice as a worker fails, with words of its own, so that each language gets a fresh proposal. */
async function failTwice(scene: (typeof SCENES)[keyof typeof SCENES], phase: string): Promise<void> {
  for (let times = 0; times < 2; times += 1) await api('/worker-repair-events', { ...scene.event, phase })
}

async function playAll({ louis, owner, pool, worker }: Crew): Promise<void> {
  const words = WORDS[owner.locale]
  await andHear(owner, () => failTwice(SCENES.fetch, `download-${owner.locale}`))
  await tap(owner, words.approve)
  await tap(owner, words.approve)
  await andHear(owner, () => failTwice(SCENES.schema, `validate-${owner.locale}`))
  await tap(owner, words.reject)
  await tap(owner, words.reason)
  await andHear(louis, () =>
    api('/self-heal-actions', {
      job_id: SCENES.release.event.job_id,
      worker_id: 'codex-11',
      action: 'release',
      target: `job-4711-${owner.locale}`,
      parameters: { to: 'pool' },
      reason: 'The holder has been silent for 18 minutes.',
      raw_command_output: 'lease expires in 40 s',
    }),
  )
  await tap(louis, words.approve)
  await tap(louis, words.confirm)
  await send(worker, words.report)
  await tap(worker, words.send)
  await send(owner, owner.locale === 'en' ? 'delegate' : '代理')
  const name = (await said(owner)).at(-1)?.buttons[0]?.label ?? ''
  await tap(owner, name)
  await tap(owner, words.mid)
  await tap(owner, words.day, { params: { date: '2026-12-01' } }).catch(() => {})
  for (const command of COMMANDS[owner.locale]) await send(owner, command)
  await send(pool, owner.locale === 'en' ? 'help' : '說明')
}

/** A file name that says what the picture shows. */
const slug = (it: Message) =>
  (it.alt_text ?? it.text ?? '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '')

async function photograph(page: Page, person: Person, seen: Set<string>): Promise<string[]> {
  const files: string[] = []
  for (const message of await said(person)) {
    const name = slug(message)
    if (seen.has(`${person.locale}${name}`) || name === '') continue
    seen.add(`${person.locale}${name}`)
    const file = `card-${person.locale}-${String(seen.size).padStart(2, '0')}.png`
    await page
      .locator(`section[data-user="${person.userId}"] article[data-message-id="${message.id}"]`)
      .screenshot({ path: `${DIR}/${file}` })
    files.push(
      `| ![${name}](${file}) | ${person.locale} | ${message.alt_text ?? message.text?.split('\n')[0] ?? ''} |`,
    )
  }
  return files
}

async function photographAll(program: Program, people: Person[]): Promise<string[]> {
  const browser = await browserType.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((it) => it !== '--single-process'), '--no-sandbox'],
  })
  const page = await browser.newPage({ viewport: { width: 3400, height: 3000 }, deviceScaleFactor: 1.25 })
  await page.goto(program.simulatorUrl)
  await page.locator('article[data-message-id]').first().waitFor()
  await page.evaluate('document.fonts.ready')
  const seen = new Set<string>()
  const rows: string[] = []
  for (const person of people) rows.push(...(await photograph(page, person, seen)))
  await browser.close()
  return rows
}

/** The verdict of a repair comes a week later: here it is drawn from the card alone. */
async function pushVerdicts(people: Person[]): Promise<void> {
  const token = loadSecrets(bot.dataDir).simulatorAccessToken
  for (const { userId, locale } of people) {
    const context = {
      words: wordsOf(locale, 'Asia/Taipei'),
      templates: loadTemplates('flex-templates'),
      signer: tapSigner(['gallery']),
      publicUrl: bot.url,
      memberId: null,
      now: new Date(),
    }
    const messages = renderTells(context, [
      { kind: 'repair-verdict', policy: REPAIR, verdict: 'gone', before: 6, after: 0 },
    ])
    await fetch(`${bot.simulatorUrl}/v2/bot/message/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ to: userId, messages }),
    })
  }
}

const english = {
  louis: await invite('louis', 'Lou', `U5${'0'.repeat(30)}5`),
  owner: await invite('pls_owner', 'Owen', `U6${'0'.repeat(30)}6`),
  pool: await invite('pool_owner', 'Pam', `U7${'0'.repeat(30)}7`),
  worker: await invite('worker', 'Wes', `U8${'0'.repeat(30)}8`),
}
const chinese = { louis: zh(1), owner: zh(2), pool: zh(3), worker: zh(4) }
await andHear(english.louis, () => countersign('ask'))
await playAll(chinese)
await playAll(english)
await api('/learning-memory-updates', LESSON)
for (const name of ['daily-digest', 'd7-scorecard', 'weekly-review', 'd14-matrix', 'd30-memory']) {
  await countersign('schedule', 'run', name).catch((error) =>
    process.stderr.write(`${name}: ${error.message}\n`),
  )
}
await until('the review', async () =>
  (await said(chinese.owner)).some((it) => it.buttons.some((one) => one.label === REVIEW['zh-TW'])),
)
await tap(chinese.owner, REVIEW['zh-TW'])
await until('the draft of the review', async () =>
  (await said(english.owner)).at(-1)?.alt_text?.includes('prompt'),
)
await tap(english.owner, 'Approve')
await pushVerdicts([chinese.owner, english.owner])
const rows = await photographAll(bot, [...Object.values(chinese), ...Object.values(english)])
await bot.stop()
const head =
  '# Every card and answer\n\nLINE is the simulator in these pictures. `npm run gallery` makes them anew.\n\n| picture | language | what it is |\n|---|---|---|\n'
await writeFile(`${DIR}/README.md`, `${head}${rows.join('\n')}\n`)
process.stdout.write(`${rows.length} pictures in ${DIR}\n`)
