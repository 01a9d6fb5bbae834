import fs from 'node:fs'
import type { Writable } from 'node:stream'

/** What a wrapped command reads: a retry must find the same input again. */
export type Input = {
  stdio: 'inherit' | 'pipe'
  /** Gives everything that was read so far, then the rest as it comes. */
  feed(to: Writable): void
  /** Why a second try would not read what the first one did; null: it would. */
  whyNotAgain(): string | null
  stop(): void
}

/** So much piped input is kept for the retry (bytes). */
const LIMIT = 1024 * 1024

function positionOf(): string | null {
  try {
    return /^pos:\s*(\d+)/m.exec(fs.readFileSync('/proc/self/fdinfo/0', 'utf8'))?.[1] ?? null
  } catch {
    return null
  }
}

/** A terminal, a file, nothing: the command reads it itself. */
function inherited(isFile: boolean): Input {
  const before = isFile ? positionOf() : null
  return {
    stdio: 'inherit',
    feed: () => {},
    whyNotAgain: () =>
      isFile && (before === null || positionOf() !== before) ? 'its input file was read already' : null,
    stop: () => {},
  }
}

/** A pipe can be read once: it goes through us, and a copy is kept. */
function piped(): Input {
  const kept: Buffer[] = []
  let bytes = 0
  let isOver = false
  let to: Writable | null = null
  const source = process.stdin
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= LIMIT) kept.push(chunk)
    if (to?.write(chunk) === false) {
      source.pause()
      to.once('drain', () => source.resume())
    }
  })
  source.on('end', () => {
    isOver = true
    to?.end()
  })
  source.on('error', () => to?.end())
  source.pause()
  return {
    stdio: 'pipe',
    feed: (next) => {
      to = next
      // Whoever does not read all of its input closes it.
      next.on('error', () => {})
      for (const chunk of kept) next.write(chunk)
      if (isOver) next.end()
      else source.resume()
    },
    whyNotAgain: () => (bytes > LIMIT ? `it read more than ${LIMIT} bytes of input` : null),
    stop: () => source.destroy(),
  }
}

export function openInput(): Input {
  const kind = fs.fstatSync(0, { bigint: false })
  if (kind.isFIFO() || kind.isSocket()) return piped()
  return inherited(kind.isFile())
}
