import { onTestFinished } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import type { Ctx } from '../../src/domain/context.ts'
import { planOf } from '../../src/domain/schedules/plan.ts'
import { runDueSlots } from '../../src/domain/schedules/run-due.ts'
import { SLOTTED } from '../../src/domain/schedules/slot.ts'
import { systemIds } from '../../src/services.ts'
import type { TestClock } from './clock.ts'

export const PLAN = planOf({
  timeZone: 'Asia/Taipei',
  digestTime: '09:00',
  scorecardTime: '10:00',
  reviewTime: 'fri 16:00',
})

/** One bot beside others on the same database; `crash` ends its connections in the middle of what it does. */
export type Replica = {
  /** Looks for what is due and runs it; a crash on the way is no failure of the test. */
  look(): Promise<void>
  /** Dies at one of the next ids that it asks for: in the middle of a transaction. */
  dieSoon(after: number): void
}

class Died extends Error {}

/** A replica with a connection pool of its own. */
export function startReplica(url: string, clock: TestClock): Replica {
  const db = openDatabase(url, 4)
  onTestFinished(() => db.close())
  let idsLeft = Number.POSITIVE_INFINITY
  const ids = {
    ...systemIds,
    uuid: () => {
      idsLeft -= 1
      if (idsLeft < 0) throw new Died('killed')
      return systemIds.uuid()
    },
  }
  const ctx: Ctx = { db: db.prisma, clock, ids, actor: { kind: 'system', name: 'replica' } }
  return {
    dieSoon: (after) => {
      idsLeft = after
    },
    look: async () => {
      for (const name of SLOTTED) {
        await runDueSlots(ctx, PLAN, [name]).catch((error) => {
          if (!(error instanceof Died)) throw error
        })
      }
      // It comes up again before the next look.
      idsLeft = Number.POSITIVE_INFINITY
    },
  }
}
