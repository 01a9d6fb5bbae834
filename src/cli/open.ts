import { ZodError } from 'zod'
import { type Config, type LineChannel, loadConfig } from '../config.ts'
import { accessTokenOf, lineClientOf } from '../create-services.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { readHolder } from '../db/embedded/data-dir-lock.ts'
import { reachEmbeddedDatabase } from '../db/embedded/embedded-database.ts'
import { loadSecrets } from '../db/embedded/secrets.ts'
import { migrate } from '../db/migrate.ts'
import { RISKS } from '../domain/catalogue.ts'
import type { Ctx } from '../domain/context.ts'
import { AppError } from '../errors.ts'
import { inputProblems } from '../http/problem.ts'
import type { AccessToken } from '../line/access-token.ts'
import type { LineClient } from '../line/client.ts'
import { createLog } from '../log.ts'
import { systemClock, systemIds } from '../services.ts'

/** What a command works with. `line` is null where no LINE can be reached. */
export type Session = {
  config: Config
  ctx: Ctx
  db: Database
  line: LineClient | null
  channel: LineChannel | null
  token: AccessToken | null
}

const log = createLog('warn', 2)

async function reachDatabase(config: Config) {
  if (config.databaseUrl) {
    const appRole = config.migrationDatabaseUrl
      ? decodeURIComponent(new URL(config.databaseUrl).username)
      : null
    return {
      appUrl: config.databaseUrl,
      ownerUrl: config.migrationDatabaseUrl ?? config.databaseUrl,
      appRole,
      stop: async () => {},
      isServed: false,
    }
  }
  return reachEmbeddedDatabase(config.dataDir, 'command', log)
}

/** The channel of the settings, or the running simulator's. */
function channelOf(config: Config): LineChannel | null {
  if (config.line) return config.line
  const apiBaseUrl = readHolder(config.dataDir)?.simulator_url
  if (!apiBaseUrl) return null
  const secrets = loadSecrets(config.dataDir)
  return {
    secrets: [secrets.simulatorChannelSecret],
    accessToken: secrets.simulatorAccessToken,
    channelId: null,
    apiBaseUrl,
  }
}

/**
 * Opens the database (a running server's, or one started for the moment), runs a command as the
 * operator, and closes everything.
 */
export async function withSession<T>(run: (session: Session) => Promise<T>): Promise<T> {
  const config = loadConfig(process.env)
  const { appUrl, ownerUrl, appRole, stop, isServed } = await reachDatabase(config)
  const db = openDatabase(appUrl, 3)
  try {
    if (!isServed) await migrate(ownerUrl, appRole, RISKS)
    const channel = channelOf(config)
    const token = channel && accessTokenOf(channel, systemClock)
    const line = channel && token && lineClientOf(channel, token, log)
    const operator = process.env.USER ?? process.env.LOGNAME ?? 'operator'
    const ctx: Ctx = {
      db: db.prisma,
      clock: systemClock,
      ids: systemIds,
      actor: { kind: 'operator', name: operator },
    }
    return await run({ config, ctx, db, line, channel, token })
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    throw new AppError('bad-input', 'Some options are wrong:', {
      cause: error,
      problems: inputProblems(error),
    })
  } finally {
    await db.close()
    await stop()
  }
}

/** Prints one JSON object on one line, or the lines for people. */
export function print(asJson: boolean | undefined, object: object, lines: string[]): void {
  process.stdout.write(asJson ? `${JSON.stringify(object)}\n` : `${lines.join('\n')}\n`)
}
