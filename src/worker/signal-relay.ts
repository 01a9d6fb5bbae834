import { constants } from 'node:os'

const RELAYED: NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGTERM', 'SIGBREAK']
    : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']

/** Of these a program dies, unless it wants otherwise; the others are only handed on. */
const ENDING: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK']

/** Receives this program's signals while a command is wrapped. */
export type SignalRelay = {
  /** The first signal that asked for the end; null: none. */
  asked(): NodeJS.Signals | null
  /** Who is told from now on. */
  tell(listener: ((signal: NodeJS.Signals) => void) | null): void
  stop(): void
}

export function relaySignals(): SignalRelay {
  let asked: NodeJS.Signals | null = null
  let listener: ((signal: NodeJS.Signals) => void) | null = null
  const receive = (signal: NodeJS.Signals) => {
    if (ENDING.includes(signal)) asked ??= signal
    listener?.(signal)
  }
  for (const it of RELAYED) process.on(it, receive)
  return {
    asked: () => asked,
    tell: (it) => {
      listener = it
    },
    stop: () => {
      for (const it of RELAYED) process.off(it, receive)
    },
  }
}

/** Ctrl-C in a terminal reaches the command itself: handed on, it would come twice. */
export const comesFromTerminal = (signal: NodeJS.Signals) =>
  (signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY === true

/** Ends as the wrapped command ended, so that whoever started us sees the same signal. */
export function dieBy(signal: NodeJS.Signals): Promise<never> {
  // Node ignores this one from its start; a listener that leaves makes it deadly again.
  if (signal === 'SIGPIPE') process.on(signal, () => {})
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  // A signal that does not end a program leaves its number, as a shell would say it.
  setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 1_000)
  return new Promise(() => {})
}
