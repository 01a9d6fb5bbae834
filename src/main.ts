import { once } from 'node:events'
import path from 'node:path'
import type { Logger } from 'pino'
import { createApp, createMetricsApp } from './app.ts'
import { type Config, type LineChannel, type LoginChannel, loadConfig } from './config.ts'
import { createServices, loginCallbackUrl } from './create-services.ts'
import { openDatabase } from './db/database.ts'
import { startEmbeddedDatabase } from './db/embedded/embedded-database.ts'
import { loadSecrets } from './db/embedded/secrets.ts'
import { migrate } from './db/migrate.ts'
import { SCENES } from './demo/scenes.ts'
import { seedDemo } from './demo/seed-demo.ts'
import { seedMenus } from './demo/seed-menus.ts'
import { SIMULATOR_LOGIN_ID, startSimulatorProcess } from './demo/simulator-process.ts'
import { RISKS } from './domain/catalogue.ts'
import { AppError } from './errors.ts'
import { createHttpServer, type Handler, SERVER_TIMEOUTS } from './http/server.ts'
import { createLog } from './log.ts'
import { startQueue } from './queue/runner.ts'
import { startSchedules } from './schedules.ts'
import { type Services, systemClock, systemIds } from './services.ts'
import { warnOfShiftedTimes } from './start/look-at-times.ts'

type Stop = () => Promise<void> | void

/** What was started, to be stopped in reverse. */
const started: { name: string; stop: Stop }[] = []

async function stopAll(log: Logger): Promise<void> {
  for (const { name, stop } of started.splice(0).reverse()) {
    try {
      await stop()
    } catch (error) {
      log.error({ err: error, part: name }, 'could not be stopped in order')
    }
  }
}

async function provideDatabase(config: Config, log: Logger) {
  if (config.databaseUrl) {
    const { databaseUrl: appUrl, migrationDatabaseUrl } = config
    const appRole = migrationDatabaseUrl ? decodeURIComponent(new URL(appUrl).username) : null
    if (!appRole) log.warn('MIGRATION_DATABASE_URL is not set: the bot runs as the owner of its tables')
    return { appUrl, ownerUrl: migrationDatabaseUrl ?? appUrl, appRole, describe: () => {} }
  }
  log.info(
    { data_dir: path.resolve(config.dataDir) },
    'DATABASE_URL is not set: starting the embedded PostgreSQL',
  )
  const embedded = await startEmbeddedDatabase(config.dataDir, 'server', log)
  started.push({ name: 'embedded PostgreSQL', stop: embedded.stop })
  return embedded
}

type Place = { host: string; port: number; setting: string; name: string }

/** Takes a port at once; until there is something to serve every request is answered 503. */
async function listen(
  { host, port: wanted, setting, name }: Place,
  config: Config,
  log: Logger,
): Promise<{ url: string; serve(handler: Handler): void }> {
  let handler: Handler = () => new Response('starting', { status: 503, headers: { 'retry-after': '1' } })
  const limits = {
    ...SERVER_TIMEOUTS,
    connections: config.maxConnections,
    connectionsPerAddress: config.maxConnectionsPerAddress,
  }
  const server = createHttpServer((request, env) => handler(request, env), limits, log)
  server.listen(wanted, host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new AppError(
      'bad-settings',
      `Port ${wanted} is in use. Set ${setting} to another one, or stop what runs there.`,
    )
  })
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : wanted
  started.push({
    name,
    stop: async () => {
      server.close()
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 2_000).unref()
      await once(server, 'close')
    },
  })
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    serve: (it) => {
      handler = it
    },
  }
}

/** Where METRICS_ADDRESS says, and nowhere else. */
async function serveMetrics(config: Config, services: Services, log: Logger): Promise<void> {
  if (!config.metricsAddress) return
  const place = { ...config.metricsAddress, setting: 'METRICS_ADDRESS', name: 'metrics server' }
  const { url, serve } = await listen(place, config, log)
  const app = createMetricsApp(services)
  serve((request, env) => app.fetch(request, env))
  log.info({ url: `${url}/metrics` }, 'the metrics are served at an address of their own')
}

async function startSimulator(config: Config, url: string) {
  const secrets = loadSecrets(config.dataDir)
  // Nothing that it signs outlives a sign in: each start makes its own.
  const loginSecret = systemIds.secret(24)
  const buttons = Object.values(SCENES).map(({ label, event }) => ({
    label,
    times: 2,
    method: 'POST',
    url: `${url}/api/pls/worker-repair-events`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secrets.demoWorkerToken}` },
    body: JSON.stringify(event),
  }))
  const simulator = await startSimulatorProcess({
    port: config.simulatorPort,
    secret: secrets.simulatorChannelSecret,
    accessToken: secrets.simulatorAccessToken,
    loginSecret,
    loginCallbackUrl: loginCallbackUrl(config.publicUrl ?? url),
    stateFile: path.join(config.dataDir, 'simulator.jsonl'),
    webhookUrl: `${url}/line/webhook`,
    buttons,
  })
  started.push({ name: 'simulator', stop: simulator.stop })
  const channel: LineChannel = {
    secrets: [secrets.simulatorChannelSecret],
    accessToken: secrets.simulatorAccessToken,
    channelId: null,
    apiBaseUrl: simulator.url,
  }
  const login: LoginChannel = {
    id: SIMULATOR_LOGIN_ID,
    secret: loginSecret,
    loginBaseUrl: simulator.url,
    apiBaseUrl: simulator.url,
  }
  return { channel, login, simulatorUrl: simulator.url, demoToken: secrets.demoWorkerToken }
}

async function start(config: Config, log: Logger): Promise<void> {
  const { appUrl, ownerUrl, appRole, describe } = await provideDatabase(config, log)
  const applied = await migrate(ownerUrl, appRole, RISKS)
  if (applied.length > 0) log.info({ applied }, 'the database was brought up to date')
  const db = openDatabase(appUrl)
  started.push({ name: 'database connections', stop: db.close })
  void warnOfShiftedTimes(db.prisma, log)
  const { host, port } = config
  const http = await listen({ host, port, setting: 'PORT', name: 'HTTP server' }, config, log)
  const simulated = config.line ? null : await startSimulator(config, http.url)
  const channel = config.line ?? simulated?.channel
  if (!channel) throw new AppError('bad-settings', 'There is neither a LINE channel nor a simulator.')
  const login = config.login ?? simulated?.login ?? null
  const parts = { config, channel, login, db, clock: systemClock, ids: systemIds, log }
  const { services, late } = createServices(parts)
  late.publicUrl = config.publicUrl ?? http.url
  const { waiters } = services
  started.push({ name: 'held requests', stop: waiters.close })
  const app = createApp(services)
  await serveMetrics(config, services, log)
  const queue = await startQueue(services, appUrl)
  started.push({ name: 'queue', stop: queue.stop })
  late.queueIsRunning = queue.isRunning
  started.push({ name: 'schedules', stop: startSchedules(services).stop })
  http.serve((request, env) => app.fetch(request, env))
  const ctx = {
    db: db.prisma,
    clock: systemClock,
    ids: systemIds,
    actor: { kind: 'system', name: 'first start' } as const,
  }
  if (simulated) {
    await seedDemo(ctx, simulated.simulatorUrl, simulated.demoToken)
    // Beside the start: the phones have their menus a moment later.
    seedMenus(ctx, services.menus()).catch((error) => log.warn({ err: error }, 'the phones have no menus'))
  }
  const bot = await services.line.botInfo().catch((error) => {
    log.warn({ err: error }, 'LINE did not say who we are; check the token with `countersign doctor`')
    return null
  })
  late.botUserId = bot?.userId ?? null
  const simulator_url = simulated?.simulatorUrl
  describe({ url: late.publicUrl, simulator_url, basic_id: bot?.basicId })
  if (simulator_url) log.info(`LINE is simulated. Open the phones at ${simulator_url}`)
  log.info({ url: late.publicUrl, mode: simulated ? 'simulator' : 'line', simulator_url }, 'ready')
}

function fail(log: Logger, error: unknown): void {
  if (error instanceof AppError) log.fatal(error.message)
  else log.fatal({ err: error }, 'the start failed')
}

async function main(): Promise<void> {
  let log = createLog('info')
  let ending = false
  const end = async (code: number) => {
    if (ending) return
    ending = true
    await stopAll(log)
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'stopping')
      void end(0)
    })
  }
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was left alone'))
  try {
    const config = loadConfig(process.env)
    log = createLog(config.logLevel)
    await start(config, log)
  } catch (error) {
    fail(log, error)
    await end(1)
  }
}

await main()
