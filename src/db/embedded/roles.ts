import pg from 'pg'
import { openClient } from '../connect.ts'
import type { LocalSecrets } from './secrets.ts'

const OWNER = 'countersign_owner'
const APP = 'countersign_app'

/** How to reach one database of the embedded cluster, as the owner of its tables and as the bot. */
export type Reach = { ownerUrl: string; appUrl: string; appRole: string }

/** What PGSSLMODE, PGSSLNEGOTIATION and PGOPTIONS of the host would say is said here, where it wins. */
const PARAMETERS = 'sslmode=disable&sslnegotiation=postgres&options=-c%20TimeZone%3DUTC'

/** The address of a database of the embedded cluster; nothing of it is left to the host's environment. */
export const embeddedUrl = (role: string, password: string, port: number, database: string) =>
  `postgresql://${role}:${password}@127.0.0.1:${port}/${database}?${PARAMETERS}`

/** Connects as the superuser of an embedded cluster. The caller ends the client. */
export async function connectAsSuperuser(port: number, secrets: LocalSecrets, database = 'postgres') {
  return openClient(embeddedUrl('postgres', secrets.superuserPassword, port, database), {
    name: 'countersign set-up',
  })
}

async function ensureRole(superuser: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await superuser.query('select 1 from pg_roles where rolname = $1', [role])
  const verb = rowCount ? 'alter' : 'create'
  await superuser.query(`${verb} role ${role} login password ${pg.escapeLiteral(password)}`)
}

/** Makes the two roles and the database, if they are not there: neither role is a superuser. */
export async function ensureDatabase(port: number, secrets: LocalSecrets, database: string): Promise<Reach> {
  const superuser = await connectAsSuperuser(port, secrets)
  try {
    await ensureRole(superuser, OWNER, secrets.ownerPassword)
    await ensureRole(superuser, APP, secrets.appPassword)
    const { rowCount } = await superuser.query('select 1 from pg_database where datname = $1', [database])
    if (!rowCount) await superuser.query(`create database ${pg.escapeIdentifier(database)} owner ${OWNER}`)
  } finally {
    await superuser.end()
  }
  return reach(port, secrets, database)
}

/** The URLs of a database of the embedded cluster. */
export function reach(port: number, secrets: LocalSecrets, database: string): Reach {
  return {
    ownerUrl: embeddedUrl(OWNER, secrets.ownerPassword, port, database),
    appUrl: embeddedUrl(APP, secrets.appPassword, port, database),
    appRole: APP,
  }
}
