import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Job } from '../../contract.ts'
import type { CommandCall, Result } from '../command.ts'
import { jobPath } from '../lease.ts'
import { sendWaiting } from '../report.ts'
import { WorkerError } from '../worker-error.ts'

/** The server takes so many files in one request. */
const AT_ONCE = 1_000

async function examine(name: string): Promise<{ name: string; size: number; sha256: string }> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of createReadStream(name) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      size += chunk.length
    }
  } catch (error) {
    throw new WorkerError('missing_file', `Nothing was recorded. ${name}: ${(error as Error).message}`, {
      cause: error,
    })
  }
  return { name, size, sha256: hash.digest('hex') }
}

/** `upload-files FILE…`: counts and hashes files, and records them as the job's artifacts. */
export async function uploadFilesCommand(call: CommandCall): Promise<Result> {
  const files: Awaited<ReturnType<typeof examine>>[] = []
  for (const it of call.words) files.push(await examine(it))
  await sendWaiting(call)
  let job: Job | null = null
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const body = { worker_id: call.settings.worker, files: files.slice(from, from + AT_ONCE) }
    job = await call.api.post<Job>(jobPath(call, 'artifacts'), body)
  }
  const lines = files.map((it) => `${it.sha256}  ${it.size}  ${it.name}`)
  return {
    exitCode: 0,
    json: { upload_files_count: files.length, files, recorded: job?.artifacts.length ?? 0 },
    text: [...lines, `recorded ${files.length} file(s)`].join('\n'),
  }
}
