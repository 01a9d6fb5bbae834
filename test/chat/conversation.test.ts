import { expect, test } from 'vitest'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { startRound } from '../../src/domain/rounds/rounds.ts'
import { startBot } from '../support/bot.ts'
import { choice } from '../support/catalogue.ts'
import { visible } from '../support/phone.ts'

test('the language changes with a tap, and the answer comes in it', async () => {
  const bot = await startBot()
  const person = await bot.person('pls_owner', '林怡君')
  await person.send('語言')
  await person.read()
  await person.tap('English')
  expect((await person.read())[0]?.text).toContain('English from now on')
  await person.send('policy')
  expect((await person.read())[0]?.text).toContain('Runs by itself')
})

test('the matrix says in one look what runs by itself, what needs approval and what is forbidden', async () => {
  const bot = await startBot()
  const person = await bot.person('pls_owner', '林怡君')
  await person.send('政策')
  const text = (await person.read())[0]?.text ?? ''
  expect(text).toMatch(/可以自己執行\n・診斷問題/)
  expect(text).toMatch(/每一次都要 Louis 批准\n・釋出工作/)
})

test('whoever leaves is unbound at once and comes back only by an invite', async () => {
  const bot = await startBot()
  const person = await bot.person('pls_owner', '林怡君')
  await person.send('解除綁定')
  await person.read()
  await person.tap('解除綁定')
  expect((await person.read())[0]?.text).toContain('已經解除')
  await person.send('待批')
  expect((await person.read())[0]?.text).toContain('綁定 邀請碼')
})

test('words that nobody understands get the two closest commands as buttons', async () => {
  const bot = await startBot()
  const person = await bot.person('pls_owner', '林怡君')
  await person.send('請問今天天氣如何')
  const [card] = await person.read()
  expect(card?.buttons.map((it) => it.label)).toEqual(['待批', '政策'])
  await person.tap('政策')
  expect((await person.read())[0]?.text).toContain('目前的分工')
})

test('after the third answer a D7 owner is chosen, and told', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const pool = await bot.person('pool_owner', '陳柏翰')
  await startRound(bot.ctx, '第一輪')
  await askPolicies(bot.ctx)
  const cards = (await louis.read()).filter((it) => it.buttons.some(({ label }) => label === '批准'))
  for (const card of cards) await louis.tap('批准', card.id)
  const last = await louis.read()
  expect(visible(last.at(-1))).toContain('第七天由誰負責')
  await louis.tap('陳柏翰')
  expect((await louis.read())[0]?.text).toContain('陳柏翰 負責')
  expect((await pool.read())[0]?.text).toContain('第七天的負責人')
  expect(await bot.db.prisma.round.findFirst()).toMatchObject({ d7OwnerId: expect.any(String) })
})

test('a PLS owner tightens an action, and only Louis loosens it again', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  const offer = async (phone: typeof owner, risk: 'medium' | 'high') => {
    await phone.send('調整')
    return choice(await phone.read(), 'requeue_job', risk)?.data
  }
  const set = async (phone: typeof owner, data = '') => {
    await phone.postback(data)
    return (await phone.read())[0]?.text
  }
  expect(await set(owner, (await offer(owner, 'high')) ?? '')).toContain('已經調整')
  const token = await bot.token('worker')
  const { body } = await bot.request('GET', '/api/pls/worker-policy/action%3Arequeue_job', { token })
  expect(body).toMatchObject({ risk_level: 'high', runs: 'approved_each_time' })
  expect(await offer(owner, 'medium')).toBeUndefined()
  const loosen = (await offer(louis, 'medium')) ?? ''
  expect(await set(owner, loosen)).toContain('只有 Louis')
  expect(await set(louis, loosen)).toContain('已經調整')
})
