import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { openClient } from '../../src/db/connect.ts'
import { readHolder } from '../../src/db/embedded/data-dir-lock.ts'
import { reach } from '../../src/db/embedded/roles.ts'
import { loadSecrets } from '../../src/db/embedded/secrets.ts'
import { openPhone, type Phone } from './phone.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'

export type Demo = {
  program: Program
  dataDir: string
  simUrl: string
  /** The phone of one of the four demo members. */
  phone(name: string): Promise<Phone>
  query<T extends object>(sql: string): Promise<T[]>
  /** The program once more on the same folder, after it was stopped. */
  restart(): Promise<Demo>
}

/** What a newcomer gets: the bot started with nothing set but an empty data folder and free ports. */
export async function startDemo(): Promise<Demo> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'countersign-demo-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  return startIn(dataDir)
}

async function startIn(dataDir: string): Promise<Demo> {
  const program = await startProgram({ DATA_DIR: dataDir, PORT: '0', SIMULATOR_PORT: '0' })
  const simUrl = program.ready.simulator_url ?? ''
  const query: Demo['query'] = async (sql) => {
    const port = readHolder(dataDir)?.port ?? 0
    const { appUrl } = reach(port, loadSecrets(dataDir), 'countersign')
    const client = await openClient(appUrl, { name: 'a test of the demo' })
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }
  const phone = async (name: string) => {
    const response = await fetch(`${simUrl}/_sim/users`)
    const { items } = (await response.json()) as { items: { name: string; user_id: string }[] }
    const found = items.find((it) => it.name === name)
    expect(found, `${name} in ${JSON.stringify(items)}`).toBeDefined()
    // The program runs its own tasks.
    return openPhone(simUrl, found?.user_id ?? '', async () => {})
  }
  return { program, dataDir, simUrl, phone, query, restart: () => startIn(dataDir) }
}

/** Waits until that many messages have come since the last look, and gives them. */
export async function arrived(phone: Phone, count: number) {
  const found: Awaited<ReturnType<Phone['read']>> = []
  await until(`${count} messages`, async () => {
    found.push(...(await phone.read()))
    return found.length >= count
  })
  return found
}
