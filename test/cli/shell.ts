import path from 'node:path'
import { expect } from 'vitest'
import { aDataDir } from '../support/data-dir.ts'
import { openDomain } from '../support/domain.ts'
import { type Outcome, runProgram } from '../support/server.ts'

export type Json = Record<string, unknown>

export const CLI = 'src/cli/main.ts'

/** The command on a test database, with a data folder that nothing runs in. */
export async function aShell(env: Record<string, string> = {}) {
  const domain = await openDomain()
  const { appUrl, ownerUrl } = domain.database
  const dataDir = path.join(await aDataDir(), 'none')
  const settings = { DATABASE_URL: appUrl, MIGRATION_DATABASE_URL: ownerUrl, DATA_DIR: dataDir, ...env }
  const run = (...args: string[]) => runProgram(CLI, args, settings)
  return { ...domain, run, json: async (...args: string[]) => onlyJson(await run(...args, '--json')) }
}

/** One JSON object on one line of stdout, and nothing else there. */
export function onlyJson(outcome: Outcome, code = 0): Json {
  expect(outcome.code, `${outcome.stdout}${outcome.stderr}`).toBe(code)
  expect(outcome.stdout).toMatch(/^\{.*\}\n$/)
  return JSON.parse(outcome.stdout) as Json
}

export function expectRefused(outcome: Outcome, says: RegExp): void {
  expect(outcome).toMatchObject({ code: 1, stdout: '' })
  expect(outcome.stderr).toMatch(says)
  expect(outcome.stderr).not.toMatch(/\n\s+at |PrismaClient|ZodError/)
}
