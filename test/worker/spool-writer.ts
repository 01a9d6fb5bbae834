import { randomUUID } from 'node:crypto'
import { keep, openSpool } from '../../src/worker/spool.ts'

// Keeps so many events, says each key once it is on the disk, and lives until it is killed.

const [dir = '', url = '', count = '', size = ''] = process.argv.slice(2)
const spool = openSpool(dir, url)
for (let n = 0; n < Number(count); n += 1) {
  const key = randomUUID()
  const body = {
    job_id: randomUUID(),
    worker_id: 'codex-01',
    event_type: 'manual_blocker',
    phase: 'spool',
    raw_command_output: { message: key, padding: 'x'.repeat(Number(size)) },
    repair_action: 'diagnose',
  }
  keep(spool, { v: 1, at: new Date().toISOString(), path: '/api/pls/worker-repair-events', key, body })
  process.stdout.write(`${key}\n`)
}
setInterval(() => {}, 1_000)
