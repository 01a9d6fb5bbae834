import { pino } from 'pino'
import { loadConfig } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { reachEmbeddedDatabase } from '../db/embedded/embedded-database.ts'
import { migrate } from '../db/migrate.ts'
import { RISKS } from '../domain/catalogue.ts'
import { HISTORY_DAYS, seedHistory } from './seed-history.ts'

// npm run seed: thirty days of history in an empty database, always the same but for its last day, which is today.

const SEED = 20_261_122
const config = loadConfig(process.env)
const reached = config.databaseUrl
  ? {
      appUrl: config.databaseUrl,
      ownerUrl: config.migrationDatabaseUrl ?? config.databaseUrl,
      appRole: null,
      stop: async () => {},
    }
  : await reachEmbeddedDatabase(config.dataDir, 'command', pino({ level: 'silent' }))
const appRole =
  config.databaseUrl && config.migrationDatabaseUrl
    ? decodeURIComponent(new URL(config.databaseUrl).username)
    : reached.appRole
await migrate(reached.ownerUrl, appRole, RISKS)
const db = openDatabase(reached.appUrl, 3)
try {
  if ((await db.prisma.round.count()) > 0 || (await db.prisma.member.count()) > 0) {
    process.stderr.write(
      'This database is in use; nothing was changed. Take an empty one: DATA_DIR=.data-seed npm run seed\n',
    )
    process.exitCode = 1
  } else {
    await seedHistory(db.prisma, { seed: SEED, end: new Date(), timeZone: config.timeZone })
    const events = await db.prisma.workerRepairEvent.count()
    process.stdout.write(
      `${HISTORY_DAYS} days, 3 pools, 12 workers, ${events} events. Look at them with the same DATA_DIR (or DATABASE_URL): npm start\n`,
    )
  }
} finally {
  await db.close()
  await reached.stop()
}
