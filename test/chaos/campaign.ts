import { setTimeout as wait } from 'node:timers/promises'
import { check, type Verdict, waiting } from './check.ts'
import { FAULTS, type FaultName, type Scene, supervise } from './faults.ts'
import { seededRandom } from './random.ts'
import { buildStage, stopBot } from './stage.ts'
import { beginWorld } from './world.ts'

export type Options = { minutes: number; seed: number; kinds: FaultName[]; say(line: string): void }

/** `recovery` are the milliseconds from the end of each fault until the bot was ready again and nothing waited. */
export type Result = Verdict & {
  played: Record<FaultName, number>
  notEnded: number
  recovery: number[]
  done: { events: number; taps: number; commands: number }
}

/** After a fault all that waits has to be done within this time (ms). */
export const RECOVERY_LIMIT_MS = 60_000
const LOOK_MS = 200

const isReady = (url: string) =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    (it) => it.status === 200,
    () => false,
  )

/** Waits until the bot is ready and has nothing left that is due. @returns how long, or what still waits */
async function recover(scene: Scene, limit: number): Promise<number | string[]> {
  const since = Date.now()
  let left: string[] = ['the bot is not ready']
  while (Date.now() - since < limit) {
    await supervise(scene)
    if (await isReady(scene.bot.url)) {
      left = await waiting(scene.stage).catch(() => ['PostgreSQL does not answer'])
      if (left.length === 0) return Date.now() - since
    } else left = ['the bot is not ready']
    await wait(LOOK_MS)
  }
  return left
}

/** Plays faults on a bot at work until the time is over; then it is left alone, and everything is counted. */
export async function runCampaign({ minutes, seed, kinds, say }: Options): Promise<Result> {
  const random = seededRandom(seed)
  const stage = await buildStage()
  try {
    const bot = await stage.startBot()
    const world = await beginWorld(stage, random, bot.url)
    const scene: Scene = { stage, world, random, bot, notEnded: 0 }
    const played = Object.fromEntries(Object.keys(FAULTS).map((it) => [it, 0])) as Result['played']
    const recovery: number[] = []
    const stuck: string[] = []
    const until = Date.now() + minutes * 60_000
    for (let n = 0; Date.now() < until; n += 1) {
      // Each kind once before chance decides, so that a short campaign has them all.
      const kind = kinds[n] ?? random.pick(kinds)
      await FAULTS[kind](scene)
      played[kind] += 1
      await supervise(scene)
      // Now and then the next fault comes before the bot has recovered.
      if (random.below(3) === 0) continue
      const took = await recover(scene, RECOVERY_LIMIT_MS)
      if (typeof took === 'number') recovery.push(took)
      else stuck.push(`after ${kind} (fault ${n + 1}): ${took.join(', ')}`)
      say(`${kind}: ${typeof took === 'number' ? `recovered in ${took} ms` : took.join(', ')}`)
    }
    await fetch(`${stage.sim.url}/_sim/faults`, { method: 'DELETE' })
    await wait(2_000)
    await world.stop()
    const last = await recover(scene, RECOVERY_LIMIT_MS)
    if (typeof last !== 'number') stuck.push(`at the end: ${last.join(', ')}`)
    const verdict = await check(stage, world, stuck)
    if ((await stopBot(scene.bot)) === null) scene.notEnded += 1
    const done = {
      events: world.reported.length * 2,
      taps: world.taps.length,
      commands: world.said.length,
    }
    return { ...verdict, played, notEnded: scene.notEnded, recovery, done }
  } finally {
    await stage.close()
  }
}
