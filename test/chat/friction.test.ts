import { expect, test } from 'vitest'
import { startBot } from '../support/bot.ts'
import { visible } from '../support/phone.ts'

test('one line is understood, shown before it is kept, and kept when it is confirmed', async () => {
  const bot = await startBot()
  const person = await bot.person('worker', '王小明')
  await person.send('回報 上傳卡住，一直出現 schema error')
  const [card] = await person.read()
  expect(visible(card)).toContain('Schema 錯誤')
  expect(visible(card)).toContain('upload')
  expect(await bot.db.prisma.workerRepairEvent.count()).toBe(0)
  await person.tap('確認送出')
  const [answer] = await person.read()
  expect(answer).toMatchObject({ via: 'reply', text: expect.stringMatching(/編號 [0-9A-F]{6}/) })
  expect(await bot.db.prisma.workerRepairEvent.findMany()).toMatchObject([
    { isFriction: true, eventType: 'schema_error', phase: 'upload', workerId: '王小明' },
  ])
})

test('a guided talk asks for the kind and the words, notes pictures, and can be cancelled', async () => {
  const bot = await startBot()
  const person = await bot.person('worker', 'Ming', 'en')
  await person.send('report')
  expect(visible((await person.read())[0])).toContain('What happened?')
  await person.tap('fetch failed')
  await person.read()
  await person.send('cannot reach the artifact host')
  expect(visible((await person.read())[0])).toContain('cannot reach the artifact host')
  await person.tap('Change the kind')
  await person.read()
  await person.tap('manual blocker')
  await person.read()
  await person.tap('Send report')
  expect((await person.read())[0]?.text).toContain('Received')
  expect(await bot.db.prisma.workerRepairEvent.findFirst()).toMatchObject({ eventType: 'manual_blocker' })
  await person.send('report')
  await person.read()
  await person.send('cancel')
  expect((await person.read())[0]?.text).toContain('dropped')
  expect(await bot.db.prisma.conversation.count()).toBe(0)
})

test('a report that is left alone is dropped, and a late tap says so', async () => {
  const bot = await startBot()
  const person = await bot.person('worker', '王小明')
  await person.send('回報 抓取一直逾時')
  await person.read()
  bot.clock.advance({ minutes: 16 })
  await person.tap('確認送出')
  expect((await person.read())[0]?.text).toContain('等太久')
  expect(await bot.db.prisma.workerRepairEvent.count()).toBe(0)
})

test('people who report the same thing learn what came of it', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const first = await bot.person('worker', '王小明')
  const second = await bot.person('pool_owner', '陳柏翰')
  for (const person of [first, second]) {
    await person.send('回報 下載 manifest 一直逾時')
    await person.read()
    await person.tap('確認送出')
    await person.read()
  }
  expect((await owner.read()).length).toBe(1)
  await owner.tap('批准')
  for (const person of [first, second]) expect(visible((await person.read())[0])).toContain('已批准')
})

test('what somebody takes back is not kept', async () => {
  const bot = await startBot()
  const person = await bot.person('worker', '王小明')
  await person.send('這句話等一下要收回')
  const sent = (await person.all()).find((it) => it.text === '這句話等一下要收回')
  await person.sim('unsend', { message_id: sent?.id })
  await bot.runTasks()
  const kept = await bot.db.prisma.inboxEvent.findMany({
    where: { event: { contains: '這句話等一下要收回' } },
  })
  expect(kept).toEqual([])
})
