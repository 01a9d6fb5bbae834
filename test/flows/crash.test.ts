import { expect, test } from 'vitest'
import { startBot } from '../support/bot.ts'
import { connect } from '../support/break-in.ts'
import { anEvent, aProposal } from '../support/given.ts'
import { callsOf, PUSH, planFault, REPLY } from '../support/line-calls.ts'
import { visible } from '../support/phone.ts'
import { startInPlaceOf } from '../support/program.ts'
import { until } from '../support/until.ts'

/** A bot whose people and cards are there, taken over by the real program as a process of its own. */
async function openCrash() {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  await aProposal(bot)
  await owner.read()
  const start = async () => {
    const program = await startInPlaceOf(bot)
    const body = { webhook_url: `${program.ready.url}/line/webhook` }
    await bot.request('PUT', '/_sim/settings', { at: bot.sim.url, body })
    return program
  }
  const policy = () => bot.db.prisma.workerPolicyDecision.findFirstOrThrow()
  const decisions = () => bot.db.prisma.auditEntry.count({ where: { verb: 'policy.approve' } })
  return { bot, owner, start, policy, decisions }
}

/** Holds a table, so that whoever reads it waits. */
async function lockTable(url: string, table: string) {
  const client = await connect(url)
  await client.query(`begin; lock table ${table} in access exclusive mode`)
  return { release: () => client.query('rollback') }
}

test('killed between the 200 to LINE and the handling, the bot decides once after its restart, and answers once', async () => {
  const { bot, owner, start, policy, decisions } = await openCrash()
  const first = await start()
  // Keeping an event needs no member, handling it does: it will be killed in between.
  const held = await lockTable(bot.database.superuserUrl, 'members')
  const tap = await owner.sim('tap', { label: '批准' })
  expect(tap.body.status).toBe(200)
  await first.kill()
  await held.release()
  expect((await policy()).status).toBe('draft')
  const kept = await bot.db.prisma.inboxEvent.findMany({ where: { handledAt: null } })
  expect(kept.map((it) => it.webhookEventId)).toEqual([tap.body.webhook_event_id])

  await start()
  const answers = await until('the answer', async () => {
    const found = await owner.read()
    return found.length > 0 && found
  })
  expect(answers.map(visible)).toEqual([expect.stringContaining('已批准')])
  expect(await policy()).toMatchObject({ status: 'approved', version: 2, decidedBy: '林怡君' })
  expect(await decisions()).toBe(1)
})

test('killed after the decision and before its answer was noted, the bot does not decide or answer again', async () => {
  const { bot, owner, start, policy, decisions } = await openCrash()
  const first = await start()
  await planFault(bot, REPLY, 'hang-after')
  const replies = (await callsOf(bot, REPLY)).length
  await owner.sim('tap', { label: '批准' })
  await until('the reply at LINE', async () => (await callsOf(bot, REPLY)).length > replies)
  await first.kill()
  expect((await policy()).status).toBe('approved')

  await start()
  await until(
    'the end of the delivery',
    async () => (await bot.db.prisma.delivery.count({ where: { status: 'pending' } })) === 0,
  )
  expect((await owner.all()).filter((it) => visible(it).includes('已批准'))).toHaveLength(1)
  expect((await callsOf(bot, PUSH)).filter((it) => it.status === 200)).toHaveLength(1)
  expect(await decisions()).toBe(1)
})

test('killed between a push and its bookkeeping, the bot pushes again with the same retry key and bytes, and LINE has it once', async () => {
  const { bot, owner, start } = await openCrash()
  const before = (await callsOf(bot, PUSH)).length
  const first = await start()
  await planFault(bot, PUSH, 'hang-after')
  const token = await bot.token('worker')
  for (const attempt of [1, 2]) {
    const body = anEvent({ event_type: 'schema_error', raw_command_output: 'price must be number' })
    const { status } = await bot.request('POST', '/api/pls/worker-repair-events', {
      at: first.ready.url,
      token,
      body,
    })
    expect(status, `attempt ${attempt}`).toBe(201)
  }
  await until('the push at LINE', async () => (await callsOf(bot, PUSH)).length > before)
  await first.kill()
  const pending = await bot.db.prisma.delivery.findFirstOrThrow({ where: { status: 'pending' } })

  await start()
  const sent = await until('the bookkeeping', async () =>
    bot.db.prisma.delivery.findFirst({ where: { id: pending.id, status: 'sent' } }),
  )
  expect(sent.body).toBe(pending.body)
  const [one, two, ...more] = (await callsOf(bot, PUSH)).slice(before)
  expect(more).toEqual([])
  expect([one?.retry_key, two?.retry_key]).toEqual([pending.id, pending.id])
  expect(two).toMatchObject({ status: 409, messages: one?.messages })
  expect((await owner.all()).filter((it) => visible(it).includes('Schema 錯誤'))).toHaveLength(1)
})
