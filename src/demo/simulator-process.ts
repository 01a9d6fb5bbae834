import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { AppError } from '../errors.ts'

export type SimulatorOptions = {
  port: number
  secret: string
  accessToken: string
  /** Of its Login channel, and where that may send people back to. */
  loginSecret: string
  loginCallbackUrl: string
  stateFile: string
  webhookUrl: string
  buttons: object[]
}
export type SimulatorProcess = { url: string; stop(): void }

/** The id of its Login channel. */
export const SIMULATOR_LOGIN_ID = '2000000001'

const START_LIMIT_MS = 10_000
const PROGRAM = path.join(import.meta.dirname, '../simulator/main.ts')

async function readyUrl(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += chunk
  })
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new AppError('bad-settings', `The simulator did not start: ${why}`))
    const timer = setTimeout(() => fail('it took too long'), START_LIMIT_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      fail(errors.trim() || 'it ended')
    })
    lines.on('line', (line) => {
      if (!line.includes('"simulator-ready"')) return
      clearTimeout(timer)
      resolve(JSON.parse(line).url)
    })
  })
}

/** Starts the local LINE platform as a program of its own; it ends with us, however we end. */
export async function startSimulatorProcess(options: SimulatorOptions): Promise<SimulatorProcess> {
  const env = {
    PATH: process.env.PATH,
    SIMULATOR_PORT: String(options.port),
    SIMULATOR_CHANNEL_SECRET: options.secret,
    SIMULATOR_CHANNEL_ACCESS_TOKEN: options.accessToken,
    SIMULATOR_LOGIN_CHANNEL_ID: SIMULATOR_LOGIN_ID,
    SIMULATOR_LOGIN_CHANNEL_SECRET: options.loginSecret,
    SIMULATOR_LOGIN_CALLBACK_URLS: options.loginCallbackUrl,
    SIMULATOR_WEBHOOK_URL: options.webhookUrl,
    SIMULATOR_STATE_FILE: options.stateFile,
    SIMULATOR_BUTTONS: JSON.stringify(options.buttons),
  }
  const args = ['--disable-warning=ExperimentalWarning', PROGRAM]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const url = await readyUrl(child)
  child.unref()
  child.channel?.unref()
  return { url, stop: () => child.kill('SIGTERM') }
}
