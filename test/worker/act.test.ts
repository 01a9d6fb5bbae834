import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { expireUnanswered } from '../../src/domain/expire.ts'
import { halt, resume } from '../../src/domain/halts/halt.ts'
import { OPEN_HIGH_RISK_ASKS } from '../../src/domain/rules.ts'
import { anAction } from '../support/crew.ts'
import { until } from '../support/until.ts'
import { PROGRAMS } from './programs.ts'
import { aWorker, text, type Worker } from './worker.ts'

/** A release whose command leaves a mark; `ran()` says how often it did. */
function aRelease(worker: Worker, ...more: string[]) {
  const mark = path.join(worker.folder, 'released')
  const command = ['sh', '-c', `echo x >> "${mark}"; echo released; exit 3`]
  const ran = () => (existsSync(mark) ? readFileSync(mark, 'utf8').split('\n').length - 1 : 0)
  const argv = ['act', 'release', '--target', 'job 17', '--reason', 'it is stuck', ...more, '--', ...command]
  return { argv, ran }
}

async function waiting(worker: Worker) {
  return until('somebody to ask', () =>
    worker.bot.db.prisma.selfHealAction.findFirst({ include: { policy: true } }),
  )
}

async function decide(worker: Worker, status: 'approved' | 'rejected', reason: string): Promise<void> {
  const { policy } = await waiting(worker)
  const address = `/api/pls/worker-policy/${encodeURIComponent(policy?.policyKey ?? '')}`
  const token = await worker.bot.token('louis')
  const answer = await worker.bot.request('PATCH', address, { token, body: { status, reason } })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

describe.each(PROGRAMS)('%s', (_, program) => {
  test('what is approved runs once, as approved, and ends with its evidence', async () => {
    const worker = await aWorker(program)
    const { argv, ran } = aRelease(worker)
    const asks = worker.start(argv)
    await decide(worker, 'approved', '可以')
    const ended = await asks.ended
    expect([ended.code, ended.stdout.toString(), ran()], text(ended)).toEqual([3, 'released\n', 1])
    const [action] = await worker.bot.db.prisma.selfHealAction.findMany({ include: { execution: true } })
    expect(action).toMatchObject({
      status: 'finished',
      parameters: { command: expect.stringContaining('echo released') },
      execution: { result: 'exit code 3', rawCommandOutput: { stdout: 'released\n', exit_code: 3 } },
    })
  })

  test('parameters that would arrive as something else are not sent at all', async () => {
    const worker = await aWorker(program)
    for (const [parameters, says] of [
      ['{"channel_id":1234567890123456789}', 'channel_id: 1234567890123456789 would be kept as'],
      ['{"a":{"force":false,"force":true}}', 'a.force: stands twice'],
      ['{"__proto__":{"a":1}}', '__proto__: a key may not be called __proto__'],
    ] as const) {
      const { argv, ran } = aRelease(worker, '--parameters', parameters)
      const ended = await worker.call(...argv)
      expect([ended.code, ran()], text(ended)).toEqual([64, 0])
      expect(ended.stderr).toContain(says)
    }
    expect(await worker.bot.db.prisma.selfHealAction.count()).toBe(0)
  })

  test("a refusal ends with 90 and the approver's words, and nothing runs", async () => {
    const worker = await aWorker(program)
    const { argv, ran } = aRelease(worker, '--json')
    const asks = worker.start(argv)
    await decide(worker, 'rejected', '先問客戶')
    const ended = await asks.ended
    expect([ended.code, ran()], text(ended)).toEqual([90, 0])
    expect(ended.stderr).toContain('先問客戶')
    expect(ended.stdout.toString()).toBe('')
  })

  test('silence ends with 91: when our own patience is over, and when the question has expired', async () => {
    const worker = await aWorker(program)
    const { argv, ran } = aRelease(worker, '--wait', '300ms')
    const ended = await worker.call(...argv)
    expect([ended.code, ran()], text(ended)).toEqual([91, 0])
    expect(ended.stderr).toContain('run the same again to wait on')
    const again = worker.start(aRelease(worker).argv)
    await until('it to wait', () => again.stderr().includes("waiting for a person's answer"))
    expect(await worker.bot.db.prisma.selfHealAction.count()).toBe(1)
    worker.bot.clock.advance({ hours: 5 })
    await expireUnanswered(worker.bot.ctx)
    expect([(await again.ended).code, ran()]).toEqual([91, 0])
  })

  test('with as many asks open as one may have it ends with 91 at once, and says for which to wait', async () => {
    const worker = await aWorker(program)
    const { bot } = worker
    const token = worker.env.COUNTERSIGN_TOKEN
    for (let n = 0; n < OPEN_HIGH_RISK_ASKS; n += 1) {
      const body = anAction({ worker_id: 'codex-01', target: `t${n}` })
      await bot.request('POST', '/api/pls/self-heal-actions', { token, body })
    }
    const { argv, ran } = aRelease(worker)
    const ended = await worker.call(...argv)
    expect([ended.code, ran()], text(ended)).toEqual([91, 0])
    expect(ended.stderr).toMatch(/10 asks of high risk open.*wait=60/s)
  })

  test('under a halt it ends with 92, approved or not', async () => {
    const worker = await aWorker(program)
    await halt(worker.bot.ctx, '等一下')
    const { argv, ran } = aRelease(worker)
    const asks = worker.start(argv)
    await decide(worker, 'approved', '可以')
    const ended = await asks.ended
    expect([ended.code, ran()], text(ended)).toEqual([92, 0])
    await resume(worker.bot.ctx)
  })

  test('an approval is used once: of two that wait for it one runs, the other ends with 93', async () => {
    const worker = await aWorker(program)
    const { argv, ran } = aRelease(worker)
    const both = [worker.start(argv), worker.start(argv)]
    await until('both to wait', () => both.every((it) => it.stderr().includes('waiting')))
    await decide(worker, 'approved', '可以')
    const codes = (await Promise.all(both.map((it) => it.ended))).map((it) => it.code)
    expect([codes.toSorted((a, b) => Number(a) - Number(b)), ran()]).toEqual([[3, 93], 1])
  })

  test('what may run by itself runs at once; the evidence of a server gone meanwhile comes later', async () => {
    const worker = await aWorker(program)
    const go = path.join(worker.folder, 'go')
    const script = `echo here; while [ ! -e "${go}" ]; do :; done`
    const acts = worker.start([
      'act',
      'diagnose',
      '--target',
      'it',
      '--reason',
      'why',
      '--',
      'sh',
      '-c',
      script,
    ])
    await until('it to run', () => acts.stdout().includes('here'))
    await worker.way.shut()
    writeFileSync(go, '')
    expect((await acts.ended).code).toBe(0)
    await worker.way.open()
    expect((await worker.call('touch')).code).toBe(0)
    expect((await worker.bot.db.prisma.selfHealAction.findFirst())?.status).toBe('finished')
  })
})
