import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { openPool } from './connect.ts'
import { Prisma, PrismaClient } from './generated/client.ts'

/** What verbs query: the client, or the transaction that they run in. */
export type Db = PrismaClient | Prisma.TransactionClient

/** One connection pool, seen through Prisma and, where a statement must be written by hand, as it is. */
export type Database = { prisma: PrismaClient; pool: pg.Pool; url: string; close(): Promise<void> }

const CONNECT_LIMIT_MS = 3_000
const STATEMENT_LIMIT_MS = 15_000
/** PostgreSQL ends a slow statement itself; this is for one that does not answer at all any more. */
const ANSWER_LIMIT_MS = STATEMENT_LIMIT_MS + 3_000

/** Opens a pool on PostgreSQL; connects at the first query, and again after an outage. */
export function openDatabase(url: string, connections = 20): Database {
  const pool = openPool(url, {
    name: 'countersign',
    max: connections,
    connectLimit: CONNECT_LIMIT_MS,
    statementLimit: STATEMENT_LIMIT_MS,
    answerLimit: ANSWER_LIMIT_MS,
  })
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: 10_000, timeout: STATEMENT_LIMIT_MS },
  })
  return {
    prisma,
    pool,
    url,
    close: async () => {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
])
const PRISMA_AWAY = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028'])

/** True if the error says that PostgreSQL cannot be reached or is going down, anywhere in its causes. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && (AWAY.has(code) || PRISMA_AWAY.has(code))) return true
  if (
    /Connection terminated|connection timeout|Query read timeout|timeout exceeded when trying to connect|Can't reach database/i.test(
      error.message,
    )
  ) {
    return true
  }
  return isDatabaseAway(error.cause)
}

/** True if a unique key refused the row. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}
