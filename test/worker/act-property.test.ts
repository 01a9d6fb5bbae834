import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import path from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { expireUnanswered } from '../../src/domain/expire.ts'
import { findHalt, halt, resume } from '../../src/domain/halts/halt.ts'
import { until } from '../support/until.ts'
import { PROGRAMS } from './programs.ts'
import { aWorker, text, type Worker } from './worker.ts'

const STEPS = ['approve', 'reject', 'expire', 'halt', 'resume', 'restart', 'grant-expires'] as const
type Step = { what: (typeof STEPS)[number]; after: number }

/** The same bot as another process would be: nothing but the database goes on. */
async function restart(worker: Worker): Promise<void> {
  const server = createAdaptorServer({ fetch: createApp(worker.bot.services).fetch }) as Server
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  await worker.way.shut()
  await worker.way.open()
  worker.way.leadTo(`http://127.0.0.1:${address.port}`)
}

/** Decides what waits for this target, if anything does by now. */
async function decide(
  { bot }: Worker,
  tokens: { louis: string },
  target: string,
  status: string,
): Promise<boolean> {
  const found = await bot.db.prisma.selfHealAction.findFirst({ where: { target }, include: { policy: true } })
  if (!found?.policy) return false
  const address = `/api/pls/worker-policy/${encodeURIComponent(found.policy.policyKey)}`
  const body = { status, reason: 'as the dice fall' }
  return (await bot.request('PATCH', address, { token: tokens.louis, body })).status === 200
}

async function play(worker: Worker, tokens: { louis: string }, target: string, step: Step): Promise<boolean> {
  const { bot } = worker
  const isHalted = (await findHalt(bot.ctx)) !== null
  if (step.what === 'approve') return decide(worker, tokens, target, 'approved')
  if (step.what === 'reject') await decide(worker, tokens, target, 'rejected')
  if (step.what === 'halt' && !isHalted) await halt(bot.ctx, 'the dice say so')
  if (step.what === 'resume' && isHalted) await resume(bot.ctx)
  if (step.what === 'restart') await restart(worker)
  if (step.what === 'grant-expires') bot.clock.advance({ minutes: 31 })
  if (step.what === 'expire') {
    bot.clock.advance({ hours: 5 })
    await expireUnanswered(bot.ctx)
  }
  return false
}

const arbitrarySteps = fc.array(
  fc.record({
    what: fc.oneof(
      { weight: 3, arbitrary: fc.constant('approve' as const) },
      { weight: 4, arbitrary: fc.constantFrom(...STEPS) },
    ),
    // So many milliseconds after the step before.
    after: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(600)),
  }),
  { minLength: 1, maxLength: 5 },
)

test.each(PROGRAMS)(
  '%s: however approve, reject, expire, halt and restart fall, no release runs without its approval, and none twice',
  async (_, program) => {
    const worker = await aWorker(program)
    const { prisma } = worker.bot.db
    const tokens = { louis: await worker.bot.token('louis') }
    let [runs, done] = [0, 0]
    await fc.assert(
      fc.asyncProperty(arbitrarySteps, async (steps) => {
        runs += 1
        const target = `job ${runs}`
        const mark = path.join(worker.folder, `released-${runs}`)
        const command = ['sh', '-c', `echo x >> "${mark}"`]
        const argv = [
          'act',
          'release',
          '--target',
          target,
          '--reason',
          'r',
          '--wait',
          '1500ms',
          '--timeout',
          '2000',
        ]
        const acts = worker.start([...argv, '--', ...command])
        await until('the question', () =>
          prisma.selfHealAction
            .count({ where: { target } })
            .then((it) => it > 0 || acts.child.exitCode !== null),
        )
        let isApproved = false
        for (const step of steps) {
          const due = performance.now() + step.after
          await until('the moment', () => performance.now() >= due)
          isApproved = (await play(worker, tokens, target, step)) || isApproved
        }
        const ended = await acts.ended
        const ran = existsSync(mark) ? readFileSync(mark, 'utf8').split('\n').length - 1 : 0
        const executions = await prisma.selfHealExecution.count({ where: { action: { target } } })
        const what = `${JSON.stringify(steps)}\n${text(ended)}`
        expect(ran, what).toBeLessThanOrEqual(isApproved ? 1 : 0)
        expect(ran, what).toBeLessThanOrEqual(executions)
        expect(ended.code === 0, what).toBe(ran === 1)
        done += ran
        if (await findHalt(worker.bot.ctx)) await resume(worker.bot.ctx)
      }),
      { numRuns: 20, endOnFailure: true },
    )
    // A property that never sees a release would say nothing.
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(runs)
  },
  240_000,
)
