import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { createAnswerWaiters } from '../../src/domain/actions/answer-waiters.ts'
import { HELD_REQUESTS_PER_TOKEN } from '../../src/domain/rules.ts'
import { systemIds } from '../../src/services.ts'
import { approve, asked, openCrew } from '../support/crew.ts'
import { until } from '../support/until.ts'

/** As behind a pooler that lets no notices through. */
const NOWHERE = 'postgresql://nobody:nothing@127.0.0.1:1/nowhere'

const signal = new AbortController().signal

test('where no notices come through, one query for all finds the answer', async () => {
  const { worker, louis, domain } = await openCrew()
  const waiters = createAnswerWaiters({ pool: domain.db.pool, url: NOWHERE }, systemIds)
  onTestFinished(() => waiters.close())
  let queries = 0
  domain.db.pool.on('acquire', () => {
    queries += 1
  })
  const ask = await asked(worker)
  const own = waiters.wait(ask.id, { tokenId: 'a token', limit: 60_000, signal })
  const before = queries
  const crowd = Array.from({ length: 300 }, (_, n) =>
    waiters.wait(randomUUID(), {
      tokenId: `token ${Math.floor(n / HELD_REQUESTS_PER_TOKEN)}`,
      limit: 60_000,
      signal,
    }),
  )
  await until('four shared looks', () => queries - before >= 4)
  expect(waiters.count()).toBe(301)
  expect(queries - before).toBeLessThan(10)
  await approve(louis, ask.policy_key)
  expect(await own).toBe('answered')
  waiters.releaseAll()
  expect(new Set(await Promise.all(crowd))).toEqual(new Set(['released']))
})

test('an answer that came before the wait began, or while it began, ends it', async () => {
  const { worker, louis, domain } = await openCrew()
  const waiters = createAnswerWaiters(domain.db, systemIds)
  onTestFinished(() => waiters.close())
  const early = await asked(worker)
  await approve(louis, early.policy_key)
  expect(await waiters.wait(early.id, { tokenId: 'a', limit: 60_000, signal })).toBe('answered')
  const now = await asked(worker, { target: 'another' })
  const [how] = await Promise.all([
    waiters.wait(now.id, { tokenId: 'a', limit: 60_000, signal }),
    approve(louis, now.policy_key),
  ])
  expect(how).toBe('answered')
})

test('a wait ends when its time is over, and one whose client has gone before it began does not begin', async () => {
  const { worker, domain } = await openCrew()
  const waiters = createAnswerWaiters(domain.db, systemIds)
  onTestFinished(() => waiters.close())
  const { id } = await asked(worker)
  expect(await waiters.wait(id, { tokenId: 'a', limit: 1, signal })).toBe('timeout')
  expect(await waiters.wait(id, { tokenId: 'a', limit: 60_000, signal: AbortSignal.abort() })).toBe('gone')
  expect(waiters.count()).toBe(0)
})
