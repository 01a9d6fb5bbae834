import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from './random.ts'
import { type BotProcess, killBot, type Stage, stopBot } from './stage.ts'
import type { World } from './world.ts'

/** What a fault is played on. `bot` is replaced by whoever starts another one. */
export type Scene = {
  stage: Stage
  world: World
  random: Random
  bot: BotProcess
  /** Bots that did not end in their time after SIGTERM. */
  notEnded: number
}

async function start(scene: Scene, flags: string[] = []): Promise<void> {
  scene.bot = await scene.stage.startBot(flags)
  await scene.world.setUrl(scene.bot.url)
}

const isGone = ({ bot }: Scene) => bot.child.exitCode !== null || bot.child.signalCode !== null

/** A bot that ended itself is started again, as a supervisor does. */
export async function supervise(scene: Scene): Promise<void> {
  if (isGone(scene)) await start(scene)
}

async function kill(scene: Scene): Promise<void> {
  await wait(scene.random.between(0, 400))
  await killBot(scene.bot)
  await start(scene)
}

async function terminate(scene: Scene): Promise<void> {
  if ((await stopBot(scene.bot)) === null) scene.notEnded += 1
  await start(scene)
}

/** Sessions of the bot end one after the other, as behind a proxy that loses them. */
async function backend({ stage, random }: Scene): Promise<void> {
  for (let n = random.between(1, 6); n > 0; n -= 1) {
    await stage.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'countersign_app' order by random() limit 2`,
    )
    await wait(random.between(10, 150))
  }
}

async function postmaster({ stage, random }: Scene): Promise<void> {
  stage.postmaster(random.pick(['SIGQUIT', 'SIGINT'] as const))
  while (stage.cluster.isAlive()) await wait(20)
  await wait(random.between(0, 2_000))
  await stage.cluster.restart()
}

async function planFault(stage: Stage, fault: object): Promise<void> {
  await fetch(`${stage.sim.url}/_sim/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  })
}

/** PostgreSQL goes away while sends are open at LINE. */
async function outage(scene: Scene): Promise<void> {
  const { stage, random } = scene
  for (let n = 0; n < 6; n += 1) {
    await planFault(stage, { path: '/v2/bot/message/*', kind: 'slow', ms: random.between(1_500, 3_300) })
  }
  await wait(random.between(300, 900))
  stage.postmaster('SIGQUIT')
  while (stage.cluster.isAlive()) await wait(20)
  await wait(random.between(3_000, 5_000))
  await stage.cluster.restart()
}

const LINE_FAULTS = [
  '500-before',
  '500-after',
  'hang-before',
  'hang-after',
  'slow',
  '429-rate',
  'reset-after',
  'huge-after',
  'html-after',
] as const

async function line({ stage, random }: Scene): Promise<void> {
  await planFault(stage, {
    path: '/v2/bot/message/*',
    kind: random.pick(LINE_FAULTS),
    times: random.between(1, 3),
    ms: random.between(500, 3_000),
  })
}

/** A second bot on the same database, and one of the two is killed. */
async function replicas(scene: Scene): Promise<void> {
  const other = await scene.stage.startBot()
  await wait(scene.random.between(200, 1_500))
  const [stays, goes] = scene.random.below(2) === 0 ? [other, scene.bot] : [scene.bot, other]
  await killBot(goes)
  scene.bot = stays
  await scene.world.setUrl(stays.url)
}

const movedClock = (ms: number) =>
  `data:text/javascript,${encodeURIComponent(
    `const R = Date, by = ${ms}; globalThis.Date = class extends R { constructor(...a) { a.length ? super(...a) : super(R.now() + by) } static now() { return R.now() + by } }`,
  )}`

/** The bot's clock is an hour off for a while. */
async function clock(scene: Scene): Promise<void> {
  await killBot(scene.bot)
  await start(scene, ['--import', movedClock(scene.random.pick([-3_600_000, 3_600_000]))])
  await wait(scene.random.between(1_000, 3_000))
  if ((await stopBot(scene.bot)) === null) scene.notEnded += 1
  await start(scene)
}

/** Name → what happens. Each resolves when the fault is over; what follows from it may take longer. */
export const FAULTS = {
  kill,
  terminate,
  backend,
  postmaster,
  outage,
  line,
  replicas,
  clock,
} satisfies Record<string, (scene: Scene) => Promise<void>>

export type FaultName = keyof typeof FAULTS
