import { pino } from 'pino'
import { optionsFromEnvironment } from './program-options.ts'
import { type Simulator, startSimulator } from './server.ts'

/** Starts the simulator as a program of its own and ends it with its parent or by signal. */
async function main(): Promise<void> {
  const log = pino({ level: process.env.LOG_LEVEL ?? 'info' }, pino.destination(2))
  const options = optionsFromEnvironment(process.env)
  const simulator = await startSimulator({ ...options, log })
  announce(simulator)
  const stop = () => void simulator.close().finally(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  if (process.send) process.once('disconnect', stop)
}

function announce({ url, secret, token, channelId, login }: Simulator): void {
  if (process.stdout.isTTY) {
    process.stdout.write(`LINE simulator (not LINE) at ${url}\n  channel id     ${channelId}\n`)
    process.stdout.write(`  channel secret ${secret}\n  access token   ${token}\n`)
    process.stdout.write(`  login channel  ${login.id}\n  login secret   ${login.secret}\n`)
    return
  }
  const line = {
    msg: 'simulator-ready',
    url,
    channel_id: channelId,
    channel_secret: secret,
    channel_access_token: token,
    login_channel_id: login.id,
    login_channel_secret: login.secret,
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return `Port ${process.env.SIMULATOR_PORT ?? 3100} is already in use. Set SIMULATOR_PORT to another port, or to 0 for a free one.`
  }
  return message
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
})
