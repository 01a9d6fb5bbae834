import { spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A pipe from a command to us: our end as a stream, theirs as a file descriptor. */
type Pipe = { ours: Socket; theirs: number }
export type Pipes = { stdout: Pipe; stderr: Pipe }

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants

function openPipe(fifo: string): Pipe {
  const ours = openSync(fifo, O_RDONLY | O_NONBLOCK)
  const theirs = openSync(fifo, O_WRONLY)
  return { ours: new Socket({ fd: ours, readable: true, writable: false }), theirs }
}

function openIn(folder: string): Pipes | null {
  const [output = '', errors = ''] = ['1', '2'].map((it) => path.join(folder, it))
  try {
    const made = spawnSync('mkfifo', ['-m', '600', output, errors], { stdio: 'ignore' })
    return made.status === 0 ? { stdout: openPipe(output), stderr: openPipe(errors) } : null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Real pipes for what a command prints. Node's own are sockets: a command cannot open /dev/stdout on
 * them, and does not die quietly when its reader has gone. For input they must do: whoever opens a
 * named pipe by name after its writer has left waits for ever.
 *
 * @returns null where there are none to be had; then Node's own must do.
 */
export function openPipes(): Pipes | null {
  if (process.platform === 'win32') return null
  try {
    return openIn(mkdtempSync(path.join(tmpdir(), 'countersign-pipes-')))
  } catch {
    return null
  }
}

/** Their ends are the command's alone: or we would never see that it closed them. */
export function closeTheirs({ stdout, stderr }: Pipes): void {
  closeSync(stdout.theirs)
  closeSync(stderr.theirs)
}
