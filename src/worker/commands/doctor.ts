import { UPDATE_HEADER } from '../api.ts'
import type { CommandCall, Result } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { jobPath } from '../lease.ts'
import { sendWaiting } from '../report.ts'
import { countWaiting, openSpool } from '../spool.ts'
import { WORKER_VERSION } from '../version.ts'
import { WorkerError } from '../worker-error.ts'

type Check = { name: string; ok: boolean; words: string }

/** A clock that is further off makes times in reports misleading (ms). */
const CLOCK_LIMIT = 60_000

async function checkServer({ api, settings }: CommandCall): Promise<Check[]> {
  const name = 'server'
  try {
    const { status, headers } = await api.ask('GET', '/readyz')
    const off = Math.abs(Date.parse(headers.date ?? '') - Date.now())
    return [
      status === 200
        ? { name, ok: true, words: `${settings.url} is ready` }
        : {
            name,
            ok: false,
            words: `${settings.url} answers /readyz with ${status}: tell whoever runs the bot`,
          },
      off > CLOCK_LIMIT
        ? { name: 'clock', ok: false, words: `this clock is ${Math.round(off / 1_000)} s off: set it` }
        : { name: 'clock', ok: true, words: "agrees with the server's" },
    ]
  } catch (error) {
    return [
      {
        name,
        ok: false,
        words: `${(error as Error).message}. Is COUNTERSIGN_URL right, and the bot running?`,
      },
    ]
  }
}

/** An empty event is refused after the role was looked at, and before anything is done. */
async function checkToken({ api }: CommandCall): Promise<Check> {
  const name = 'token'
  try {
    await api.post('/worker-repair-events', {})
    return {
      name,
      ok: false,
      words: 'the server took an empty event: it is not the one that this program knows',
    }
  } catch (error) {
    if (error instanceof WorkerError && error.code === 'bad-input')
      return { name, ok: true, words: 'is a worker token' }
    return { name, ok: false, words: (error as Error).message }
  }
}

async function checkVersion({ api }: CommandCall): Promise<Check> {
  const name = 'version'
  const answer = await api.ask('GET', '/api/pls/worker-policy?limit=1').catch(() => null)
  const update = answer?.headers[UPDATE_HEADER]
  return { name, ok: typeof update !== 'string', words: typeof update === 'string' ? update : WORKER_VERSION }
}

async function checkJob(call: CommandCall): Promise<Check[]> {
  const name = 'job'
  const { job, worker } = call.settings
  if (job === '' || worker === '')
    return [
      { name, ok: false, words: 'COUNTERSIGN_JOB and COUNTERSIGN_WORKER are not set: reports need both' },
    ]
  return call.api.get<{ worker_id: string | null }>(jobPath(call)).then(
    ({ worker_id }) => [
      worker_id === worker
        ? { name, ok: true, words: `${job} is held by ${worker}` }
        : { name, ok: false, words: `${job} is held by ${worker_id ?? 'nobody'}: claim it` },
    ],
    (error: Error) => [{ name, ok: false, words: `${error.message} (claim --title makes a job known)` }],
  )
}

/** `doctor`: what is wrong, and what to do. */
export async function doctorCommand(call: CommandCall): Promise<Result> {
  const server = await checkServer(call)
  const isThere = server[0]?.ok === true
  if (isThere) await sendWaiting(call)
  const rest = isThere ? [await checkToken(call), await checkVersion(call), ...(await checkJob(call))] : []
  const waiting = countWaiting(openSpool(call.settings.spoolDir, call.settings.url))
  const spool = {
    name: 'spool',
    ok: waiting === 0,
    words: `${waiting} event(s) wait in ${call.settings.spoolDir}`,
  }
  const checks = [...server, ...rest, spool]
  const isWell = checks.every((it) => it.ok)
  return {
    exitCode: isWell ? EXIT.done.code : EXIT.problems.code,
    json: { ok: isWell, checks, version: WORKER_VERSION, node: process.version },
    text: checks.map((it) => `${it.ok ? 'ok     ' : 'problem'} ${it.name}: ${it.words}`).join('\n'),
  }
}
