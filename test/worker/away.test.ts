import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { PROGRAMS } from './programs.ts'
import { aWorker, eventsOf, text } from './worker.ts'

const LEARN = ['learn', '--topic', 'download', '--lesson', 'l', '--next', 'n', '--signal', 's']

describe.each(PROGRAMS)('%s', (_, program) => {
  test('what happens while the server is away waits, and arrives once, with its own time', async () => {
    const worker = await aWorker(program)
    await worker.way.shut()
    const before = Date.now()
    const recovered = worker.failing(1)
    const away = await worker.call('run', '--phase', 'download', '--', ...recovered.command)
    expect([away.code, recovered.tries()], text(away)).toEqual([0, 2])
    expect(away.stderr).toContain('sent at the next call')
    expect((await worker.call('friction', 'nobody', 'answers')).code).toBe(0)
    expect((await worker.call(...LEARN)).code).toBe(0)
    expect((await worker.call('touch')).code).toBe(69)
    const after = Date.now()
    expect(worker.spooled()).toHaveLength(3)
    const [spool = ''] = (await readdir(worker.folder)).filter((it) => it.startsWith('spool-'))
    expect(statSync(path.join(worker.folder, spool)).mode & 0o777).toBe(0o600)

    await worker.way.open()
    expect((await worker.call('touch')).code).toBe(0)
    expect(worker.spooled()).toEqual([])
    expect((await worker.call('touch')).code).toBe(0)
    const events = await eventsOf(worker)
    expect(events.map((it) => it.eventType)).toEqual(['fetch_failed', 'manual_blocker'])
    for (const { occurredAt } of events) {
      expect(occurredAt.getTime()).toBeGreaterThanOrEqual(before)
      expect(occurredAt.getTime()).toBeLessThanOrEqual(after)
    }
    expect(await worker.bot.db.prisma.learningMemoryUpdate.count()).toBe(1)
  })

  test('an answer that was lost on its way doubles nothing', async () => {
    const worker = await aWorker(program)
    worker.way.loseAnswers(true)
    expect((await worker.call('friction', 'the answer is lost')).code).toBe(0)
    expect((await worker.call('friction', 'and another one')).code).toBe(0)
    expect(worker.spooled()).toHaveLength(2)
    expect(await eventsOf(worker)).not.toEqual([])
    worker.way.loseAnswers(false)
    expect((await worker.call('touch')).code).toBe(0)
    expect(worker.spooled()).toEqual([])
    expect(await eventsOf(worker)).toHaveLength(2)
  })

  test('with a wrong token nothing is lost: it is sent when the token is right', async () => {
    const worker = await aWorker(program)
    const env = { COUNTERSIGN_TOKEN: 'cs_wrong' }
    expect((await worker.start(['touch'], { env }).ended).code).toBe(77)
    const { command } = worker.failing(99)
    const ended = await worker.start(['run', '--', ...command], { env }).ended
    expect(ended.code, text(ended)).toBe(7)
    expect(ended.stderr).toContain('unknown-token')
    expect(worker.spooled()).toHaveLength(1)
    expect((await worker.call('context')).code).toBe(0)
    expect(worker.spooled()).toEqual([])
    expect(await eventsOf(worker)).toHaveLength(1)
  })

  test('what the server will never take is put aside, and the rest goes on', async () => {
    const worker = await aWorker(program)
    await worker.way.shut()
    await worker.start(['friction', 'of another worker'], { env: { COUNTERSIGN_WORKER: 'somebody-else' } })
      .ended
    await worker.call('friction', 'of mine')
    await worker.way.open()
    const ended = await worker.call('touch')
    expect(ended.stderr).toContain('refused and is kept in')
    expect(worker.spooled()).toEqual([])
    expect(await eventsOf(worker)).toMatchObject([{ raw: { message: 'of mine' } }])
    expect((await readdir(worker.folder)).filter((it) => it.endsWith('.rejected'))).toHaveLength(1)
  })

  test('who lost the lease does not retry, and hears what to do', async () => {
    const worker = await aWorker(program)
    worker.bot.clock.advance({ minutes: 11 })
    const token = await worker.bot.token('worker', 'codex-02')
    const body = { worker_id: 'codex-02' }
    const taken = await worker.bot.request('POST', `/api/pls/jobs/${worker.job}/claim`, { token, body })
    expect(taken.status, JSON.stringify(taken.body)).toBe(200)
    const touch = await worker.call('touch')
    expect([touch.code, touch.stderr]).toEqual([82, expect.stringContaining('codex-02 holds it')])
    const { command, tries } = worker.failing(1)
    const ended = await worker.call('run', '--', ...command)
    expect([ended.code, tries()], text(ended)).toEqual([7, 1])
    expect(ended.stderr).toContain('codex-02 holds it')
    const refused = await worker.call('run', '--touch', '--', 'touch', path.join(worker.folder, 'ran'))
    expect(refused.code, text(refused)).toBe(82)
    expect(await readdir(worker.folder)).not.toContain('ran')
  })
})
