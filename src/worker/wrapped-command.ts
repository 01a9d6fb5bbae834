import { type ChildProcess, spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import type { Readable, Writable } from 'node:stream'
import { EXIT } from './exit-codes.ts'
import type { Input } from './input.ts'
import { OutputTail } from './output-tail.ts'
import { closeTheirs, openPipes } from './pipes.ts'
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
  /** Who read our output left before the end. */
  reader_gone?: boolean
}

/** Hands on every byte as it comes, as fast as it is taken; `gone` is called when nobody takes it any more. */
function passThrough(from: Readable, to: Writable, tail: OutputTail, gone: () => void): Promise<void> {
  const drained = () => from.resume()
  from.on('data', (chunk: Buffer) => {
    tail.add(chunk)
    if (!to.write(chunk)) {
      from.pause()
      to.once('drain', drained)
    }
  })
  const leave = () => {
    gone()
    // The command shall notice, as it would without us.
    from.destroy()
  }
  to.on('error', leave)
  return new Promise((resolve) => {
    from.on('error', () => {})
    from.once('close', () => {
      to.off('error', leave)
      to.off('drain', drained)
      resolve()
    })
  })
}

type End = { code: number | null; signal: NodeJS.Signals | null; error?: string }

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT'
      const code = isMissing ? EXIT.not_found.code : EXIT.not_executable.code
      if (child.pid === undefined) resolve({ code, signal: null, error: error.message })
    })
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

/** Starts it on real pipes where there are any. */
function begin([program = '', ...args]: string[], input: Input) {
  const pipes = openPipes()
  const child = spawn(program, args, {
    stdio: [input.stdio, pipes?.stdout.theirs ?? 'pipe', pipes?.stderr.theirs ?? 'pipe'],
  })
  if (pipes) closeTheirs(pipes)
  return { child, stdout: pipes?.stdout.ours ?? child.stdout, stderr: pipes?.stderr.ours ?? child.stderr }
}

/**
 * Runs a command once. Output goes through byte by byte, signals are handed on, and the exit code is
 * the command's own; one that cannot be started has 127 or 126, as in a shell.
 */
export async function runOnce(command: string[], input: Input, relay: SignalRelay): Promise<Attempt> {
  const startedAt = new Date()
  const start = performance.now()
  const [out, err] = [new OutputTail(), new OutputTail()]
  let isReaderGone = false
  const gone = () => {
    isReaderGone = true
  }
  const { child, stdout, stderr } = begin(command, input)
  relay.tell((signal) => {
    if (!comesFromTerminal(signal)) child.kill(signal)
  })
  if (child.stdin) input.feed(child.stdin)
  const [{ code, signal, error }] = await Promise.all([
    endOf(child),
    stdout && passThrough(stdout, process.stdout, out, gone),
    stderr && passThrough(stderr, process.stderr, err, gone),
  ])
  relay.tell(null)
  child.stdin?.destroy()
  return {
    started_at: startedAt.toISOString(),
    ms: Math.round(performance.now() - start),
    exit_code: code,
    signal,
    stdout: out.text(),
    stderr: err.text(),
    stdout_bytes: out.bytes,
    stderr_bytes: err.bytes,
    ...(error ? { not_started: error } : {}),
    ...(isReaderGone ? { reader_gone: true } : {}),
  }
}
