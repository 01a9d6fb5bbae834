import { describe, expect, test } from 'vitest'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { until } from '../support/until.ts'
import { PROGRAMS } from './programs.ts'
import { aWorker, eventsOf, text } from './worker.ts'

describe.each(PROGRAMS)('%s', (_, program) => {
  test('a command that succeeds passes through, and nobody is asked anything', async () => {
    const worker = await aWorker(program)
    const before = worker.way.connections()
    const ended = await worker.call('run', '--phase', 'download', '--', 'sh', '-c', 'echo out; echo err >&2')
    expect([ended.code, ended.stdout.toString(), ended.stderr]).toEqual([0, 'out\n', 'err\n'])
    expect(worker.way.connections()).toBe(before)
    const touched = await worker.call('run', '--touch', '--', 'true')
    expect(touched.code, text(touched)).toBe(0)
    expect(worker.way.connections()).toBe(before + 1)
  })

  test('a fetch that fails once is retried after a touch, and one event tells both attempts', async () => {
    const worker = await aWorker(program)
    const { command, tries } = worker.failing(1)
    const ended = await worker.call('run', '--phase', 'download', '--', ...command)
    expect(ended.code, text(ended)).toBe(0)
    expect(ended.stdout.toString()).toBe('well\n')
    expect(ended.stderr).toContain('recovered by one retry; recorded')
    expect(tries()).toBe(2)
    const events = await eventsOf(worker)
    expect(events).toMatchObject([
      {
        eventType: 'fetch_failed',
        phase: 'download',
        workerId: 'codex-01',
        jobId: worker.job,
        repairAction: 'touch + retry once',
        raw: {
          recovered: true,
          error: 'fetch failed: Connection reset by peer',
          attempts: [
            { exit_code: 7, stderr: 'fetch failed: Connection reset by peer\n' },
            { exit_code: 0, stdout: 'well\n' },
          ],
        },
      },
    ])
    expect(await worker.bot.db.prisma.auditEntry.count({ where: { verb: 'job.touch' } })).toBe(1)
    const token = worker.env.COUNTERSIGN_TOKEN
    worker.bot.clock.advance({ minutes: 1 })
    const card = await worker.bot.request('GET', '/api/pls/worker-reliability-scorecard', { token })
    expect(card.body, JSON.stringify(card.body)).toMatchObject({ retries: { attempted: 1, recovered: 1 } })
  })

  test('who fails twice in one run is recorded once; when it happens again a person is asked', async () => {
    const worker = await aWorker(program)
    const { command, tries } = worker.failing(99)
    const first = await worker.call('run', '--phase', 'download', '--', ...command)
    expect([first.code, tries()], text(first)).toEqual([7, 2])
    expect(first.stderr).toContain('recorded, not completed')
    const second = await worker.call('run', '--phase', 'download', '--json', '--', ...command)
    expect([second.code, tries()], text(second)).toEqual([7, 4])
    expect(second.stderr).toContain('proposed, not completed')
    const json = JSON.parse(second.stderr.trimEnd().split('\n').at(-1) ?? '')
    expect(json).toMatchObject({
      exit_code: 7,
      outcome: 'failed',
      attempts: 2,
      occurrences: 2,
      next_step: 'propose',
    })
    expect(json.proposal.policy_key).toMatch(/^repair:fetch_failed:download:/)
    expect((await eventsOf(worker)).map((it) => it.raw.recovered)).toEqual([false, false])
    expect(await worker.bot.db.prisma.repairProposal.count()).toBe(1)
  })

  test('a permanent failure is recorded and not tried again', async () => {
    const worker = await aWorker(program)
    const schema = worker.failing(99, 'SchemaError: total must be a number', 3)
    const missing = worker.failing(99, 'cat: out.json: No such file or directory', 1)
    const unknown = worker.failing(99, 'the moon is in the wrong house', 42)
    for (const it of [schema, missing, unknown])
      expect((await worker.call('run', '--', ...it.command)).code).toBeGreaterThan(0)
    expect([schema.tries(), missing.tries(), unknown.tries()]).toEqual([1, 1, 1])
    expect(await eventsOf(worker)).toMatchObject([
      { eventType: 'schema_error', repairAction: 'diagnose', raw: { recovered: false } },
      { eventType: 'artifact_missing', repairAction: 'diagnose' },
      { eventType: 'manual_blocker', raw: { error: 'the moon is in the wrong house' } },
    ])
  })

  test('a command that does not exist ends with 127, as in a shell, and is recorded', async () => {
    const worker = await aWorker(program)
    const ended = await worker.call('run', '--phase', 'build', '--', 'no-such-command-anywhere', 'x')
    expect(ended.code, text(ended)).toBe(127)
    expect(ended.stderr).toContain('no-such-command-anywhere: command not found')
    expect(await eventsOf(worker)).toMatchObject([{ eventType: 'manual_blocker', phase: 'build' }])
    expect((await worker.call('run', '--', worker.folder)).code).toBe(126)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s reaches the command, and how it ends is how we end',
    async (signal) => {
      const worker = await aWorker(program)
      const dies = worker.start(['run', '--', 'sh', '-c', 'echo ready; exec tail -f /dev/null'])
      await until('the command to run', () => dies.stdout().includes('ready'))
      dies.child.kill(signal)
      expect(await dies.ended).toMatchObject({ code: null, signal })
      const script = `process.on('${signal}', () => { console.log('caught'); process.exitCode = 5; clearInterval(it) }); const it = setInterval(() => {}, 9999); console.log('ready')`
      const minds = worker.start(['run', '--', process.execPath, '-e', script])
      await until('the command to run', () => minds.stdout().includes('ready'))
      minds.child.kill(signal)
      expect((await minds.ended).code).toBe(5)
      expect(minds.stdout().toString()).toBe('ready\ncaught\n')
      expect(await eventsOf(worker)).toEqual([])
    },
  )

  test('a signal in the wait before the retry ends it at once, and the failure is kept', async () => {
    const worker = await aWorker(program)
    const { command, tries } = worker.failing(1)
    const waits = worker.start(['run', '--retry-wait', '600000', '--', ...command])
    await until('the wait', () => waits.stderr().includes('trying once more'))
    waits.child.kill('SIGTERM')
    expect(await waits.ended).toMatchObject({ signal: 'SIGTERM' })
    expect(tries()).toBe(1)
    expect(worker.spooled()).toHaveLength(1)
    expect((await worker.call('touch')).code).toBe(0)
    expect(await eventsOf(worker)).toMatchObject([{ repairAction: 'touch', raw: { recovered: false } }])
  })

  test('every byte of binary output arrives, and a failure with it can be kept', async () => {
    const worker = await aWorker(program)
    const print = 'const b = Buffer.from(Array.from({ length: 256 * 40 }, (_, n) => n % 256));'
    const node = [process.execPath, '-e']
    const fine = await worker.call('run', '--', ...node, `${print} process.stdout.write(b)`)
    expect(fine.stdout.equals(Buffer.from(Array.from({ length: 256 * 40 }, (_, n) => n % 256)))).toBe(true)
    const bad = await worker.call(
      'run',
      '--',
      ...node,
      `${print} process.stdout.write(b, () => process.exit(9))`,
    )
    expect([bad.code, bad.stdout.length], bad.stderr).toEqual([9, 256 * 40])
    expect(await eventsOf(worker)).toHaveLength(1)
  })

  test('50 MB of output go through; head and tail are kept', async () => {
    const worker = await aWorker(program)
    const mega = 'const line = "x".repeat(1048575) + "\\n"; let n = 0;'
    const loop =
      'const go = () => { while (n < 50) { n += 1; if (!process.stdout.write(line)) return process.stdout.once("drain", go) } process.stderr.write("HTTP 404\\n", () => { process.exitCode = 22 }) };'
    const script = `${mega} process.stdout.write("the head\\n"); ${loop} go()`
    const ended = await worker.call('run', '--', process.execPath, '-e', script)
    expect([ended.code, ended.stdout.length], ended.stderr).toEqual([22, 50 * 1024 * 1024 + 9])
    const [event] = await eventsOf(worker)
    const kept = event?.raw.attempts[0]?.stdout ?? ''
    expect(event?.eventType).toBe('artifact_missing')
    expect(kept.length).toBeLessThan(40_000)
    expect(kept).toMatch(/^the head\nx+\n\[… \d+ bytes left out …\]\nx+\n$/)
  })

  test('output is a pipe as without us: it can be opened by name, and who reads no further ends it quietly', async () => {
    const worker = await aWorker(program)
    const script = 'echo out > /dev/stdout; echo err > /dev/stderr; cat'
    const named = await worker.start(['run', '--', 'sh', '-c', script], { input: 'in' }).ended
    expect([named.code, named.stdout.toString(), named.stderr]).toEqual([0, 'out\nin', 'err\n'])
    const yes = worker.start(['run', '--', 'yes'])
    await until('some output', () => yes.stdout().length > 0)
    yes.child.stdout?.destroy()
    expect(await yes.ended).toMatchObject({ signal: 'SIGPIPE', stderr: '' })
    expect(await eventsOf(worker)).toEqual([])
  })

  test('what came through a pipe is given to the retry again', async () => {
    const worker = await aWorker(program)
    const script =
      'cat > "$1.$$"; echo x >> "$1"; [ $(wc -l < "$1") -gt 1 ] && cat "$1.$$" && exit 0; echo "read: ECONNRESET" >&2; exit 1'
    const argv = ['run', '--', 'sh', '-c', script, 'sh', `${worker.folder}/in`]
    const ended = await worker.start(argv, { input: 'rows to load\n' }).ended
    expect([ended.code, ended.stdout.toString()], ended.stderr).toEqual([0, 'rows to load\n'])
  })

  test('a retry that a person has turned down is not made', async () => {
    const worker = await aWorker(program)
    await worker.bot.person('louis', 'Louis')
    await askPolicies(worker.bot.ctx)
    const body = { status: 'rejected', reason: '先不要重試' }
    const token = await worker.bot.token('pls_owner')
    const answer = await worker.bot.request(
      'PATCH',
      '/api/pls/worker-policy/ask:retry_once_on_fetch_failed',
      { token, body },
    )
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const { command, tries } = worker.failing(1)
    const ended = await worker.call('run', '--', ...command)
    expect([ended.code, tries()], text(ended)).toEqual([7, 1])
    expect(ended.stderr).toContain('先不要重試')
    expect(await eventsOf(worker)).toMatchObject([{ repairAction: 'touch', raw: { recovered: false } }])
  })
})
