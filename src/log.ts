import pino, { type Logger } from 'pino'
import pretty from 'pino-pretty'

/** JSON lines on stdout for machines, readable lines for a terminal. `fd` 2 keeps stdout for a command's answer. */
export function createLog(level: string, fd: 1 | 2 = 1): Logger {
  const stream = fd === 1 ? process.stdout : process.stderr
  const options = { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }
  const readable = () =>
    pretty({ destination: fd, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' })
  return pino(options, stream.isTTY ? readable() : pino.destination({ dest: fd, sync: true }))
}
