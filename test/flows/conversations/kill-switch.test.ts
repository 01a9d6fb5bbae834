import { describe, expect, test } from 'vitest'
import { openConversation, SPOKEN } from '../../support/conversation.ts'

describe.each(SPOKEN)('the kill switch, in %s', (locale) => {
  test('Louis halts with a reason and resumes; each is answered, and each second time says so', async () => {
    const it = await openConversation(locale)
    const louis = await it.person('louis')
    const isHalted = async () => (await it.bot.db.prisma.halt.count({ where: { resumedAt: null } })) === 1
    it.hear(await it.says(louis, it.command('resume')), 'say.not_halted')
    it.hear(await it.says(louis, it.command('halt')), 'say.halt_reason')
    expect(await isHalted()).toBe(false)
    it.given('P1-4711')
    it.hear(await it.says(louis, it.command('halt', 'P1-4711')), 'say.halted', { reason: 'P1-4711' })
    expect(await isHalted()).toBe(true)
    it.hear(await it.says(louis, it.command('halt', 'P1-4712')), 'say.halted_already')
    it.hear(await it.says(louis, it.command('policy')), 'chat.policy.halted')
    it.hear(await it.says(louis, it.command('resume')), 'say.resumed')
    expect(await isHalted()).toBe(false)
    const verbs = await it.bot.db.prisma.auditEntry.findMany({ where: { verb: { startsWith: 'halt.' } } })
    expect(verbs.map(({ verb, actorName }) => [verb, actorName])).toEqual([
      ['halt.begin', 'Louis'],
      ['halt.end', 'Louis'],
    ])
  })

  test.each(['pls_owner', 'pool_owner', 'worker'] as const)(
    'a %s halts and resumes nothing',
    async (role) => {
      const it = await openConversation(locale)
      const person = await it.person(role)
      it.hear(await it.says(person, it.command('halt', '1')), 'say.louis_only')
      it.hear(await it.says(person, it.command('resume')), 'say.louis_only')
      expect(await it.bot.db.prisma.halt.count()).toBe(0)
    },
  )

  test('a request of a worker is refused while everything is halted, and runs when Louis has resumed', async () => {
    const it = await openConversation(locale)
    const louis = await it.person('louis')
    const token = await it.bot.token('worker')
    const body = {
      job_id: '00000000-0000-4000-8000-000000000001',
      worker_id: 'codex-01',
      action: 'diagnose',
      target: 'job 42',
      reason: 'look',
      raw_command_output: 'x',
    }
    const { body: action } = await it.bot.request('POST', '/api/pls/self-heal-actions', { token, body })
    const start = () =>
      it.bot.request('POST', `/api/pls/self-heal-actions/${action.id}/start`, { token, body: {} })
    await it.says(louis, it.command('halt', '1'))
    expect((await start()).body).toMatchObject({ code: 'halted' })
    await it.says(louis, it.command('resume'))
    expect((await start()).status).toBe(200)
  })
})
