import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkGate } from '../../src/domain/gate/check.ts'
import { judgeGate } from '../../src/domain/gate/judge.ts'
import type { ProbeFinding } from '../../src/domain/gate/probe.ts'
import { startBot } from '../support/bot.ts'
import { openCrew } from '../support/crew.ts'

const aClaim = (over: Record<string, unknown> = {}) => ({
  job_id: randomUUID(),
  primary_artifact_url: 'https://files.example/report.pdf',
  http_status: 200,
  upload_files_count: 1,
  ...over,
})

const aFinding = (over: Partial<ProbeFinding> = {}): ProbeFinding => ({
  url: 'https://files.example/report.pdf',
  status: 200,
  length: 10,
  type: 'application/pdf',
  sha256: 'a'.repeat(64),
  problem: null,
  mayRetry: false,
  ...over,
})

test('an absolute http(s) URL, status 200 and a file pass', () => {
  for (const primary_artifact_url of [
    'https://files.example/a',
    'http://files.example',
    'HTTPS://FILES.EXAMPLE/a b',
    'https://檔案.example/報告.pdf',
    'https://[2606:4700::1]:8443/a?b=c#d',
  ])
    expect(judgeGate(aClaim({ primary_artifact_url }), null)).toEqual({ result: 'pass', reasons: [] })
  expect(judgeGate(aClaim({ upload_files_count: 1_000 }), null).result).toBe('pass')
})

test.each([
  [200, 'pass'],
  [0, 'retry_needed'],
  [408, 'retry_needed'],
  [425, 'retry_needed'],
  [429, 'retry_needed'],
  [500, 'retry_needed'],
  [503, 'retry_needed'],
  [599, 'retry_needed'],
  [100, 'fail'],
  [199, 'fail'],
  [201, 'fail'],
  [204, 'fail'],
  [206, 'fail'],
  [301, 'fail'],
  [304, 'fail'],
  [400, 'fail'],
  [401, 'fail'],
  [403, 'fail'],
  [404, 'fail'],
  [407, 'fail'],
  [409, 'fail'],
  [430, 'fail'],
  [499, 'fail'],
  [600, 'fail'],
  [999, 'fail'],
] as const)('status %i is %s', (http_status, result) => {
  const judged = judgeGate(aClaim({ http_status }), null)
  expect(judged.result).toBe(result)
  if (result === 'pass') expect(judged.reasons).toEqual([])
  else expect(judged.reasons).toEqual([expect.stringContaining(`HTTP status ${http_status}`)])
})

test.each([
  'report.pdf',
  '/srv/report.pdf',
  '//files.example/a',
  'ftp://files.example/a',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/plain,x',
  'https:/files.example',
  'https:files.example',
  'https://',
  'https:///a',
  'http s://files.example',
  'see https://files.example',
])('%s is no absolute http(s) URL, and fails whatever the rest says', (primary_artifact_url) => {
  for (const http_status of [200, 503]) {
    const { result, reasons } = judgeGate(aClaim({ primary_artifact_url, http_status }), null)
    expect(result).toBe('fail')
    expect(reasons).toEqual([expect.stringContaining('absolute http(s) URL')])
  }
})

test('everything that is missing is said at once', () => {
  const { result, reasons } = judgeGate(
    aClaim({ primary_artifact_url: 'x', upload_files_count: 0, http_status: 404 }),
    null,
  )
  expect(result).toBe('fail')
  expect(reasons.join('\n')).toMatch(/absolute[\s\S]*upload_files_count is 0/)
})

test('only what the rule says passes, for any claim', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.webUrl(), fc.string()),
      fc.integer({ min: 0, max: 999 }),
      fc.nat(3),
      (primary_artifact_url, http_status, upload_files_count) => {
        const claim = aClaim({ primary_artifact_url, http_status, upload_files_count })
        const { result, reasons } = judgeGate(claim, null)
        if (result === 'pass') {
          expect([http_status, upload_files_count > 0]).toEqual([200, true])
          expect(new URL(primary_artifact_url).protocol).toMatch(/^https?:$/)
        } else expect(reasons.length).toBeGreaterThan(0)
      },
    ),
  )
})

test.each([
  ['the worker claims 200, the server finds 404', 200, aFinding({ status: 404 }), 'fail'],
  ['the worker claims 404, the server finds 200', 404, aFinding(), 'pass'],
  ['the server finds 503', 200, aFinding({ status: 503 }), 'retry_needed'],
  ['the artifact is empty', 200, aFinding({ problem: 'the artifact is empty' }), 'fail'],
  ['it is not public', 200, aFinding({ status: 0, problem: 'not public' }), 'fail'],
  ['it did not answer', 200, aFinding({ status: 0, problem: 'too slow', mayRetry: true }), 'retry_needed'],
] as const)('the server’s finding wins: %s', async (_, http_status, finding, result) => {
  const { worker, ctx } = await openCrew()
  const claim = aClaim({ http_status, raw_command_output: 'HTTP/2 200' })
  const answer = await checkGate(worker, claim, finding)
  expect(answer.result).toBe(result)
  expect(answer.reasons.length === 0).toBe(result === 'pass')
  const row = await ctx.db.artifactGateCheck.findUniqueOrThrow({ where: { id: answer.id } })
  expect(row).toMatchObject({ result, httpStatus: finding.status, probe: { ...finding } })
  const entry = await ctx.db.auditEntry.findFirstOrThrow({ where: { verb: 'gate.check' } })
  expect(entry).toMatchObject({
    newState: { result, reasons: answer.reasons },
    rawCommandOutput: 'HTTP/2 200',
  })
})

test('files that the worker did not upload are not made up for by the probe', () => {
  expect(judgeGate(aClaim({ upload_files_count: 0 }), aFinding()).result).toBe('fail')
})

test('with GATE_PROBE on, the bot looks for itself and believes no worker about its own machine', async () => {
  const bot = await startBot({ env: { GATE_PROBE: 'on' } })
  const token = await bot.token('worker')
  const { status, body } = await bot.request('POST', '/api/pls/artifact-gate-checks', {
    token,
    body: aClaim({ primary_artifact_url: `${bot.url}/healthz`, result: 'pass' }),
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({ result: 'fail', reasons: [expect.stringContaining('public internet')] })
})

test('without the probe the bot fetches nothing', async () => {
  const bot = await startBot()
  expect(await bot.services.probe(`${bot.url}/healthz`)).toBeNull()
})
