import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Ctx, inTransaction } from '../../../src/domain/context.ts'
import { countFingerprint } from '../../../src/domain/events/count-fingerprint.ts'
import { openOrJoinProposal } from '../../../src/domain/events/open-proposal.ts'
import { fingerprintOf } from '../../../src/domain/fingerprint/fingerprint.ts'
import { emptyOldOutput } from '../../../src/domain/retention.ts'
import { startRound } from '../../../src/domain/rounds/rounds.ts'
import { type Bot, startBot } from '../../support/bot.ts'
import { anEvent } from '../../support/given.ts'
import { earlierFingerprintOf } from './earlier-fingerprint.ts'

const PHASE = { eventType: 'fetch_failed', phase: 'download' } as const
const earlier = (stderr: string) => earlierFingerprintOf({ ...PHASE, rawCommandOutput: { stderr } })
const today = (stderr: string) => fingerprintOf({ ...PHASE, rawCommandOutput: { stderr } }).fingerprint

/** Keeps an event as the bot did before. */
async function keepAsBefore(tx: Ctx, stderr: string, occurredAt: Date) {
  const fingerprint = earlier(stderr)
  const [roundId, message, workerId] = [null, stderr, 'codex-01']
  const counted = { ...PHASE, id: tx.ids.uuid(), roundId, fingerprint, message, at: occurredAt, workerId }
  const occurrences = await countFingerprint(tx, counted)
  const kept = await tx.db.workerRepairEvent.create({
    data: {
      ...PHASE,
      id: tx.ids.uuid(),
      jobId: randomUUID(),
      workerId,
      rawCommandOutput: { stderr },
      repairAction: 'touch + retry once',
      occurredAt,
      isFriction: false,
      pool: 'default',
      createdAt: occurredAt,
      roundId,
      fingerprint,
      reportedBy: 'test',
    },
  })
  return occurrences > 1 ? openOrJoinProposal(tx, kept) : null
}

/** Errors that were reported before the upgrade; the last one's proposal. */
async function before(bot: Bot, ...errors: string[]) {
  let found: Awaited<ReturnType<typeof keepAsBefore>> = null
  for (const it of errors) {
    bot.clock.advance({ minutes: 1 })
    found = await inTransaction(bot.ctx, (tx) => keepAsBefore(tx, it, tx.clock.now()))
  }
  return found
}

async function report(bot: Bot, stderr: string) {
  const token = await bot.token('worker')
  const body = anEvent({ raw_command_output: { stderr } })
  const answer = await bot.request('POST', '/api/pls/worker-repair-events', { token, body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body as {
    fingerprint: string
    occurrences: number
    proposal: { id: string; status: string } | null
  }
}

const LOST = 'status 502 after 6.1s'
const LOST_AGAIN = 'status 502 after 890ms'
const SLOW = 'connection reset after 6.1s'

test('an error keeps the fingerprint that it had, and with it its open proposal and its count', async () => {
  const bot = await startBot()
  const open = await before(bot, SLOW, SLOW)
  expect(earlier(SLOW)).not.toBe(today(SLOW))
  for (const occurrences of [3, 4]) {
    const found = await report(bot, SLOW)
    expect(found).toMatchObject({
      fingerprint: earlier(SLOW),
      occurrences,
      proposal: { id: open?.id, status: 'draft' },
    })
  }
  expect(await bot.db.prisma.repairProposal.count()).toBe(1)
})

test('what was several errors goes on as the one that was asked about, whichever comes first', async () => {
  const bot = await startBot()
  const open = await before(bot, SLOW, SLOW)
  const other = 'connection reset after 890ms'
  expect(earlier(SLOW)).not.toBe(earlier(other))
  for (const it of [other, SLOW, other])
    expect(await report(bot, it)).toMatchObject({ fingerprint: earlier(SLOW), proposal: { id: open?.id } })
})

test('an approved repair stays the answer to its error, in the next round too', async () => {
  const bot = await startBot()
  const open = await before(bot, SLOW, SLOW)
  const louis = await bot.token('louis')
  const key = encodeURIComponent(open?.policyKey ?? '')
  const body = { status: 'approved', reason: 'yes' }
  const decided = await bot.request('PATCH', `/api/pls/worker-policy/${key}`, { token: louis, body })
  expect(decided.status, JSON.stringify(decided.body)).toBe(200)
  await startRound(bot.ctx, 'next')
  await report(bot, SLOW)
  expect(await report(bot, SLOW)).toMatchObject({ proposal: { id: open?.id, status: 'approved' } })
})

test('an error that was two by mistake is one from now on', async () => {
  const bot = await startBot()
  const token = 'connection reset after 890ms'
  expect(earlier(SLOW)).not.toBe(earlier(token))
  expect(today(SLOW)).toBe(today(token))
  // Each was reported once, so that nobody was asked.
  await before(bot, SLOW, token)
  const first = await report(bot, SLOW)
  const second = await report(bot, token)
  expect([first, second]).toMatchObject([
    { fingerprint: today(SLOW), occurrences: 1, proposal: null },
    { fingerprint: today(SLOW), occurrences: 2, proposal: { status: 'draft' } },
  ])
})

test('what was thrown together is told apart: an approval is not stretched to the other error', async () => {
  const bot = await startBot()
  const [denied, refused] = ['\x1b[31mPermissionDenied', '\x1b[31mConnectionRefused']
  expect(earlier(denied)).toBe(earlier(refused))
  const open = await before(bot, denied, refused)
  const ofDenied = await report(bot, denied)
  const ofRefused = await report(bot, refused)
  expect(ofDenied).toMatchObject({ fingerprint: today(denied), occurrences: 1, proposal: null })
  expect(ofRefused).toMatchObject({ fingerprint: today(refused), occurrences: 1, proposal: null })
  // The open one stays: whoever was asked may still answer it.
  expect(await bot.db.prisma.workerPolicyDecision.findUnique({ where: { id: open?.id } })).toMatchObject({
    status: 'draft',
  })
})

test('one of them alone is continued, the other one is new', async () => {
  const bot = await startBot()
  const [denied, refused] = ['\x1b[31mPermissionDenied', '\x1b[31mConnectionRefused']
  const open = await before(bot, denied, denied)
  expect(await report(bot, refused)).toMatchObject({ fingerprint: today(refused), proposal: null })
  expect(await report(bot, denied)).toMatchObject({
    fingerprint: earlier(denied),
    proposal: { id: open?.id },
  })
})

test('of statuses that were one error, only the one that is stored goes on', async () => {
  const bot = await startBot()
  await before(bot, LOST, LOST)
  expect(earlier(LOST)).toBe(earlier('status 404 after 6.1s'))
  expect(await report(bot, LOST)).toMatchObject({ fingerprint: earlier(LOST), occurrences: 3 })
  expect(await report(bot, 'status 404 after 6.1s')).toMatchObject({
    fingerprint: today('status 404 after 6.1s'),
  })
  expect((await report(bot, 'status 404 after 6.1s')).occurrences).toBe(2)
  expect(today(LOST_AGAIN)).toBe(today(LOST))
})

test('where the evidence was emptied nothing says what was approved: the error is new', async () => {
  const bot = await startBot()
  await before(bot, SLOW, SLOW)
  bot.clock.advance({ hours: 24 * 100 })
  await emptyOldOutput(bot.ctx, 90)
  expect(await report(bot, SLOW)).toMatchObject({ fingerprint: today(SLOW), occurrences: 1, proposal: null })
})

test('most errors look as they did before', async () => {
  const plain = [
    'fetch failed: Connection reset by peer',
    'ValidationError: price must be number',
    '權限不足',
  ]
  for (const it of plain) expect(today(it)).toBe(earlier(it))
})
