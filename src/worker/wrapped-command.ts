import { type ChildProcess, spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import type { Readable, Writable } from 'node:stream'
import { EXIT } from './exit-codes.ts'
import type { Input } from './input.ts'
import { OutputTail } from './output-tail.ts'
import { comesFromTerminal, type SignalRelay } from './signal-relay.ts'

/** How one execution of a command ended. */
export type Attempt = {
  started_at: string
  ms: number
  exit_code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  stdout_bytes: number
  stderr_bytes: number
  /** Why it could not even be started. */
  not_started?: string
}

/** Hands on every byte as it comes, as fast as it is taken. */
function passThrough(from: Readable, to: Writable, tail: OutputTail): void {
  const drained = () => from.resume()
  from.on('data', (chunk: Buffer) => {
    tail.add(chunk)
    if (!to.write(chunk)) {
      from.pause()
      to.once('drain', drained)
    }
  })
  // Whoever reads us has gone: the command shall notice, as it would without us.
  to.on('error', () => from.destroy())
}

function ended(
  child: ChildProcess,
): Promise<{ code: number | null; signal: NodeJS.Signals | null; error?: string }> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT'
      const code = isMissing ? EXIT.not_found.code : EXIT.not_executable.code
      if (child.pid === undefined) resolve({ code, signal: null, error: error.message })
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

/**
 * Runs a command once. Output goes through byte by byte, signals are handed on, and the exit code is
 * the command's own; one that cannot be started has 127 or 126, as in a shell.
 */
export async function runOnce(command: string[], input: Input, relay: SignalRelay): Promise<Attempt> {
  const [program = '', ...args] = command
  const startedAt = new Date()
  const start = performance.now()
  const stdout = new OutputTail()
  const stderr = new OutputTail()
  const child = spawn(program, args, { stdio: [input.stdio, 'pipe', 'pipe'] })
  relay.tell((signal) => {
    if (!comesFromTerminal(signal)) child.kill(signal)
  })
  if (child.stdout) passThrough(child.stdout, process.stdout, stdout)
  if (child.stderr) passThrough(child.stderr, process.stderr, stderr)
  if (child.stdin) input.feed(child.stdin)
  const { code, signal, error } = await ended(child)
  relay.tell(null)
  return {
    started_at: startedAt.toISOString(),
    ms: Math.round(performance.now() - start),
    exit_code: code,
    signal,
    stdout: stdout.text(),
    stderr: stderr.text(),
    stdout_bytes: stdout.bytes,
    stderr_bytes: stderr.bytes,
    ...(error ? { not_started: error } : {}),
  }
}
