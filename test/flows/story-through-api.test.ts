import { expect, test } from 'vitest'
import { arrived, startDemo } from '../support/demo.ts'
import { visible } from '../support/phone.ts'
import { until } from '../support/until.ts'

test('a newcomer starts the bot with nothing set, plays two failures and countersigns, all through /_sim and the API', async () => {
  const demo = await startDemo()
  const { ready, lines } = demo.program
  expect(ready).toMatchObject({
    msg: 'ready',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    mode: 'simulator',
    simulator_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  })
  expect(lines.some((it) => it.msg?.includes(demo.simUrl))).toBe(true)
  expect(await fetch(`${ready.url}/readyz`).then((it) => it.status)).toBe(200)

  const state = (await (await fetch(`${demo.simUrl}/_sim/state`)).json()) as {
    users: { name: string }[]
    buttons: { n: number; label: string }[]
  }
  expect(state.users.map((it) => it.name).sort()).toEqual(['Louis', '林怡君', '王小明', '陳柏翰'].sort())
  const members = await demo.query<{ role: string }>('select role from members order by role')
  expect(members.map((it) => it.role)).toEqual(['worker', 'pool_owner', 'pls_owner', 'louis'])
  expect(await demo.query('select 1 from rounds where closed_at is null')).toHaveLength(1)

  const [louis, owner, poolOwner] = await Promise.all([
    demo.phone('Louis'),
    demo.phone('林怡君'),
    demo.phone('陳柏翰'),
  ])
  for (const phone of [louis, owner]) {
    const ask = await arrived(phone, 5)
    expect(ask.map((it) => [it.via, it.type])).toEqual([
      ['push', 'text'],
      ['push', 'flex'],
      ['push', 'flex'],
      ['push', 'flex'],
      ['push', 'flex'],
    ])
    const asksFor = ask.filter((it) => it.buttons.some(({ label }) => label === '批准'))
    expect(asksFor.length).toBe(3)
    expect(visible(ask[0])).toContain('三條規則')
  }

  const button = state.buttons[0]
  const played = await fetch(`${demo.simUrl}/_sim/buttons/${button?.n}`, { method: 'POST' })
  expect(await played.json()).toMatchObject({ ok: true, status: 201, label: button?.label })
  const [card] = await arrived(owner, 1)
  expect(visible(card)).toContain('修復提案')
  expect(visible(card)).toContain('Connection reset by peer')

  const tap = await owner.sim('tap', { label: '批准', message_id: card?.id })
  expect(tap.body.status).toBe(200)
  const [answer] = await arrived(owner, 1)
  expect(answer).toMatchObject({ type: 'flex', via: 'reply' })
  expect(visible(answer)).toContain('已批准')
  expect(await louis.read()).toEqual([])
  expect((await poolOwner.all()).filter((it) => it.buttons.length > 0)).toEqual([])

  const decisions = await demo.query(
    "select status, risk_level, approval_required_by, allowed_action, decided_at is not null as decided from worker_policy_decisions where policy_key like 'repair:%'",
  )
  expect(decisions).toEqual([
    {
      status: 'approved',
      risk_level: 'low',
      approval_required_by: 'pls_owner',
      allowed_action: 'touch + retry once',
      decided: true,
    },
  ])
  const drafts = await demo.query("select status from worker_policy_decisions where policy_key like 'ask:%'")
  expect(drafts).toEqual(Array(3).fill({ status: 'draft' }))
  const audit = await demo.query(
    "select actor_name, old_state->>'status' as old, new_state->>'status' as new, raw_command_output::text as raw from audit_log where verb = 'policy.approve'",
  )
  expect(audit).toEqual([
    {
      actor_name: '林怡君',
      old: 'draft',
      new: 'approved',
      raw: expect.stringContaining('Connection reset by peer'),
    },
  ])
})

test('a second start adds nobody and asks nothing again, and the chats are still there', async () => {
  const demo = await startDemo()
  const before = await arrived(await demo.phone('Louis'), 5)
  expect(await demo.program.stop(), demo.program.complaints()).toBe(0)
  const again = await demo.restart()
  const louis = await again.phone('Louis')
  await until('the queue', async () => (await fetch(`${again.program.ready.url}/readyz`)).ok)
  expect((await louis.all()).map((it) => it.id)).toEqual(before.map((it) => it.id))
  expect(await again.query('select 1 from members')).toHaveLength(4)
  await louis.sim('text', { text: '我是誰' })
  expect(visible((await arrived(louis, 6)).at(-1))).toContain('Louis')
})
