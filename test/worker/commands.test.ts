import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { oneFile } from '../../src/http/worker-download.ts'
import { EXIT } from '../../src/worker/exit-codes.ts'
import { aFolder, downloadedFile, machinesNode, PROGRAMS, SOURCE, start } from './programs.ts'
import { aWorker, eventsOf, text } from './worker.ts'

const json = (it: { stdout: Buffer }) => JSON.parse(it.stdout.toString())

/** A place where artifacts are: /good, /moved (to /good), /busy, anything else is not there. */
async function aStore(): Promise<string> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    const status = { '/good': 200, '/moved': 302, '/busy': 503 }[request.url ?? ''] ?? 404
    response.writeHead(status, { location: '/good' })
    response.end(request.method === 'HEAD' ? undefined : 'the artifact')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

describe.each(PROGRAMS)('%s', (_, program) => {
  test('a job from claim to complete, with files, gate and a lesson', async () => {
    const worker = await aWorker(program)
    const store = await aStore()
    const file = path.join(worker.folder, 'out.json')
    await writeFile(file, '{"a":1}')
    expect((await worker.call('progress', 'half', 'done')).code).toBe(0)
    const early = await worker.call('complete')
    expect([early.code, early.stderr]).toEqual([83, expect.stringContaining('artifact gate')])
    expect((await worker.call('upload-files', path.join(worker.folder, 'no-such-file'))).code).toBe(66)
    const uploaded = json(await worker.call('upload-files', '--json', file))
    const sha256 = createHash('sha256').update('{"a":1}').digest('hex')
    expect(uploaded).toMatchObject({ upload_files_count: 1, files: [{ name: file, size: 7, sha256 }] })
    const gates = ['/none', '/busy', '/moved'].map((it) => ['gate', '--json', '--url', `${store}${it}`])
    const codes = []
    for (const it of gates) codes.push((await worker.call(...it)).code)
    expect(codes).toEqual([80, 81, 0])
    const gone = await worker.call('gate', '--url', 'http://127.0.0.1:1/x', '--files', '2')
    expect([gone.code, gone.stdout.toString()]).toEqual([
      81,
      expect.stringContaining('retry (HTTP 0, 2 file(s))'),
    ])
    expect((await worker.call('gate', '--url', `${store}/good`, '--files', '0')).code).toBe(80)
    expect((await worker.call('gate', '--url', `${store}/good`)).stdout.toString()).toBe(
      'pass (HTTP 200, 1 file(s))\n',
    )
    const learn = ['learn', '--topic', 't', '--lesson', 'l', '--next', 'first this', '--signal', 's']
    expect((await worker.call(...learn)).code).toBe(0)
    const context = await worker.call('context')
    expect(context.stdout.toString()).toMatch(/half done[\s\S]*release: ask each time[\s\S]*t: first this/)
    const done = await worker.call('complete', '--json')
    expect(json(done), text(done)).toMatchObject({
      exit_code: 0,
      status: 'completed',
      gate: { result: 'pass' },
    })
  })

  test('doctor says what is wrong and what to do, and nothing when all is well', async () => {
    const worker = await aWorker(program)
    const well = await worker.call('doctor', '--json')
    expect([well.code, json(well).ok], text(well)).toEqual([0, true])
    const owner = await worker.start(['doctor'], {
      env: { COUNTERSIGN_TOKEN: await worker.bot.token('ops') },
    }).ended
    expect([owner.code, owner.stdout.toString()]).toEqual([1, expect.stringContaining('problem token')])
    await worker.way.shut()
    const away = await worker.call('doctor')
    expect([away.code, away.stdout.toString()]).toEqual([1, expect.stringContaining('problem server')])
    expect(await eventsOf(worker)).toEqual([])
  })

  test('wrong arguments and missing settings are told at once, and nothing runs', async () => {
    const worker = await aWorker(program)
    const wrong = [
      ['run', '--phase', 'x'],
      ['run', 'true'],
      ['act', 'release', '--target', 'x', '--', 'true'],
      ['act', 'release', '--target', 'x', '--reason', 'r', '--wait', 'soon', '--', 'true'],
      ['friction'],
      ['learn', '--topic', 't'],
      ['gate'],
      ['touch', '--nonsense'],
      ['explode'],
    ]
    for (const it of wrong) expect.soft((await worker.call(...it)).code, it.join(' ')).toBe(EXIT.usage.code)
    const env = { COUNTERSIGN_URL: 'ftp://x', COUNTERSIGN_JOB: 'job-1', COUNTERSIGN_TOKEN: '' }
    const { stderr, code } = await worker.start(['run', '--', 'true'], { env }).ended
    expect(code).toBe(64)
    for (const it of Object.keys(env)) expect(stderr).toContain(it)
    const help = (await worker.call('--help')).stdout.toString()
    for (const it of Object.values(EXIT)) expect(help).toContain(`${it.code} `)
  })
})

test('the bot serves one file under 1 MB, with its checksum, that needs nothing else', async () => {
  const worker = await aWorker(async () => [process.execPath, SOURCE])
  const got = await fetch(`${worker.bot.url}/worker/countersign-worker.mjs`)
  const body = await got.text()
  const sum = createHash('sha256').update(body).digest('hex')
  expect(Buffer.byteLength(body)).toBeLessThan(1_000_000)
  expect(await (await fetch(`${worker.bot.url}/worker/countersign-worker.mjs.sha256`)).text()).toBe(
    `${sum}  countersign-worker.mjs\n`,
  )
  const facts = (await worker.bot.request('GET', '/worker')).body
  expect(facts).toMatchObject({ sha256: sum, version: expect.stringMatching(/^\d+\.\d+\.\d+\+[0-9a-f]{8}$/) })
  for (const [, name] of body.matchAll(/\b(?:require|import)\(["']([^"']+)["']\)/g))
    expect(isBuiltin(name ?? ''), name).toBe(true)
  const rules = await fetch(`${worker.bot.url}/worker/worker-prompt.md`)
  expect(await rules.text()).toBe(
    readFileSync(path.join(import.meta.dirname, '../../docs/worker-prompt.md'), 'utf8'),
  )
  const file = path.join(await aFolder(), 'alone.mjs')
  await writeFile(file, body)
  const ran = await start([machinesNode(), file, '--version'], { env: {} }).ended
  expect([ran.stdout.toString().trim(), ran.stderr]).toEqual([facts.version, ''])
})

test('the page that connects a session says every exit code, in the words of the program', async () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/connect-codex.md'), 'utf8')
  const rows = Object.values(EXIT).map((it) => `| ${it.code} | ${it.means} |`)
  expect(page.trimEnd().split('\n').slice(-rows.length)).toEqual(rows)
})

test('an old version is told so, with what to do; the newest one and one from the repository are not', async () => {
  const { text: served, version } = await oneFile()
  const old = path.join(await aFolder(), 'old.mjs')
  await writeFile(old, served.replaceAll(version, '0.0.1+deadbeef'))
  const current = await aWorker(async () => [process.execPath, SOURCE])
  const told = await start([machinesNode(), old, 'touch', '--json'], { env: current.env }).ended
  expect([told.code, json(told).job_id]).toEqual([0, current.job])
  expect(told.stderr).toContain(
    `is 0.0.1+deadbeef, the bot has ${version}: download it again from ${current.bot.url}`,
  )
  const newest = await start([machinesNode(), await downloadedFile(), 'touch'], { env: current.env }).ended
  expect(newest.stderr).toBe('')
  expect((await current.call('touch')).stderr).toBe('')
})

test('every command of the program stands in the worker prompt, and every one there is a command', async () => {
  const { COMMANDS } = await import('../../src/worker/commands.ts')
  const prompt = readFileSync(path.join(import.meta.dirname, '../../docs/worker-prompt.md'), 'utf8')
  const named = new Set(
    [...prompt.matchAll(/`countersign-worker ([a-z-]+)|`(run|act)[` ]/g)].map((it) => it[1] ?? it[2]),
  )
  for (const it of named) expect(Object.keys(COMMANDS)).toContain(it)
  for (const it of Object.keys(COMMANDS)) if (!['doctor', 'touch'].includes(it)) expect(named).toContain(it)
})
