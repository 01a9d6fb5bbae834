import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { oneFile } from '../../src/http/worker-download.ts'

const ROOT = path.join(import.meta.dirname, '../..')
export const SOURCE = path.join(ROOT, 'src/worker/main.js')

/** A folder that ends with the test. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-worker-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The machine's own Node, which is older where there is one; else ours. */
export function machinesNode(): string {
  const places = (process.env.PATH ?? '').split(path.delimiter)
  const found = [...places, '/usr/local/bin', '/usr/bin']
    .filter((it) => it !== '' && !it.includes('node_modules'))
    .map((it) => path.join(it, 'node'))
    .find((it) => existsSync(it))
  return found ?? process.execPath
}

/** The one-file build, as a worker's machine has it. */
export async function downloadedFile(): Promise<string> {
  const file = path.join(await aFolder(), 'countersign-worker.mjs')
  await writeFile(file, (await oneFile()).text)
  return file
}

/** How the program is started: what stands before its arguments. */
export type Program = () => Promise<string[]>

/** The real bin under our Node, and the one file under the machine's own. */
export const PROGRAMS: [name: string, program: Program][] = [
  ['the bin', async () => [process.execPath, SOURCE]],
  ['the one file', async () => [machinesNode(), await downloadedFile()]],
]

export type Ended = {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: Buffer
  stderr: string
}

export type Started = {
  child: ChildProcess
  ended: Promise<Ended>
  stderr: () => string
  stdout: () => Buffer
}

/** Starts a program whose output is collected; `input` is what it reads from a pipe. */
export function start(
  argv: string[],
  options: { env: Record<string, string>; input?: string | Buffer },
): Started {
  const [program = '', ...args] = argv
  const { PATH = '' } = process.env
  const child = spawn(program, args, {
    env: { PATH, ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin?.end(options.input)
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout: Buffer.concat(out),
    stderr: Buffer.concat(err).toString('utf8'),
  }))
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  })
  return {
    child,
    ended,
    stdout: () => Buffer.concat(out),
    stderr: () => Buffer.concat(err).toString('utf8'),
  }
}
