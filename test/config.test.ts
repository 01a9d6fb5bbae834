import { expect, test } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { AppError } from '../src/errors.ts'

type Env = Record<string, string | undefined>

function problemsOf(env: Env): string {
  try {
    loadConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'bad-settings' })
    return (error as AppError).message
  }
  throw new Error('these settings were taken')
}

const LINE = { LINE_CHANNEL_SECRET: 's', LINE_CHANNEL_ACCESS_TOKEN: 't' }

test('without any setting the bot runs on its own machine with a database and a LINE of its own', () => {
  expect(loadConfig({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: null,
    databaseUrl: null,
    migrationDatabaseUrl: null,
    dataDir: '.data',
    line: null,
    login: null,
    simulatorPort: 3100,
    timeZone: 'Asia/Taipei',
    defaultLocale: 'zh-TW',
    logLevel: 'info',
    maxConnections: 2000,
    maxConnectionsPerAddress: 200,
    metricsToken: null,
    metricsAddress: null,
    rateLimitPerMinute: 1200,
    gateProbe: false,
    retentionDays: 90,
    digestTime: '09:00',
    scorecardTime: '10:00',
    reviewTime: 'fri 16:00',
  })
})

test('every setting is taken as given', () => {
  const config = loadConfig({
    PORT: '8080',
    HOST: '0.0.0.0',
    PUBLIC_URL: 'https://bot.example.com/',
    DATABASE_URL: 'postgresql://app:p@db:5432/bot',
    MIGRATION_DATABASE_URL: 'postgres://owner:p@db/bot',
    DATA_DIR: '/var/lib/bot',
    LINE_CHANNEL_SECRET: 'secret',
    LINE_CHANNEL_ACCESS_TOKEN: 'token',
    LINE_CHANNEL_ID: '1234567890',
    LINE_API_BASE_URL: 'http://127.0.0.1:9/',
    LINE_LOGIN_CHANNEL_ID: '2000000001',
    LINE_LOGIN_CHANNEL_SECRET: 'login-secret',
    LINE_LOGIN_BASE_URL: 'http://127.0.0.1:8/',
    SIMULATOR_PORT: '0',
    TIME_ZONE: 'Europe/Berlin',
    DEFAULT_LOCALE: 'en',
    LOG_LEVEL: 'debug',
    MAX_CONNECTIONS: '500',
    MAX_CONNECTIONS_PER_ADDRESS: '50',
    METRICS_TOKEN: 'a-token-of-enough-length',
    METRICS_ADDRESS: '[::1]:9464',
    RATE_LIMIT_PER_MINUTE: '60',
    GATE_PROBE: 'on',
    RETENTION_DAYS: '30',
    DIGEST_TIME: '08:30',
    SCORECARD_TIME: '18:00',
    REVIEW_TIME: 'mon 9:15',
    NODE_ENV: 'production',
    SOMETHING_ELSE: 'is none of our business',
  })
  expect(config).toMatchObject({
    port: 8080,
    host: '0.0.0.0',
    publicUrl: 'https://bot.example.com',
    databaseUrl: 'postgresql://app:p@db:5432/bot',
    migrationDatabaseUrl: 'postgres://owner:p@db/bot',
    dataDir: '/var/lib/bot',
    line: {
      secrets: ['secret'],
      accessToken: 'token',
      channelId: '1234567890',
      apiBaseUrl: 'http://127.0.0.1:9',
    },
    login: {
      id: '2000000001',
      secret: 'login-secret',
      loginBaseUrl: 'http://127.0.0.1:8',
      apiBaseUrl: 'http://127.0.0.1:9',
    },
    simulatorPort: 0,
    timeZone: 'Europe/Berlin',
    defaultLocale: 'en',
    logLevel: 'debug',
    maxConnections: 500,
    maxConnectionsPerAddress: 50,
    metricsToken: 'a-token-of-enough-length',
    metricsAddress: { host: '::1', port: 9464 },
    rateLimitPerMinute: 60,
    gateProbe: true,
    retentionDays: 30,
    digestTime: '08:30',
    scorecardTime: '18:00',
    reviewTime: 'mon 9:15',
  })
  expect(Object.isFrozen(config)).toBe(true)
})

test('PORT=0 takes a free port', () => {
  expect(loadConfig({ PORT: '0' }).port).toBe(0)
})

const WRONG: Env = {
  PORT: 'http',
  PUBLIC_URL: 'bot.example.com',
  DATABASE_URL: 'mysql://app:hunter2@db/bot',
  MIGRATION_DATABASE_URL: 'db:hunter2',
  LINE_CHANNEL_SECRET: undefined,
  LINE_CHANNEL_ACCESS_TOKEN: undefined,
  LINE_CHANNEL_ID: 'Countersign',
  LINE_API_BASE_URL: 'api.line.me',
  LINE_LOGIN_CHANNEL_ID: 'Countersign',
  LINE_LOGIN_CHANNEL_SECRET: undefined,
  LINE_LOGIN_BASE_URL: 'access.line.me',
  SIMULATOR_PORT: '65536',
  TIME_ZONE: 'Asia/Taipeh',
  DEFAULT_LOCALE: 'zh-CN',
  LOG_LEVEL: 'loud',
  MAX_CONNECTIONS: '1',
  MAX_CONNECTIONS_PER_ADDRESS: '0',
  METRICS_TOKEN: 'hunter2',
  METRICS_ADDRESS: '9464',
  RATE_LIMIT_PER_MINUTE: '0',
  GATE_PROBE: 'yes',
  RETENTION_DAYS: '1',
  DIGEST_TIME: '25:00',
  SCORECARD_TIME: 'noon',
  REVIEW_TIME: 'someday 16:00',
}

test('all problems are told at once, each with its variable', () => {
  const told = problemsOf(WRONG)
  const names = Object.keys(WRONG).filter((it) => it !== 'LINE_CHANNEL_ACCESS_TOKEN')
  for (const name of names) expect(told).toContain(`- ${name} `)
  expect(told.split('\n')).toHaveLength(names.length + 1)
})

test.each(Object.entries(WRONG).filter(([, value]) => value !== undefined))(
  'a wrong %s is named by itself',
  (name, value) => {
    expect(problemsOf({ ...LINE, [name]: value })).toContain(`- ${name} `)
  },
)

test('a wrong value is shown, unless it may hold a secret', () => {
  const told = problemsOf({
    ...WRONG,
    LINE_CHANNEL_ID: 'a-token-in-the-wrong-line',
    LINE_LOGIN_CHANNEL_ID: 'a-login-secret-in-the-wrong-line',
  })
  expect(told).toContain('"Asia/Taipeh"')
  expect(told).not.toContain('hunter2')
  expect(told).not.toMatch(/a-(token|login-secret)-in-the-wrong-line/)
})

test('a Login channel is set whole or not at all, and beside a LINE channel', () => {
  expect(loadConfig(LINE).login).toBeNull()
  expect(loadConfig({ ...LINE, LINE_LOGIN_BASE_URL: 'https://x.example' }).login).toBeNull()
  const both = { LINE_LOGIN_CHANNEL_ID: '2000000001', LINE_LOGIN_CHANNEL_SECRET: 'hush' }
  expect(loadConfig({ ...LINE, ...both }).login?.loginBaseUrl).toBe('https://access.line.me')
  const { LINE_LOGIN_CHANNEL_ID, LINE_LOGIN_CHANNEL_SECRET } = both
  expect(problemsOf({ ...LINE, LINE_LOGIN_CHANNEL_ID })).toContain('- LINE_LOGIN_CHANNEL_SECRET is not set')
  const withoutId = problemsOf({ ...LINE, LINE_LOGIN_CHANNEL_SECRET })
  expect(withoutId).toContain('- LINE_LOGIN_CHANNEL_ID is not set')
  const withoutBot = problemsOf(both)
  expect(withoutBot).toContain('- LINE_LOGIN_CHANNEL_ID is set without a LINE channel')
  expect(`${withoutId}${withoutBot}`).not.toContain('hush')
})

test('an address of LINE is an origin', () => {
  expect(problemsOf({ LINE_API_BASE_URL: 'https://api.line.me/v2' })).toContain(
    'LINE_API_BASE_URL must be an origin',
  )
  expect(problemsOf({ LINE_API_BASE_URL: 'ftp://api.line.me' })).toContain('LINE_API_BASE_URL')
})

test('production without LINE refuses to start and names the variables', () => {
  const told = problemsOf({ NODE_ENV: 'production' })
  for (const name of ['LINE_CHANNEL_SECRET', 'LINE_CHANNEL_ACCESS_TOKEN', 'LINE_CHANNEL_ID'])
    expect(told).toContain(name)
  expect(loadConfig({ NODE_ENV: 'production', ...LINE }).line).not.toBeNull()
})

test.each([
  [{ LINE_CHANNEL_ACCESS_TOKEN: 't' }, 'LINE_CHANNEL_SECRET is not set'],
  [{ LINE_CHANNEL_ID: '1' }, 'LINE_CHANNEL_SECRET is not set'],
  [{ LINE_CHANNEL_SECRET: ' , ', LINE_CHANNEL_ID: '1' }, 'LINE_CHANNEL_SECRET is not set'],
  [{ LINE_CHANNEL_SECRET: 's' }, 'LINE_CHANNEL_ACCESS_TOKEN or LINE_CHANNEL_ID is not set'],
])('half a LINE channel (%o) is no channel: what is missing is named', (env, missing) => {
  expect(problemsOf(env)).toContain(missing)
  expect(problemsOf({ ...env, NODE_ENV: 'production' })).toContain(missing)
})

test('a channel id is enough in place of a token', () => {
  expect(loadConfig({ LINE_CHANNEL_SECRET: 's', LINE_CHANNEL_ID: '1' }).line).toMatchObject({
    channelId: '1',
    accessToken: null,
  })
})

test('several channel secrets stand in one list while one is replaced', () => {
  const { line } = loadConfig({ ...LINE, LINE_CHANNEL_SECRET: ' new , old,, ' })
  expect(line?.secrets).toEqual(['new', 'old'])
})

test('a variable set to nothing is a variable not set', () => {
  const nothing = Object.fromEntries(Object.keys(WRONG).map((name, n) => [name, n % 2 ? '' : '  ']))
  expect(loadConfig({ ...nothing, HOST: '', DATA_DIR: '', NODE_ENV: '' })).toEqual(loadConfig({}))
})
