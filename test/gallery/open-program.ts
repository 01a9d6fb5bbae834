import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** The running bot with its simulator, as `npm start` gives it, on a data folder of its own. */
export type Program = { url: string; simulatorUrl: string; dataDir: string; stop(): Promise<void> }

/** Starts the real program and waits until it says that it is ready. */
export async function openProgram(env: Record<string, string> = {}): Promise<Program> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'countersign-gallery-'))
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: {
      ...process.env,
      NODE_ENV: 'development',
      DATA_DIR: dataDir,
      PORT: '0',
      SIMULATOR_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = await new Promise<{ url: string; simulator_url: string }>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the bot ended with ${code}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { msg: string; url: string; simulator_url: string }
      if (entry.msg === 'ready') resolve(entry)
    })
  })
  return {
    url: ready.url,
    simulatorUrl: ready.simulator_url,
    dataDir,
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
