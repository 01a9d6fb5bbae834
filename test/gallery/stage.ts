import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { loadSecrets } from '../../src/db/embedded/secrets.ts'
import { SCENES } from '../../src/demo/scenes.ts'
import type { Tell } from '../../src/domain/tell.ts'
import { renderTells } from '../../src/line/cards/render.ts'
import { loadTemplates } from '../../src/line/flex/templates.ts'
import { tapSigner } from '../../src/line/postback.ts'
import { type Locale, type Words, wordsOf } from '../../src/words/words.ts'
import { until } from '../support/until.ts'
import { openProgram } from './open-program.ts'
import type { Who } from './scene.ts'

/** A message as the simulator tells of it. */
export type Message = {
  id: string
  from: string
  type: string
  alt_text: string | null
  text: string | null
  texts: string[]
  /** Of a Flex message or a template. */
  contents: { type: string; contents?: unknown[] } | null
  buttons: { label: string }[]
  quick_replies: { label: string }[]
}

/** Raw repair events of the demo, reported by its worker. */
type SceneName = keyof typeof SCENES

const run = promisify(execFile)
const TIME_ZONE = 'Asia/Taipei'
const GROUP_ID = `C${'9'.repeat(32)}`
const CREW = {
  louis: { role: 'louis', userId: `U5${'0'.repeat(30)}5`, name: { 'zh-TW': 'Louis', en: 'Louis' } },
  owner: { role: 'pls_owner', userId: `U6${'0'.repeat(30)}6`, name: { 'zh-TW': '林怡君', en: 'Owen' } },
  pool: { role: 'pool_owner', userId: `U7${'0'.repeat(30)}7`, name: { 'zh-TW': '陳柏翰', en: 'Pam' } },
  worker: { role: 'worker', userId: `U8${'0'.repeat(30)}8`, name: { 'zh-TW': '王小明', en: 'Wes' } },
} as const

/** What a scene can do: everything that people, workers and the server's operator can. */
export type Stage = {
  locale: Locale
  /** The bot's words in this language, for labels of buttons: `words.t('button.approve')`. */
  words: Words
  simulatorUrl: string
  nameOf(who: Exclude<Who, 'group'>): string
  userIdOf(who: Who): string
  /** What the bot has said in this chat, oldest first. */
  heard(who: Who): Promise<Message[]>
  /** Does something, and waits until the bot has said more in this chat. */
  andHear(who: Who, act: () => Promise<unknown>): Promise<void>
  /** Types into the one-to-one chat; for `group` the owner types there. */
  send(who: Who, text: string): Promise<void>
  /** Taps the newest button of that label, or of one message. */
  tap(
    who: Who,
    label: string,
    more?: { message_id?: string; bubble?: number; params?: object },
  ): Promise<void>
  /** A worker's POST below /api/pls. */
  api(path: string, body: object): Promise<void>
  /** A failure of the demo, reported twice, so that it becomes a proposal; `phase` makes it one of its own. */
  failTwice(scene: SceneName, phase: string): Promise<void>
  /** Pushes what there is to tell as it would look, past the bot. */
  draw(who: Who, tells: Tell[]): Promise<void>
  countersign(...args: string[]): Promise<Record<string, unknown>>
  /** The simulator's control API. */
  sim(path: string, body?: object): Promise<Record<string, unknown>>
  /** The crew makes a group and brings the bot in, which greets it. */
  openGroup(): Promise<void>
  stop(): Promise<void>
}

/** The real bot with the simulator, and a crew that speaks one language and was invited for it. */
export async function openStage(locale: Locale): Promise<Stage> {
  const bot = await openProgram({ DEFAULT_LOCALE: locale })
  const secrets = loadSecrets(bot.dataDir)
  const words = wordsOf(locale, TIME_ZONE)
  const userIdOf = (who: Who) => (who === 'group' ? CREW.owner.userId : CREW[who].userId)
  const place = (who: Who) => (who === 'group' ? { group_id: GROUP_ID } : {})

  const post = async (url: string, token: string | null, body: object) => {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
    const headers = { 'content-type': 'application/json', ...authorization }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${url}: ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }

  const stage: Stage = {
    locale,
    words,
    simulatorUrl: bot.simulatorUrl,
    nameOf: (who) => CREW[who].name[locale],
    userIdOf,
    heard: async (who) => {
      const query = who === 'group' ? `?group_id=${GROUP_ID}` : ''
      const { items } = await stage.sim(`/users/${userIdOf(who)}/messages${query}`)
      return (items as Message[]).filter((it) => it.from === 'bot')
    },
    andHear: async (who, act) => {
      const before = (await stage.heard(who)).length
      await act()
      await until(`an answer to ${who}`, async () => (await stage.heard(who)).length > before)
    },
    send: (who, text) =>
      stage.andHear(who, () => stage.sim(`/users/${userIdOf(who)}/text`, { text, ...place(who) })),
    tap: (who, label, more = {}) =>
      stage.andHear(who, () => stage.sim(`/users/${userIdOf(who)}/tap`, { label, ...place(who), ...more })),
    api: async (path, body) => {
      await post(`${bot.url}/api/pls${path}`, secrets.demoWorkerToken, body)
    },
    failTwice: async (scene, phase) => {
      const event = { ...SCENES[scene].event, phase }
      for (let times = 0; times < 2; times += 1) await stage.api('/worker-repair-events', event)
    },
    draw: async (who, tells) => {
      const templates = loadTemplates('flex-templates')
      const signer = tapSigner(['gallery'])
      const context = { words, templates, signer, publicUrl: bot.url, memberId: null, now: new Date() }
      const to = who === 'group' ? GROUP_ID : userIdOf(who)
      const url = `${bot.simulatorUrl}/v2/bot/message/push`
      await post(url, secrets.simulatorAccessToken, { to, messages: renderTells(context, tells) })
    },
    countersign: async (...args) => {
      const flags = ['--disable-warning=ExperimentalWarning', 'src/cli/main.ts', ...args, '--json']
      const env = { ...process.env, DATA_DIR: bot.dataDir, PORT: '0', SIMULATOR_PORT: '0' }
      return JSON.parse((await run(process.execPath, flags, { env })).stdout)
    },
    sim: async (path, body) => {
      const url = `${bot.simulatorUrl}/_sim${path}`
      return body ? post(url, null, body) : ((await (await fetch(url)).json()) as Record<string, unknown>)
    },
    openGroup: async () => {
      const name = { 'zh-TW': 'PLS 維運群組', en: 'PLS operations' }[locale]
      const members = Object.values(CREW).map((it) => it.userId)
      await stage.sim('/groups', { name, members, group_id: GROUP_ID })
      await until('a greeting to the group', async () => (await stage.heard('group')).length > 0)
    },
    stop: bot.stop,
  }
  await inviteCrew(stage)
  return stage
}

/** The crew takes the place of the demo's people, so that nobody else is asked or told. */
async function inviteCrew(stage: Stage): Promise<void> {
  const { items } = (await stage.countersign('member', 'list')) as { items: { id: string }[] }
  for (const [who, { role, userId, name }] of Object.entries(CREW)) {
    const invite = ['invite', '--role', role, '--name', name[stage.locale], '--locale', stage.locale]
    const { code } = await stage.countersign(...invite)
    await stage.sim('/users', { name: name[stage.locale], user_id: userId, role, silent: true })
    await stage.send(who as Who, `${stage.locale === 'en' ? 'join' : '綁定'} ${code}`)
  }
  for (const { id } of items) await stage.countersign('member', 'disable', id)
}
