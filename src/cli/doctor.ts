import type { Command } from 'commander'
import { loginCallbackUrl } from '../create-services.ts'
import { describeShifted, findShiftedTimes, readSessionTime, SHIFTED_REMEDY } from '../db/database-time.ts'
import { print, type Session, withSession } from './open.ts'

type Finding = { name: string; ok: boolean; detail: string }

const CLOCK_TOLERANCE_MS = 5_000

async function finding(name: string, look: () => Promise<string>, remedy: string): Promise<Finding> {
  try {
    return { name, ok: true, detail: await look() }
  } catch (error) {
    return { name, ok: false, detail: `${error instanceof Error ? error.message : error} ${remedy}` }
  }
}

/** LINE has no call that would tell whether a callback URL is registered, or whose provider it is: a person has to look. */
function loginFinding({ config, line }: Session): Finding {
  const name = 'line login'
  if (!config.login) {
    const own = line !== null && !config.line
    return {
      name,
      ok: true,
      detail: own ? 'the Login channel of the simulator' : 'not set; people sign in by the link',
    }
  }
  const callback = loginCallbackUrl(config.publicUrl ?? 'PUBLIC_URL')
  const told = `channel ${config.login.id}. In its "LINE Login" tab the callback URL must be ${callback}; its provider must be the bot's; while it is "Developing", only its admins and testers can sign in.`
  return config.publicUrl
    ? { name, ok: true, detail: told }
    : {
        name,
        ok: false,
        detail: `${told} PUBLIC_URL is not set, so LINE would send people to this machine. Set it.`,
      }
}

/** Whether what is stored as a time is that time. */
async function timeFindings({ db, ctx }: Session): Promise<Finding[]> {
  const clock = await finding(
    'clock',
    async () => {
      const { clockApart } = await readSessionTime(db.prisma, ctx.clock.now)
      const apart = Math.abs(clockApart)
      if (apart > CLOCK_TOLERANCE_MS)
        throw new Error(`The clocks of this machine and the database are ${apart} ms apart.`)
      return `${apart} ms apart from the database`
    },
    'Set both by NTP.',
  )
  const zone = await finding(
    'time zone',
    async () => {
      const { zone, writtenApart } = await readSessionTime(db.prisma, ctx.clock.now)
      if (zone !== 'UTC' || writtenApart !== 0)
        throw new Error(`The session's zone is ${zone}, and a time is stored ${writtenApart} ms off.`)
      return 'the session is in UTC, and a time is stored as it was meant'
    },
    'Something between the bot and PostgreSQL changes the session; connect to PostgreSQL itself.',
  )
  const stored = await finding(
    'stored times',
    async () => {
      const shifted = await findShiftedTimes(db.prisma)
      if (shifted.length > 0) throw new Error(shifted.map(describeShifted).join(' '))
      return 'no entry of the audit log was stored in another zone'
    },
    SHIFTED_REMEDY,
  )
  return [clock, zone, stored]
}

async function examine(session: Session): Promise<Finding[]> {
  const { db, line, config } = session
  const database = await finding(
    'database',
    async () => String((await db.pool.query('show server_version')).rows[0].server_version),
    'Check DATABASE_URL.',
  )
  const times = await timeFindings(session)
  if (!line)
    return [
      database,
      ...times,
      {
        name: 'line',
        ok: false,
        detail:
          'No LINE channel is set and no simulator runs. Start the bot, or set LINE_CHANNEL_SECRET and a token.',
      },
    ]
  const token = await finding(
    'line token',
    async () => {
      const { displayName, basicId } = await line.botInfo()
      return `${displayName} (${basicId})`
    },
    'Check LINE_CHANNEL_ACCESS_TOKEN or LINE_CHANNEL_ID, and that api.line.me can be reached.',
  )
  const webhook = await finding(
    'webhook url',
    () => line.checkWebhook(),
    `Set it to ${config.publicUrl ?? 'PUBLIC_URL'}/line/webhook in the LINE Developers Console, and switch "Use webhook" on.`,
  )
  const quota = await finding(
    'quota',
    async () => {
      const { limit, used } = await line.quota()
      if (limit !== null && used >= limit) throw new Error(`All ${limit} messages of this month are used.`)
      return limit === null ? `${used} used, no limit` : `${used} of ${limit} used`
    },
    'Raise the plan, or wait for the next month; replies still work.',
  )
  return [database, ...times, token, webhook, quota, loginFinding(session)]
}

/** `doctor`: what is wrong, and what to do. */
export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'check database, clock, stored times, LINE token, webhook URL, quota and LINE Login; exit code 1 if something is wrong',
    )
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) =>
      withSession(async (session) => {
        const findings = await examine(session)
        const ok = findings.every((it) => it.ok)
        print(
          options.json,
          { ok, findings },
          findings.map((it) => `${it.ok ? 'ok   ' : 'WRONG'} ${it.name}: ${it.detail}`),
        )
        if (!ok) process.exitCode = 1
      }),
    )
}
