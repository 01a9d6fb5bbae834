import type { Bot } from './bot.ts'

/** How often anybody took a database connection while something ran. */
export async function connectionsTaken({ db }: Bot, run: () => Promise<unknown>): Promise<number> {
  let taken = 0
  const count = () => {
    taken += 1
  }
  db.pool.on('acquire', count)
  await run()
  db.pool.off('acquire', count)
  return taken
}
