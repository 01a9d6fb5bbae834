import { withBot } from '../bench/starts.ts'
import { fill, measurePages, SIZES } from './page-times.ts'

// npm run bench:console: how long each page takes when the tables are full.

const LIMIT_MS = 200

await withBot(async (bot) => {
  process.stdout.write(
    `${SIZES.events} events, ${SIZES.entries} audit entries, ${SIZES.proposals} proposals …\n`,
  )
  await fill(bot.db)
  process.stdout.write(
    '| page | p50 ms | worst ms | × /healthz | under 200 ms |\n| --- | ---: | ---: | ---: | --- |\n',
  )
  for (const { path, p50, worst, toHealth } of await measurePages(bot)) {
    const verdict = p50 < LIMIT_MS ? 'yes' : 'NO'
    process.stdout.write(
      `| ${path} | ${p50.toFixed(1)} | ${worst.toFixed(1)} | ${toHealth.toFixed(1)} | ${verdict} |\n`,
    )
  }
})
process.exit(0)
