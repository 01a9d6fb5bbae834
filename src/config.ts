import { z } from 'zod'
import { AppError } from './errors.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const list = (text: string) =>
  text
    .split(',')
    .map((it) => it.trim())
    .filter(Boolean)

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** `127.0.0.1:9464` or `[::1]:9464`; null: it is none. */
function hostAndPort(text: string): { host: string; port: number } | null {
  const [, host, digits] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text)?.filter((it) => it) ?? []
  const parsed = port.safeParse(digits)
  return host && parsed.success ? { host, port: parsed.data } : null
}

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must look like postgresql://user:password@host:5432/database')
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const isOrigin = (it: string) => {
  const url = URL.parse(it)
  // What is no address at all was refused before.
  return url === null || (url.pathname === '/' && url.search === '')
}
const origin = httpUrl.refine(isOrigin, {
  message: 'must be an origin without a path, such as https://api.line.me',
})

const channelId = z.string().regex(/^\d+$/, 'is the number under "Channel ID" in the LINE Developers Console')

const DAILY = /^([01]?\d|2[0-3]):[0-5]\d$/
const WEEKLY = /^(sun|mon|tue|wed|thu|fri|sat) ([01]?\d|2[0-3]):[0-5]\d$/i

/** Every setting that the server knows (README, "Settings"). */
const Settings = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: httpUrl.optional(),
  DATABASE_URL: postgresUrl.optional(),
  MIGRATION_DATABASE_URL: postgresUrl.optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  LINE_CHANNEL_SECRET: z.string().transform(list).optional(),
  LINE_CHANNEL_ACCESS_TOKEN: z.string().min(1).optional(),
  LINE_CHANNEL_ID: channelId.optional(),
  LINE_API_BASE_URL: origin.default('https://api.line.me'),
  LINE_LOGIN_CHANNEL_ID: channelId.optional(),
  LINE_LOGIN_CHANNEL_SECRET: z.string().trim().min(1).optional(),
  LINE_LOGIN_BASE_URL: origin.default('https://access.line.me'),
  SIMULATOR_PORT: port.default(3100),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone, such as Asia/Taipei')
    .default('Asia/Taipei'),
  DEFAULT_LOCALE: z.enum(['zh-TW', 'en']).default('zh-TW'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  MAX_CONNECTIONS: z.coerce.number().int().min(10).default(2_000),
  MAX_CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(1).default(200),
  METRICS_TOKEN: z.string().trim().min(16, 'must have at least 16 characters').optional(),
  METRICS_ADDRESS: z
    .string()
    .transform(hostAndPort)
    .refine((it) => it !== null, 'must be a host and a port, such as 127.0.0.1:9464')
    .optional(),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(1_200),
  GATE_PROBE: z.enum(['on', 'off'], { error: 'is on or off' }).default('off'),
  RETENTION_DAYS: z.coerce.number().int().min(7).default(90),
  DIGEST_TIME: z.string().regex(DAILY, 'is a time of the day, such as 09:00').default('09:00'),
  SCORECARD_TIME: z.string().regex(DAILY, 'is a time of the day, such as 10:00').default('10:00'),
  REVIEW_TIME: z.string().regex(WEEKLY, 'is a day and a time, such as fri 16:00').default('fri 16:00'),
  NODE_ENV: z.string().default('development'),
})

/** How we talk to LINE: a real channel, or (null) the simulator beside us. */
export type LineChannel = {
  secrets: string[]
  accessToken: string | null
  channelId: string | null
  apiBaseUrl: string
}

/** A LINE Login channel, of the same provider as the bot. `loginBaseUrl` is where people go, `apiBaseUrl` what we call. */
export type LoginChannel = { id: string; secret: string; loginBaseUrl: string; apiBaseUrl: string }

export type Config = {
  port: number
  host: string
  publicUrl: string | null
  databaseUrl: string | null
  migrationDatabaseUrl: string | null
  dataDir: string
  line: LineChannel | null
  /** Null: people sign in to the console by the bot's link alone. */
  login: LoginChannel | null
  simulatorPort: number
  timeZone: string
  defaultLocale: 'zh-TW' | 'en'
  logLevel: z.infer<typeof Settings>['LOG_LEVEL']
  /** At most so many connections at a time: in all, and of one address that is not this machine's. */
  maxConnections: number
  maxConnectionsPerAddress: number
  /** Who may read /metrics: whoever has this token; null: programs on this machine, asking without a proxy. */
  metricsToken: string | null
  /** Where /metrics is served instead of beside everything else. */
  metricsAddress: { host: string; port: number } | null
  rateLimitPerMinute: number
  /** Whether the server fetches artifacts itself at the gate. */
  gateProbe: boolean
  /** Raw output and message bodies are emptied after so many days. */
  retentionDays: number
  /** When the digests, the scorecards and the review are due, in the time zone of the settings. */
  digestTime: string
  scorecardTime: string
  reviewTime: string
}

type Values = z.infer<typeof Settings>

type Given = Record<string, string | undefined>

/** What of a LINE channel is given at all; whether it is well written is looked at elsewhere. */
const lineParts = (given: Given) => ({
  secret: list(given.LINE_CHANNEL_SECRET ?? '').length > 0,
  token: Boolean(given.LINE_CHANNEL_ACCESS_TOKEN ?? given.LINE_CHANNEL_ID),
})

function lineProblems(given: Given): string[] {
  const { secret, token } = lineParts(given)
  if (!secret && !token) {
    return given.NODE_ENV === 'production'
      ? [
          'LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN (or LINE_CHANNEL_ID) are not set: production needs a real LINE channel. Without NODE_ENV=production the bot runs with a simulator.',
        ]
      : []
  }
  const problems: string[] = []
  if (!secret) {
    problems.push(
      'LINE_CHANNEL_SECRET is not set: copy it from the "Basic settings" of your channel, to check what LINE sends.',
    )
  }
  if (!token) {
    problems.push(
      'LINE_CHANNEL_ACCESS_TOKEN or LINE_CHANNEL_ID is not set: a long-lived token, or the channel id with which short ones are issued.',
    )
  }
  return problems
}

function loginProblems(given: Given): string[] {
  const id = Boolean(given.LINE_LOGIN_CHANNEL_ID)
  const secret = Boolean(given.LINE_LOGIN_CHANNEL_SECRET)
  if (!id && !secret) return []
  if (!secret) {
    return [
      'LINE_LOGIN_CHANNEL_SECRET is not set: copy it from the "Basic settings" of your LINE Login channel, or set no LINE_LOGIN_CHANNEL_ID.',
    ]
  }
  if (!id) {
    return [
      'LINE_LOGIN_CHANNEL_ID is not set: the number under "Channel ID" of your LINE Login channel, or set no LINE_LOGIN_CHANNEL_SECRET.',
    ]
  }
  const line = lineParts(given)
  return line.secret || line.token || given.NODE_ENV === 'production'
    ? []
    : [
        'LINE_LOGIN_CHANNEL_ID is set without a LINE channel: nobody of the simulator could sign in with it. The simulator has a Login channel of its own; set the LINE_CHANNEL_ variables, or none.',
      ]
}

/** These may hold a secret, also one that was meant for the variable beside it. */
const MAY_HOLD_A_SECRET =
  /^(LINE_CHANNEL_|LINE_LOGIN_CHANNEL_|DATABASE_URL|MIGRATION_DATABASE_URL|METRICS_TOKEN)/

function describeIssue({ path, message }: z.core.$ZodIssue, given: Given): string {
  const name = path.join('.')
  return `${name} ${message}${MAY_HOLD_A_SECRET.test(name) ? '' : ` (it is "${given[name]}")`}.`
}

function lineChannel(it: Values): LineChannel | null {
  if (!it.LINE_CHANNEL_SECRET?.length) return null
  return {
    secrets: it.LINE_CHANNEL_SECRET ?? [],
    accessToken: it.LINE_CHANNEL_ACCESS_TOKEN ?? null,
    channelId: it.LINE_CHANNEL_ID ?? null,
    apiBaseUrl: new URL(it.LINE_API_BASE_URL).origin,
  }
}

function loginChannel(it: Values): LoginChannel | null {
  if (!it.LINE_LOGIN_CHANNEL_ID || !it.LINE_LOGIN_CHANNEL_SECRET) return null
  return {
    id: it.LINE_LOGIN_CHANNEL_ID,
    secret: it.LINE_LOGIN_CHANNEL_SECRET,
    loginBaseUrl: new URL(it.LINE_LOGIN_BASE_URL).origin,
    apiBaseUrl: new URL(it.LINE_API_BASE_URL).origin,
  }
}

/**
 * Reads every setting from an environment.
 *
 * @throws AppError `bad-settings`, whose message lists all problems at once, each with the variable.
 */
export function loadConfig(env: Record<string, string | undefined>): Readonly<Config> {
  // A variable set to nothing is a variable not set.
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const parsed = Settings.safeParse(given)
  const issues = parsed.error?.issues ?? []
  const problems = [
    ...issues.map((it) => describeIssue(it, given)),
    ...lineProblems(given),
    ...loginProblems(given),
  ]
  if (!parsed.success || problems.length > 0) {
    throw new AppError(
      'bad-settings',
      `Some settings are wrong; nothing was started:\n${problems.map((it) => `  - ${it}`).join('\n')}`,
    )
  }
  const it = parsed.data
  return Object.freeze({
    port: it.PORT,
    host: it.HOST,
    publicUrl: it.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    databaseUrl: it.DATABASE_URL ?? null,
    migrationDatabaseUrl: it.MIGRATION_DATABASE_URL ?? null,
    dataDir: it.DATA_DIR,
    line: lineChannel(it),
    login: loginChannel(it),
    simulatorPort: it.SIMULATOR_PORT,
    timeZone: it.TIME_ZONE,
    defaultLocale: it.DEFAULT_LOCALE,
    logLevel: it.LOG_LEVEL,
    maxConnections: it.MAX_CONNECTIONS,
    maxConnectionsPerAddress: it.MAX_CONNECTIONS_PER_ADDRESS,
    metricsToken: it.METRICS_TOKEN ?? null,
    metricsAddress: it.METRICS_ADDRESS ?? null,
    rateLimitPerMinute: it.RATE_LIMIT_PER_MINUTE,
    gateProbe: it.GATE_PROBE === 'on',
    retentionDays: it.RETENTION_DAYS,
    digestTime: it.DIGEST_TIME,
    scorecardTime: it.SCORECARD_TIME,
    reviewTime: it.REVIEW_TIME,
  })
}
