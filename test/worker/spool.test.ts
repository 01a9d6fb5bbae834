import { randomUUID } from 'node:crypto'
import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { keep, openSpool, readEntries, settle, take } from '../../src/worker/spool.ts'
import { until } from '../support/until.ts'
import { aFolder, PROGRAMS, start } from './programs.ts'
import { aWorker, eventsOf } from './worker.ts'

const URL = 'http://127.0.0.1:1'
const WRITER = path.join(import.meta.dirname, 'spool-writer.ts')
const anEntry = (key = randomUUID()) => ({
  v: 1 as const,
  at: '2026-11-22T00:00:00Z',
  path: '/x',
  key,
  body: { a: 1 },
})

const keysIn = (dir: string) =>
  readdirSync(dir).flatMap((it) => readEntries(path.join(dir, it)).map(({ key }) => key))

/** Starts a process that writes; what it says was on the disk before it said so. */
function aWriter(dir: string, url = URL, count = 400, size = 20_000) {
  const writer = start([process.execPath, WRITER, dir, url, String(count), String(size)], { env: {} })
  const said = () => writer.stdout().toString().split('\n').slice(0, -1)
  return { ...writer, said }
}

test('kill -9 at any moment of writing loses no event that was kept, with two processes at once', async () => {
  const dir = await aFolder()
  const said: string[] = []
  for (let round = 1; round <= 6; round += 1) {
    const writers = [aWriter(dir), aWriter(dir)]
    await until('both to write', () => writers.every((it) => it.said().length >= round))
    for (const it of writers) it.child.kill('SIGKILL')
    for (const it of writers) await it.ended
    said.push(...writers.flatMap((it) => it.said()))
  }
  const kept = keysIn(dir)
  expect(kept).toEqual(expect.arrayContaining(said))
  expect(new Set(kept).size).toBe(kept.length)
})

test('a line that was half written when its process died spoils neither the one before nor the next', async () => {
  const dir = await aFolder()
  const spool = openSpool(dir, URL)
  const [first, second] = [anEntry(), anEntry()]
  keep(spool, first)
  appendFileSync(spool.file, `\n${JSON.stringify(anEntry()).slice(0, 40)}`)
  keep(spool, second)
  expect(readEntries(spool.file).map((it) => it.key)).toEqual([first.key, second.key])
})

test('what a dead sender had taken is taken up again, and what it had not sent stays', async () => {
  const dir = await aFolder()
  const spool = openSpool(dir, URL)
  const entries = [anEntry(), anEntry(), anEntry()]
  for (const it of entries) keep(spool, it)
  const [mine = ''] = take(spool)
  keep(spool, anEntry())
  expect(take(spool)).toHaveLength(2)
  settle(spool, mine, entries.slice(1), false)
  expect(keysIn(dir)).toHaveLength(3)
  expect(keysIn(dir)).not.toContain(entries[0]?.key)
})

test('the spool is private and bounded: what does not fit is refused, not written', async () => {
  const dir = path.join(await aFolder(), 'state')
  const spool = openSpool(dir, URL)
  const big = () => ({ ...anEntry(), body: 'x'.repeat(1024 * 1024) })
  expect(() => {
    for (let n = 0; n < 20; n += 1) keep(spool, big())
  }).toThrow('is full')
  expect(statSync(spool.file).size).toBeLessThan(17 * 1024 * 1024)
  expect(statSync(spool.file).mode & 0o777).toBe(0o600)
  expect(statSync(dir).mode & 0o777).toBe(0o700)
  expect(readFileSync(spool.file, 'utf8').split('\n').filter(Boolean)).toHaveLength(15)
})

test('events of one server never go to another', async () => {
  const dir = await aFolder()
  keep(openSpool(dir, URL), anEntry())
  expect(take(openSpool(dir, 'http://127.0.0.1:2'))).toEqual([])
})

test.each(PROGRAMS)(
  '%s: while processes write, die and send at once, every kept event arrives once',
  async (_, program) => {
    const worker = await aWorker(program)
    const said: string[] = []
    for (let round = 0; round < 3; round += 1) {
      const writers = [0, 1].map(() => aWriter(worker.folder, worker.way.url, 10 + round, 2_000))
      await until('both to write', () => writers.every((it) => it.said().length >= 3))
      // The bot's clock stands still, and with it the tokens' rate.
      worker.bot.clock.advance({ minutes: 1 })
      const senders = [worker.start(['touch']), worker.start(['context']), worker.start(['touch'])]
      await until('the server to get some', async () => (await eventsOf(worker)).length > round)
      for (const it of writers) it.child.kill('SIGKILL')
      senders[2]?.child.kill('SIGKILL')
      for (const it of [...writers, ...senders]) await it.ended
      said.push(...writers.flatMap((it) => it.said()))
    }
    await until('the spool to be empty', async () => {
      await worker.call('touch')
      return worker.spooled().length === 0
    })
    const arrived = (await eventsOf(worker)).map((it) => (it.rawCommandOutput as { message: string }).message)
    expect(arrived).toEqual(expect.arrayContaining(said))
    expect(new Set(arrived).size).toBe(arrived.length)
  },
  120_000,
)
