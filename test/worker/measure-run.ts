import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildOneFile } from '../../src/http/worker-download.ts'
import { machinesNode, SOURCE } from './programs.ts'

// npm run bench:worker: what `run` adds to a command that succeeds, beside what Node itself takes to start.

const ROUNDS = 31
const ALLOWED_MS = 150
const env = {
  PATH: process.env.PATH ?? '',
  // Nobody is there: a request would be seen as a failure.
  COUNTERSIGN_URL: 'http://127.0.0.1:1',
  COUNTERSIGN_TOKEN: 'cs_none',
  COUNTERSIGN_JOB: '01939000-0000-7000-8000-000000000000',
  COUNTERSIGN_WORKER: 'bench',
}

function millisecondsOf(argv: string[]): number {
  const [program = '', ...args] = argv
  const start = performance.now()
  const { status } = spawnSync(program, args, { env, stdio: 'ignore' })
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}`)
  return performance.now() - start
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const folder = await mkdtemp(path.join(tmpdir(), 'countersign-bench-'))
const file = path.join(folder, 'countersign-worker.mjs')
await writeFile(file, (await buildOneFile()).text)
const RUN = ['run', '--phase', 'bench', '--', 'true']
const programs = {
  'the command alone': ['true'],
  'node -e "" (ours)': [process.execPath, '-e', ''],
  'the bin': [process.execPath, SOURCE, ...RUN],
  "the one file, the machine's node": [machinesNode(), file, ...RUN],
}
const times = Object.fromEntries(Object.keys(programs).map((name) => [name, [] as number[]]))
// In turns, so that what else the machine does falls on all alike.
for (let round = 0; round < ROUNDS; round += 1)
  for (const [name, argv] of Object.entries(programs)) times[name]?.push(millisecondsOf(argv))
await rm(folder, { recursive: true })
const alone = median(times['the command alone'] ?? [])
let isOver = false
for (const [name, values] of Object.entries(times)) {
  const added = median(values) - alone
  isOver ||= added > ALLOWED_MS
  process.stdout.write(`${name.padEnd(34)} ${median(values).toFixed(1)} ms, adds ${added.toFixed(1)} ms\n`)
}
process.stdout.write(`allowed: ${ALLOWED_MS} ms (medians of ${ROUNDS} runs)\n`)
process.exitCode = isOver ? 1 : 0
