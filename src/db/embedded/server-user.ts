import { execFileSync } from 'node:child_process'
import { AppError } from '../../errors.ts'

/** The account that PostgreSQL runs as; null: our own. */
export type ServerUser = { uid: number; gid: number } | null

const ACCOUNT = 'postgres'

function idsOf(account: string): ServerUser {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, account], { stdio: 'pipe' }).toString())
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return null
  }
}

/**
 * PostgreSQL refuses to run as root, and a fresh machine is often root: then it runs as the system
 * account `postgres`, which is made if there is none.
 */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return null
  const existing = idsOf(ACCOUNT)
  if (existing) return existing
  try {
    execFileSync('useradd', ['--system', '--user-group', '--shell', '/usr/sbin/nologin', ACCOUNT], {
      stdio: 'pipe',
    })
  } catch (cause) {
    const fallback = idsOf('nobody')
    if (fallback) return fallback
    throw new AppError(
      'bad-settings',
      'PostgreSQL cannot run as root and no account could be made for it. Start the bot as another user, or set DATABASE_URL.',
      { cause },
    )
  }
  return idsOf(ACCOUNT)
}
