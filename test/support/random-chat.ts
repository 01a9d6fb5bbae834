import fc from 'fast-check'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { DAY } from '../../src/domain/rules.ts'
import { AppError } from '../../src/errors.ts'
import { type Bot, startBot } from './bot.ts'
import { aProposal } from './given.ts'
import { type Group, openGroup } from './group.ts'
import { owe } from './ladder.ts'
import type { Phone } from './phone.ts'
import { sendMedia, withheld } from './raw-events.ts'

const WORDS = [
  ...['待批', 'pending', '政策', '回報', '回報 上傳卡住', '取消', '代理', '調整', '語言', '說明', '我是誰'],
  ...[
    '停止 測試',
    '恢復',
    '解除綁定',
    '綁定 AAAAA-BBBBB',
    '隨便說說',
    '因為證據不夠',
    '拒絕原因：',
    'Reason: 換個做法',
  ],
  ...['作戰台', '計分卡', '優先', '日報', 'digest on', ' ', '\u0000', '😀'.repeat(50), '{"$eval":"alt"}'],
]

/** One thing that happens. `who`: Louis, a PLS owner, a pool owner, a worker, a stranger. */
export type Move =
  | { kind: 'text'; who: number; words: string }
  | { kind: 'tap'; who: number; from: number; back: number; button: number; twice: boolean; day: number }
  | { kind: 'mutated'; who: number; from: number; back: number; at: number }
  | { kind: 'forged'; who: number; data: string }
  | { kind: 'group text'; who: number; words: string; mention_bot: boolean; without_user_id: boolean }
  | { kind: 'group tap'; who: number; from: number; back: number; button: number; without_user_id: boolean }
  | { kind: 'edit'; who: number; words: string }
  | { kind: 'media' | 'unsend' | 'block' | 'unblock'; who: number }
  | { kind: 'talk'; who: number; words: string; buttons: number[] }
  | { kind: 'errors'; repair: string; phase: string }
  | { kind: 'action'; action: string }
  | { kind: 'ask' }
  | { kind: 'time'; minutes: number }
  | { kind: 'again'; back: number }
  | { kind: 'restart'; minutes: number; missed: Move[] }
  | { kind: 'out of order'; acts: Move[]; order: number[] }

// Louis and the PLS owner do most, on the newest card, as in life: so that talks come to their end.
const who = fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4)
const words = fc.constantFrom(...WORDS)
const back = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.nat(3) },
  { weight: 1, arbitrary: fc.nat(12) },
)
const button = fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6)
const without_user_id = fc.boolean()
const of = <K extends Move['kind'], T extends object>(
  kind: K,
  rest: { [P in keyof T]: fc.Arbitrary<T[P]> },
) => fc.record({ kind: fc.constant(kind), ...rest } as never) as unknown as fc.Arbitrary<{ kind: K } & T>

const text = of<'text', { who: number; words: string }>('text', { who, words })
const tap = of<'tap', Omit<Extract<Move, { kind: 'tap' }>, 'kind'>>('tap', {
  who,
  // Mostly one's own buttons, now and then somebody else's.
  from: fc.oneof({ weight: 8, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: who }),
  back,
  button,
  twice: fc.boolean(),
  // In so many days.
  day: fc.constantFrom(0, 1, 3, 3, 90),
})

/** A move, of which taps are the most. */
export const move: fc.Arbitrary<Move> = fc.oneof<fc.WeightedArbitrary<Move>[]>(
  { weight: 6, arbitrary: text },
  { weight: 20, arbitrary: tap },
  {
    weight: 8,
    arbitrary: of('talk', {
      who,
      words: fc.constantFrom(
        '待批',
        '待批',
        '待批',
        '代理',
        '代理',
        '調整',
        '語言',
        '解除綁定',
        '回報 上傳卡住',
      ),
      buttons: fc.array(button, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: of('mutated', { who, from: who, back, at: fc.nat(120) }) },
  { weight: 1, arbitrary: of('forged', { who, data: fc.string({ minLength: 1, maxLength: 60 }) }) },
  { weight: 2, arbitrary: of('group text', { who, words, mention_bot: fc.boolean(), without_user_id }) },
  { weight: 2, arbitrary: of('group tap', { who, from: who, back, button, without_user_id }) },
  { weight: 2, arbitrary: of('edit', { who, words }) },
  { weight: 1, arbitrary: of('media', { who }) },
  { weight: 2, arbitrary: of('unsend', { who }) },
  { weight: 1, arbitrary: of('block', { who }) },
  { weight: 1, arbitrary: of('unblock', { who }) },
  {
    weight: 4,
    arbitrary: of('errors', {
      repair: fc.constantFrom('retry once', 'requeue_job', 'release'),
      phase: fc.constantFrom('a', 'b', 'c'),
    }),
  },
  {
    weight: 2,
    arbitrary: of('action', { action: fc.constantFrom('release', 'requeue_job', 'format_disk') }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'ask' as const }) },
  {
    weight: 3,
    arbitrary: of('time', { minutes: fc.oneof(fc.constantFrom(1, 16), fc.integer({ min: 1, max: 400 })) }),
  },
  { weight: 2, arbitrary: of('again', { back: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: of('restart', {
      minutes: fc.constantFrom(0, 1, 10, 130, 800),
      missed: fc.array(fc.oneof(text, tap), { maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: of('out of order', {
      acts: fc.array(fc.oneof(text, tap), { minLength: 2, maxLength: 3 }),
      order: fc.array(fc.nat(2), { minLength: 2, maxLength: 4 }),
    }),
  },
)

const PEOPLE = [
  ['louis', 'Louis', 'zh-TW'],
  ['pls_owner', '林怡君', 'zh-TW'],
  ['pool_owner', '陳柏翰', 'en'],
  ['worker', '王小明', 'zh-TW'],
] as const

export type RandomChat = { bot: Bot; phones: Phone[]; group: Group }

/** A bot with one of each who may have a part in it, and something of each risk to decide. */
export async function openRandomChat(): Promise<RandomChat> {
  const bot = await startBot()
  const phones: Phone[] = []
  for (const [role, name, locale] of PEOPLE) {
    const phone = await bot.stranger(name)
    const [id, createdAt] = [bot.services.ids.uuid(), bot.clock.now()]
    await bot.db.prisma.member.create({
      data: { id, role, name, locale, lineUserId: phone.userId, createdAt },
    })
    phones.push(phone)
  }
  phones.push(await bot.stranger())
  const group = await openGroup(bot, phones)
  await aProposal(bot)
  for (const action of ['requeue_job', 'release']) await requestAction(bot, action)
  await bot.runTasks()
  return { bot, phones, group }
}

/** The data of a button on somebody's phone, counted back from the newest message that has some. */
async function dataOn(phone: Phone | undefined, back: number, button = 0): Promise<string | null> {
  const messages = ((await phone?.all()) ?? []).filter((it) => it.buttons.some(({ data }) => data))
  const message = messages.at(-1 - (back % Math.max(messages.length, 1)))
  const data = message?.buttons.flatMap((it) => it.data ?? []) ?? []
  return data[button % Math.max(data.length, 1)] ?? null
}

/** One letter of a real button is another one. */
const mutate = (data: string, at: number) => {
  const place = at % data.length
  return `${data.slice(0, place)}${data[place] === 'A' ? 'B' : 'A'}${data.slice(place + 1)}`
}

const dayIn = ({ clock }: Bot, days: number) =>
  new Date(clock.now().getTime() + days * DAY).toISOString().slice(0, 10)

const lastOwn = async (phone: Phone | undefined) =>
  ((await phone?.all()) ?? []).findLast((it) => it.from === 'user' && it.text !== null)?.id

/** What is done on phones; LINE refuses some of it, as of those who have blocked the bot. */
async function act({ bot, phones, group }: RandomChat, it: Move): Promise<void> {
  const phone = 'who' in it ? phones[it.who] : undefined
  if (!phone) return
  if (it.kind === 'text') await phone.sim('text', { text: it.words })
  if (it.kind === 'forged') await phone.sim('postback', { data: it.data })
  if (it.kind === 'media') await sendMedia(bot, phone)
  if (it.kind === 'block' || it.kind === 'unblock') await phone.sim(it.kind, {})
  if (it.kind === 'unsend') await phone.sim('unsend', { message_id: await lastOwn(phone) })
  if (it.kind === 'group text') await group.says(phone, it.words, it)
  if (it.kind === 'edit') {
    await group.says(phone, `before ${it.words}`)
    await group.edits(phone, `before ${it.words}`, it.words)
  }
  if (it.kind === 'tap') {
    const data = await dataOn(it.from < 0 ? phone : phones[it.from], it.back, it.button)
    for (let times = 0; data && times < (it.twice ? 2 : 1); times += 1)
      await phone.sim('postback', { data, params: { date: dayIn(bot, it.day) } })
  }
  if (it.kind === 'mutated') {
    const data = await dataOn(phones[it.from], it.back)
    if (data) await phone.sim('postback', { data: mutate(data, it.at) })
  }
  if (it.kind === 'group tap') {
    const data = await dataOn(phones[it.from], it.back, it.button)
    if (data) await group.taps(phone, data, { without_user_id: it.without_user_id })
  }
}

async function requestAction(bot: Bot, action: string): Promise<void> {
  const token = await bot.token('worker')
  const about = { job_id: bot.services.ids.uuid(), worker_id: 'codex-01', target: 'job 42', reason: 'stuck' }
  await bot.request('POST', '/api/pls/self-heal-actions', {
    token,
    body: { ...about, action, raw_command_output: 'x' },
  })
}

const sendRaw = (bot: Bot, events: object[]) =>
  bot.request('POST', '/_sim/webhook', { at: bot.sim.url, body: { events } })

/** LINE sends one of the last events once more. */
async function redeliverOne(bot: Bot, back: number): Promise<void> {
  const { body } = await bot.request('GET', '/_sim/webhooks', { at: bot.sim.url })
  const ids = (body.items as { webhook_event_ids: string[] }[]).flatMap((it) => it.webhook_event_ids)
  const webhook_event_id = ids.at(-1 - (back % Math.max(ids.length, 1)))
  await bot.request('POST', '/_sim/webhook/redeliver', { at: bot.sim.url, body: { webhook_event_id } })
}

/** The bot is away, misses what happens, and is told of it when somebody new is there. */
async function restart(chat: RandomChat, away: number, missed: Move[]): Promise<void> {
  const { bot } = chat
  await bot.stop()
  for (const it of missed) await act(chat, it)
  bot.clock.advance({ minutes: away })
  await bot.start()
  for (let back = 0; back < missed.length; back += 1) await redeliverOne(bot, back)
}

/** Everything happens, and then arrives in another order, some of it twice, none of it waiting for the other. */
async function outOfOrder(chat: RandomChat, acts: Move[], order: number[]): Promise<void> {
  const events = await withheld(chat.bot, async () => {
    for (const it of acts) await act(chat, it)
  })
  if (events.length === 0) return
  const mixed = order.flatMap((n) => events[n % events.length] ?? [])
  for (const event of [...mixed, ...events]) await sendRaw(chat.bot, [event])
}

/** A command, and then a button of each answer. */
async function talk(chat: RandomChat, it: Extract<Move, { kind: 'talk' }>): Promise<void> {
  await act(chat, { ...it, kind: 'text' })
  for (const next of it.buttons) {
    await chat.bot.runTasks()
    await act(chat, { kind: 'tap', who: it.who, from: -1, back: 0, button: next, twice: false, day: 3 })
  }
}

/** Plays one move, and what the next minute of the clock does. */
export async function play(chat: RandomChat, it: Move): Promise<void> {
  const { bot } = chat
  if (it.kind === 'errors') await aProposal(bot, { repair_action: it.repair, phase: it.phase })
  else if (it.kind === 'talk') await talk(chat, it)
  else if (it.kind === 'action') await requestAction(bot, it.action)
  else if (it.kind === 'time') bot.clock.advance({ minutes: it.minutes })
  else if (it.kind === 'again') await redeliverOne(bot, it.back)
  else if (it.kind === 'restart') await restart(chat, it.minutes, it.missed)
  else if (it.kind === 'out of order') await outOfOrder(chat, it.acts, it.order)
  else if (it.kind === 'ask') {
    await askPolicies(bot.ctx).catch((error) => {
      // Everybody who could be asked has left.
      if (!(error instanceof AppError)) throw error
    })
  } else await act(chat, it)
  await owe(bot)
  await bot.runTasks()
}
