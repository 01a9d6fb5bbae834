import { expect, test } from 'vitest'
import { requestAction } from '../../src/domain/actions/request.ts'
import { expireUnanswered } from '../../src/domain/expire.ts'
import { OPEN_HIGH_RISK_ASKS, OPEN_MEDIUM_RISK_ASKS } from '../../src/domain/rules.ts'
import { createToken } from '../../src/domain/tokens/create.ts'
import { findTokenActor } from '../../src/domain/tokens/use.ts'
import { AppError } from '../../src/errors.ts'
import { anAction, approve, asked, openCrew, reject } from '../support/crew.ts'

type Crew = Awaited<ReturnType<typeof openCrew>>

/** A token of its own, of a pool. */
async function aWorker({ ctx, as }: Crew, pool = 'default') {
  const { token } = await createToken(ctx, { role: 'worker', name: `w ${pool}`, pool })
  return as(await findTokenActor(ctx, token))
}

const high = (n: number, over = {}) => ({ target: `job ${n}`, ...over })

async function refusalOf(run: Promise<unknown>): Promise<AppError> {
  const error = await run.then(
    () => null,
    (it: unknown) => it,
  )
  expect(error).toBeInstanceOf(AppError)
  return error as AppError
}

test('one token has at most 10 asks of high risk open, whatever names it takes; the next is told for which to wait', async () => {
  const crew = await openCrew()
  const { worker, louis, ctx } = crew
  const asks = []
  for (let n = 0; n < OPEN_HIGH_RISK_ASKS; n += 1)
    asks.push(
      await asked(worker, high(n, { worker_id: `codex-${n}`, action: n % 2 ? 'release' : `odd ${n}` })),
    )
  const over = () => requestAction(worker, anAction(high(99, { worker_id: 'codex-99' })))
  const refused = await refusalOf(over())
  expect(refused.code).toBe('too-many-open-asks')
  expect(refused.message).toMatch(/^This token has 10 asks of high risk open/)
  expect(refused.message).toContain(`/self-heal-actions/${asks[0]?.id}?wait=60`)
  const oldest = await ctx.db.workerPolicyDecision.findUniqueOrThrow({
    where: { policyKey: asks[0]?.policy_key },
  })
  expect(refused.message).toContain(oldest.answerBy?.toISOString())
  expect(await ctx.db.selfHealAction.count()).toBe(OPEN_HIGH_RISK_ASKS)
  expect(await ctx.db.workerPolicyDecision.count()).toBe(OPEN_HIGH_RISK_ASKS)
  // The same again is no other ask, what runs by itself asks nobody, and others are not concerned.
  const again = await ctx.db.selfHealAction.findUniqueOrThrow({ where: { id: asks[3]?.id ?? '' } })
  const same = { ...high(3), worker_id: again.workerId, action: again.action, job_id: again.jobId }
  expect((await requestAction(worker, anAction(same))).id).toBe(again.id)
  expect((await requestAction(worker, anAction({ action: 'touch' }))).verdict).toBe('allow')
  expect((await requestAction(await aWorker(crew, 'another pool'), anAction(high(99)))).verdict).toBe(
    'propose',
  )

  await approve(louis, asks[0]?.policy_key ?? '')
  expect((await over()).verdict).toBe('propose')
  await refusalOf(requestAction(worker, anAction(high(100))))
  await reject(louis, asks[1]?.policy_key ?? '')
  expect((await requestAction(worker, anAction(high(100)))).verdict).toBe('propose')
})

test('one worker has at most 10, however many tokens it has; one of the same name in another pool is another worker', async () => {
  const crew = await openCrew()
  const tokens = [await aWorker(crew), await aWorker(crew), await aWorker(crew)]
  for (let n = 0; n < OPEN_HIGH_RISK_ASKS; n += 1)
    await asked(tokens[n % 3] ?? crew.worker, high(n, { worker_id: 'codex-07' }))
  const refused = await refusalOf(
    requestAction(tokens[0] ?? crew.worker, anAction(high(99, { worker_id: 'codex-07' }))),
  )
  expect(refused.message).toMatch(/^codex-07 has 10 asks of high risk open/)
  const other = await aWorker(crew, 'another pool')
  expect((await requestAction(other, anAction(high(99, { worker_id: 'codex-07' })))).verdict).toBe('propose')
})

test('fifty asks at the same moment, of all kinds of action, are ten', async () => {
  const crew = await openCrew()
  const all = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) =>
      requestAction(crew.worker, anAction(high(n, { worker_id: `codex-${n}`, action: `odd ${n % 7}` }))),
    ),
  )
  expect(all.filter((it) => it.status === 'fulfilled')).toHaveLength(OPEN_HIGH_RISK_ASKS)
  for (const it of all)
    if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'too-many-open-asks' })
  expect(await crew.ctx.db.selfHealAction.count()).toBe(OPEN_HIGH_RISK_ASKS)
})

test('what nobody answered in its time is not open any more', async () => {
  const crew = await openCrew()
  for (let n = 0; n < OPEN_HIGH_RISK_ASKS; n += 1) await asked(crew.worker, high(n))
  crew.clock.advance({ hours: 4 })
  await expireUnanswered(crew.ctx)
  expect((await asked(crew.worker, high(99))).verdict).toBe('propose')
})

test('of medium risk 20 may be open, and they leave the high ones their room', async () => {
  const crew = await openCrew()
  const medium = { action: 'requeue_job' }
  for (let n = 0; n < OPEN_MEDIUM_RISK_ASKS; n += 1) await asked(crew.worker, high(n, medium))
  const refused = await refusalOf(requestAction(crew.worker, anAction(high(99, medium))))
  expect(refused.message).toMatch(/20 asks of medium risk open/)
  expect((await asked(crew.worker, high(99))).verdict).toBe('propose')
  await approve(crew.owner, 'action:requeue_job')
  expect((await asked(crew.worker, high(99, medium))).verdict).toBe('allow')
})
