import type { Member, PrismaClient, Role } from '../../db/generated/client.ts'
import { recordAudit } from '../../domain/audit/record.ts'
import { type Actor, type Ctx, inTransaction } from '../../domain/context.ts'
import { bindMember } from '../../domain/members/bind.ts'
import { createInvite } from '../../domain/members/invite.ts'
import { asActor } from '../../domain/members/read.ts'
import { createToken } from '../../domain/tokens/create.ts'
import { AppError } from '../../errors.ts'
import { type Chance, seededChance, seededIds } from '../seeded-chance.ts'

export const POOLS = ['crawl', 'parse', 'publish'] as const
const WORKERS_A_POOL = 4

/** Who is in the seeded history; those with a LINE user are the people of the demo's phones. */
const PEOPLE: { name: string; role: Exclude<Role, 'ops'>; pool: string; lineUserId: string | null }[] = [
  { name: 'Louis', role: 'louis', pool: 'default', lineUserId: 'U10000000000000000000000000000001' },
  { name: '林怡君', role: 'pls_owner', pool: 'default', lineUserId: 'U20000000000000000000000000000002' },
  { name: '陳柏翰', role: 'pool_owner', pool: POOLS[0], lineUserId: 'U30000000000000000000000000000003' },
  { name: '王小明', role: 'worker', pool: POOLS[0], lineUserId: 'U40000000000000000000000000000004' },
  { name: '張雅婷', role: 'pool_owner', pool: POOLS[1], lineUserId: null },
  { name: '黃志豪', role: 'pool_owner', pool: POOLS[2], lineUserId: null },
]

export type Worker = Extract<Actor, { kind: 'token' }> & { workerId: string }

/** A database with people and workers, a clock that is moved, and chance from a seed. */
export type Stage = {
  chance: Chance
  workers: readonly [Worker, ...Worker[]]
  /** A member as the one who acts. */
  member(name: string): Actor
  now(): Date
  moveTo(at: Date): void
  /**
   * Does something as somebody, in one transaction. What it owes LINE counts as sent: the phones are
   * not flooded with a month.
   */
  act<T>(actor: Actor, run: (tx: Ctx) => Promise<T>): Promise<T>
  /** The same, where a refusal is part of the story. */
  tryTo(actor: Actor, run: (tx: Ctx) => Promise<unknown>): Promise<void>
}

export const OPERATOR: Actor = { kind: 'operator', name: 'seed' }

async function addPerson(ctx: Ctx, person: (typeof PEOPLE)[number]): Promise<Member> {
  const { name, role, pool, lineUserId } = person
  if (lineUserId) {
    const { code } = await createInvite(ctx, { role, name, pool, locale: 'zh-TW' })
    const bound = await bindMember(ctx, lineUserId, code)
    if ('member' in bound) return bound.member
    throw new Error(`${name} could not be bound: ${bound.result}`)
  }
  return inTransaction(ctx, async (tx) => {
    const data = { id: tx.ids.uuid(), name, role, pool, locale: 'zh-TW', createdAt: tx.clock.now() }
    await recordAudit(tx, 'member.bind', { subject: `member:${data.id}`, after: data })
    return tx.db.member.create({ data })
  })
}

async function addWorker(ctx: Ctx, pool: string, n: number): Promise<Worker> {
  const workerId = `codex-${String(n).padStart(2, '0')}`
  const { id } = await createToken(ctx, { role: 'worker', name: workerId, workerId, pool })
  return { kind: 'token', id, name: workerId, role: 'worker', pool, workerId }
}

/** Sets the stage: six people, three pools and twelve workers. */
export async function openStage(db: PrismaClient, seed: number, start: Date): Promise<Stage> {
  let now = start
  const clock = { now: () => now }
  const ids = seededIds(seed, clock.now)
  const base: Ctx = { db, clock, ids, actor: OPERATOR }
  const act: Stage['act'] = (actor, run) =>
    inTransaction({ ...base, actor }, async (tx) => {
      const result = await run(tx)
      await tx.db.delivery.updateMany({
        where: { status: 'pending', createdAt: now },
        data: { status: 'sent', sentVia: 'push', sentAt: now },
      })
      return result
    })
  const members = new Map<string, Member>()
  for (const it of PEOPLE) members.set(it.name, await act(OPERATOR, (tx) => addPerson(tx, it)))
  const workers: Worker[] = []
  for (const pool of POOLS)
    for (let n = 0; n < WORKERS_A_POOL; n += 1)
      workers.push(await act(OPERATOR, (tx) => addWorker(tx, pool, workers.length + 1)))
  const [first, ...rest] = workers
  if (!first) throw new Error('there are no workers')
  return {
    chance: seededChance(seed),
    workers: [first, ...rest],
    member: (name) => {
      const found = members.get(name)
      if (!found) throw new Error(`there is no ${name}`)
      return asActor(found)
    },
    now: clock.now,
    moveTo: (at) => {
      now = at
    },
    act,
    tryTo: async (actor, run) => {
      await act(actor, run).catch((error) => {
        if (!(error instanceof AppError)) throw error
      })
    },
  }
}
