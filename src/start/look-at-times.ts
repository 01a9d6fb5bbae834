import type { Logger } from 'pino'
import type { Db } from '../db/database.ts'
import { describeShifted, findShiftedTimes, SHIFTED_REMEDY } from '../db/database-time.ts'

/** Warns of times that an earlier start stored in another zone. A look that fails is worth no failed start. */
export async function warnOfShiftedTimes(db: Db, log: Logger): Promise<void> {
  try {
    for (const it of await findShiftedTimes(db)) {
      const { minutes, entries } = it
      log.warn({ minutes, entries }, `${describeShifted(it)} ${SHIFTED_REMEDY}`)
    }
  } catch (error) {
    log.debug({ err: error }, 'the stored times could not be looked at')
  }
}
