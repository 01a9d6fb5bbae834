import { pino } from 'pino'
import { expect, test } from 'vitest'
import { disableMember } from '../../src/domain/members/disable.ts'
import { createLineLogin } from '../../src/line/login/login.ts'
import { type Bot, startBot } from '../support/bot.ts'
import {
  ATTEMPT,
  begin,
  decide,
  expectOutside,
  login,
  onTheWay,
  SESSION,
  sessions,
  tokenCalls,
} from './login.ts'
import { type Visitor, visitor } from './visit.ts'

const withState = (back: string, state: string) => back.replace(/state=[^&]*/, `state=${state}`)

/** The same random part, begun a second earlier. */
function earlier(attempt = ''): string {
  const [began = '', random] = attempt.split('.')
  return `${(Number.parseInt(began, 36) - 1_000).toString(36)}.${random}`
}

type Came = { bot: Bot; it: Visitor; back: string }

/** What may be wrong with a browser that comes back; a text is the address that it comes to. */
const REFUSED: Record<string, (came: Came) => unknown> = {
  'a browser that began nothing': ({ it }) => it.cookies.delete(ATTEMPT),
  'no state': ({ back }) => back.replace(/&state=[^&]*/, ''),
  'another state': ({ back }) => withState(back, 'f'.repeat(64)),
  'a state of as many other characters': ({ back }) => withState(back, encodeURIComponent('é'.repeat(64))),
  'the state of another browser': async ({ bot, back }) =>
    withState(back, (await begin(visitor(bot))).searchParams.get('state') ?? ''),
  'an attempt whose time was changed': ({ it }) => it.cookies.set(ATTEMPT, earlier(it.cookies.get(ATTEMPT))),
  'an attempt of another making': ({ it }) => it.cookies.set(ATTEMPT, 'x'),
  'an attempt that is ten minutes old': ({ bot }) => bot.clock.advance({ minutes: 10 }),
}

test('a browser that does not come back with the state of its own attempt signs in once more, and LINE is not asked', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  for (const [what, change] of Object.entries(REFUSED)) {
    const it = visitor(bot)
    const back = await decide(bot, await begin(it), phone)
    const changed = await change({ bot, it, back })
    const shown = await it.get(typeof changed === 'string' ? changed : back)
    await expectOutside(bot, it, shown, 400, '請再登入一次').catch((cause) =>
      Promise.reject(new Error(what, { cause })),
    )
  }
  expect(await tokenCalls(bot)).toBe(0)
})

test('an attempt lasts until ten minutes are over', async () => {
  const bot = await startBot()
  const { it, back } = await onTheWay(bot)
  bot.clock.advance({ minutes: 9, seconds: 59 })
  expect((await it.get(back)).status).toBe(303)
})

test('after a state that was not its own a browser is offered a way without the automatic login', async () => {
  const bot = await startBot()
  const { it, back } = await onTheWay(bot)
  const shown = await it.get(withState(back, '0'))
  expect(shown.html).toContain('href="/console/login/line?auto=off"')
  // What LINE sent stands nowhere on the page.
  expect(shown.html).not.toContain(/code=([^&]*)/.exec(back)?.[1])
  expect((await it.get(back)).status, 'the true one still counts').toBe(303)
})

test('coming back twice signs in once: the attempt is used up, and so is the code', async () => {
  const bot = await startBot()
  const { it, back } = await onTheWay(bot)
  const attempt = it.cookies.get(ATTEMPT) ?? ''
  expect((await it.get(back)).status).toBe(303)
  const inside = await it.get(back)
  expect([inside.status, inside.location]).toEqual([303, '/console'])
  it.cookies.delete(SESSION)
  expect((await it.get(back)).status).toBe(400)
  it.cookies.set(ATTEMPT, attempt)
  const again = await it.get(back)
  expect([again.status, it.cookies.has(SESSION)]).toEqual([502, false])
  expect(again.html).toContain('LINE 沒有完成這次登入')
  expect(await sessions(bot)).toBe(1)
})

test('a code that another browser got signs nobody in: it was made for another verifier', async () => {
  const bot = await startBot()
  const { back } = await onTheWay(bot, 'thief')
  const victim = visitor(bot)
  const state = (await begin(victim)).searchParams.get('state') ?? ''
  await expectOutside(bot, victim, await victim.get(withState(back, state)), 502, 'LINE 沒有完成這次登入')
})

test.each(['ACCESS_DENIED', 'access_denied'])(
  'whoever cancels (%s) is told that nothing happened',
  async (error) => {
    const bot = await startBot()
    const phone = await bot.person('louis', 'Louis')
    const it = visitor(bot)
    const back = (await decide(bot, await begin(it), phone, 'deny')).replace('ACCESS_DENIED', error)
    await expectOutside(bot, it, await it.get(back), 403, '您取消了登入')
    expect(it.cookies.has(ATTEMPT)).toBe(false)
    expect((await login(bot, it, phone)).status).toBe(303)
  },
)

test('what LINE says went wrong is no sign in, and neither is an answer without a code', async () => {
  const bot = await startBot()
  for (const answer of [
    'error=SERVER_ERROR',
    'error=INVALID_SCOPE&code=x',
    'friendship_status_changed=true',
  ]) {
    const it = visitor(bot)
    const state = (await begin(it)).searchParams.get('state')
    const shown = await it.get(`/console/login/line/back?${answer}&state=${state}`)
    await expectOutside(bot, it, shown, 502, 'LINE 沒有完成這次登入')
  }
  expect(await tokenCalls(bot)).toBe(0)
})

test('somebody unknown is told how to be connected, and may come in afterwards', async () => {
  const bot = await startBot()
  const it = visitor(bot)
  const shown = await login(bot, it, await bot.stranger('路人'))
  await expectOutside(bot, it, shown, 403, '在 LINE 傳「綁定 邀請碼」給 Countersign')
})

test('a member who was disabled is nobody of ours, and a worker has no console', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const { id } = await bot.db.prisma.member.findFirstOrThrow({ where: { name: '林怡君' } })
  await disableMember(bot.ctx, id)
  const it = visitor(bot)
  await expectOutside(bot, it, await login(bot, it, owner), 403, '這個 LINE 帳號還沒有綁定')
  const worker = await bot.person('worker', '王小明')
  await expectOutside(bot, it, await login(bot, it, worker), 403, '您的角色是 Worker')
})

const FORGED: [string, object][] = [
  ['not signed', { alg: 'none' }],
  ['signed by ES256', { alg: 'ES256' }],
  ['signed with another secret', { secret: 'x'.repeat(32) }],
  ['of another issuer', { claims: { iss: 'https://evil.example' } }],
  ['without an issuer', { claims: { iss: null } }],
  ['for another channel', { claims: { aud: '1234567890' } }],
  ['for ours and another channel', { claims: { aud: ['2000000001', '1234567890'] } }],
  ['of another sign in', { claims: { nonce: 'f'.repeat(64) } }],
  ['without a nonce', { claims: { nonce: null } }],
  ['with a nonce that is no text', { claims: { nonce: 1 } }],
  ['without an end', { claims: { exp: null } }],
  ['without a subject', { claims: { sub: null } }],
  ['of somebody who is no LINE user', { claims: { sub: "' or 1=1 --" } }],
]

test('an ID token that LINE did not make, for us, for this sign in, signs nobody in', async () => {
  const bot = await startBot()
  const { it, phone } = await onTheWay(bot)
  for (const [what, plan] of FORGED) {
    await bot.request('POST', '/_sim/id-tokens', { at: bot.sim.url, body: plan })
    const shown = await login(bot, it, phone)
    await expectOutside(bot, it, shown, 401, 'LINE 沒有完成這次登入').catch((cause) =>
      Promise.reject(new Error(what, { cause })),
    )
  }
  expect(await tokenCalls(bot)).toBe(FORGED.length)
  expect((await login(bot, it, phone)).status).toBe(303)
})

test('an ID token may have ended a minute ago by our clock, and not longer', async () => {
  const bot = await startBot()
  const ended = (seconds: number) => ({ exp: Math.floor(bot.clock.now().getTime() / 1_000) - seconds })
  const early = await onTheWay(bot)
  await bot.request('POST', '/_sim/id-tokens', { at: bot.sim.url, body: { claims: ended(61) } })
  await expectOutside(bot, early.it, await early.it.get(early.back), 401, 'LINE 沒有完成這次登入')
  await bot.request('POST', '/_sim/id-tokens', { at: bot.sim.url, body: { claims: ended(58) } })
  expect((await login(bot, early.it, early.phone)).status).toBe(303)
})

/** What the bot writes to its log. */
function listen(bot: Bot): string[] {
  const lines: string[] = []
  bot.services.log = pino({ level: 'trace' }, { write: (line) => lines.push(line) })
  return lines
}

const FAULTS: [kind: string, why: RegExp][] = [
  ['500-before', /with 500/],
  ['500-after', /with 500/],
  ['401', /with 401/],
  ['429-rate', /with 429/],
  ['huge-after', /more than 65536 bytes/],
  ['html-after', /not JSON/],
  ['reset-after', /could not be reached/],
  ['hang-before', /did not answer a sign in within 0.3 s/],
]

test('when LINE fails, hangs or talks nonsense, a page says so and the log says why, without a secret', async () => {
  const bot = await startBot()
  const { it, phone } = await onTheWay(bot)
  const { login: channel, url } = bot.sim
  bot.services.login = createLineLogin({ ...channel, loginBaseUrl: url, apiBaseUrl: url }, bot.clock, 300)
  for (const [kind, why] of FAULTS) {
    const lines = listen(bot)
    const back = await decide(bot, await begin(it), phone)
    await bot.request('POST', '/_sim/faults', { at: url, body: { path: '/oauth2/v2.1/token', kind } })
    await expectOutside(bot, it, await it.get(back), 502, 'LINE 沒有完成這次登入')
    const log = lines.join('')
    expect(log).toMatch(why)
    const code = new URLSearchParams(back.split('?')[1]).get('code') ?? ''
    expect(code).not.toBe('')
    for (const secret of [code, channel.secret, 'eyJ']) expect(log, kind).not.toContain(secret)
  }
  expect((await login(bot, it, phone)).status).toBe(303)
})

test('a secret that LINE does not know is said in the log as LINE says it', async () => {
  const bot = await startBot()
  const { id } = bot.sim.login
  const wrong = { id, secret: 'not-the-secret', loginBaseUrl: bot.sim.url, apiBaseUrl: bot.sim.url }
  bot.services.login = createLineLogin(wrong, bot.clock)
  const lines = listen(bot)
  const { it, back } = await onTheWay(bot)
  await expectOutside(bot, it, await it.get(back), 502, 'LINE 沒有完成這次登入')
  expect(lines.join('')).toContain('with 400: invalid_client invalid client_id or client_secret')
  expect(lines.join('')).not.toContain('not-the-secret')
})
