import pg from 'pg'

export type ConnectionOptions = {
  /** Who this is, as PostgreSQL shows it in `pg_stat_activity`. */
  name: string
  /** A connection that is not there by then is given up (ms). */
  connectLimit?: number
  /** PostgreSQL ends a slower statement itself (ms). */
  statementLimit?: number
  /** A statement without any answer is given up (ms). */
  answerLimit?: number
}

const CONNECT_LIMIT_MS = 10_000

/**
 * Whatever zone and notation the database, the role or the host prefer: Prisma writes the digits of a moment in UTC
 * and no zone, so that a session in another zone would store another moment. Said in a statement and not with the
 * connection, for PgBouncer refuses to begin a session with settings that it does not know.
 */
const beginSession = ({ statementLimit }: ConnectionOptions) => `
  select set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, MDY', false),
    set_config('IntervalStyle', 'postgres', false)
    ${statementLimit === undefined ? '' : `, set_config('statement_timeout', '${statementLimit}', false)`}`

const settingsOf = (url: string, options: ConnectionOptions): pg.ClientConfig => ({
  connectionString: url,
  application_name: options.name,
  connectionTimeoutMillis: options.connectLimit ?? CONNECT_LIMIT_MS,
  query_timeout: options.answerLimit,
  keepAlive: true,
})

/**
 * Opens a pool on PostgreSQL, its sessions in UTC; connects at the first query, and again after an outage.
 *
 * @param max connections at most.
 */
export function openPool(url: string, { max, ...options }: ConnectionOptions & { max: number }): pg.Pool {
  const onConnect = (client: pg.ClientBase) => client.query(beginSession(options))
  const pool = new pg.Pool({ ...settingsOf(url, options), max, onConnect })
  // A connection that breaks is replaced by the pool; without listeners it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Connects once, the session in UTC; the caller ends it.
 *
 * @throws the driver's error if PostgreSQL cannot be reached in time.
 */
export async function openClient(url: string, options: ConnectionOptions): Promise<pg.Client> {
  const client = new pg.Client(settingsOf(url, options))
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(beginSession(options))
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}
