import type { GateCheckInput, GateCheckOutput, Job } from '../../contract.ts'
import type { CommandCall, Result } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { request } from '../http-request.ts'
import { jobPath } from '../lease.ts'
import { sendWaiting } from '../report.ts'
import { shorten } from '../storable-text.ts'
import { WorkerError } from '../worker-error.ts'

const REDIRECTS = 5
/** So much of an artifact is read to see that it comes (bytes). */
const ENOUGH = 64 * 1024

type Finding = { method: string; status: number; url: string; type?: string; length?: string; error?: string }

async function fetchOnce(method: string, start: string, timeout: number): Promise<Finding> {
  let url = start
  try {
    for (let hops = 0; hops <= REDIRECTS; hops += 1) {
      if (!/^https?:/i.test(url)) throw new Error(`${url} is no http(s) address`)
      const { status, headers, bytes } = await request(url, { method, timeout, limit: ENOUGH })
      const isMoved = [301, 302, 303, 307, 308].includes(status)
      if (!isMoved || !headers.location)
        return {
          method,
          status,
          url,
          type: headers['content-type'],
          length: headers['content-length'] ?? `${bytes} read`,
        }
      url = new URL(headers.location, url).href
    }
    throw new Error(`it redirects more than ${REDIRECTS} times`)
  } catch (error) {
    const words = (error as Error).message || String(error)
    return { method, status: 0, url, error: shorten(words, 500) }
  }
}

async function countFiles(call: CommandCall): Promise<number> {
  const { files } = call.flags
  if (files !== undefined) {
    if (!/^\d{1,6}$/.test(files))
      throw new WorkerError('usage', '--files must be a number. Nothing was done.')
    return Number(files)
  }
  const job = await call.api.get<Job>(jobPath(call)).catch((error: unknown) => {
    if (error instanceof WorkerError && error.code === 'not-found') return null
    throw error
  })
  return new Set(job?.artifacts.map((it) => it.name)).size
}

const EXIT_OF = { pass: EXIT.done, fail: EXIT.gate_fail, retry_needed: EXIT.gate_retry } as const

/**
 * `gate`: fetches the artifact as its reader will (HEAD, then GET, whose status counts), records the
 * check, and says what the server made of it.
 */
export async function gateCommand(call: CommandCall): Promise<Result> {
  const { settings, api, flags } = call
  const url = flags.url ?? ''
  const count = await countFiles(call)
  await sendWaiting(call)
  const head = await fetchOnce('HEAD', url, settings.timeout)
  const get = await fetchOnce('GET', url, settings.timeout)
  const body: GateCheckInput = {
    job_id: settings.job,
    primary_artifact_url: url,
    http_status: get.status,
    upload_files_count: count,
    raw_command_output: { head, get },
  }
  const check = await api.post<GateCheckOutput>('/artifact-gate-checks', body)
  const reasons = check.reasons.map((it) => `\n  - ${it}`).join('')
  return {
    exitCode: EXIT_OF[check.result].code,
    json: { ...check, http_status: get.status, upload_files_count: count },
    text: `${check.result === 'retry_needed' ? 'retry' : check.result} (HTTP ${get.status}, ${count} file(s))${reasons}`,
  }
}
