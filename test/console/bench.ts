import { pagesNote, pagesTable } from '../bench/console-tables.ts'
import { withBot } from '../bench/starts.ts'
import { fill, measurePages } from './page-times.ts'

// npm run bench:console: how long each page takes when the tables are full; npm run bench has it too.

await withBot(async (bot) => {
  await fill(bot.db)
  process.stdout.write(`${pagesTable(await measurePages(bot))}\n\n${pagesNote}\n`)
})
process.exit(0)
