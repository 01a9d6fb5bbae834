import type { Db } from './database.ts'

/**
 * Adds a task to the queue in the caller's transaction: it becomes due when that commits, and never
 * if it does not.
 *
 * @param runAt not before this time; null: at once.
 * @param key a task that waits under the same one is replaced; null: it stands beside the others.
 */
export async function addTask(
  db: Db,
  name: string,
  payload: object,
  runAt: Date | null = null,
  key: string | null = null,
): Promise<void> {
  const text = JSON.stringify(payload)
  await db.$executeRaw`select graphile_worker.add_job(${name}, ${text}::json,
    run_at => ${runAt}::timestamptz, job_key => ${key}::text)`
}
