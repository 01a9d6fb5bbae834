// npm run chaos -- [--minutes 5] [--seed N] [--kinds kill,outage,…]
// Faults on a real bot at work, with a real PostgreSQL; LINE is simulated.
import { parseArgs } from 'node:util'
import { runCampaign } from './campaign.ts'
import { FAULTS, type FaultName } from './faults.ts'

const ALL = Object.keys(FAULTS) as FaultName[]

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    kinds: { type: 'string', default: ALL.join(',') },
  },
})

const print = (line: string) => process.stdout.write(`${line}\n`)
const kinds = values.kinds.split(',') as FaultName[]
const unknown = kinds.filter((it) => !ALL.includes(it))
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
if (unknown.length > 0 || !(minutes > 0) || !Number.isInteger(seed)) {
  print(
    `Kinds are ${ALL.join(', ')}; minutes and seed are numbers.${unknown.length > 0 ? ` Not known: ${unknown.join(', ')}.` : ''}`,
  )
  process.exit(64)
}

print(`seed ${seed}, ${minutes} minutes, ${kinds.join(', ')}; LINE is simulated`)
const result = await runCampaign({ minutes, seed, kinds, say: print })
const times = result.recovery.sort((a, b) => a - b)
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
print(
  `faults: ${Object.entries(result.played)
    .map(([kind, n]) => `${kind} ${n}`)
    .join(', ')}`,
)
print(
  `done meanwhile: ${result.done.events} events, ${result.done.taps} taps, ${result.done.commands} commands`,
)
print(`recovery: median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${times.at(-1) ?? 0} ms`)
for (const kind of ['lost', 'doubled', 'stuck'] as const) {
  print(`${kind}: ${result[kind].length}`)
  for (const it of result[kind].slice(0, 20)) print(`  ${it}`)
}
print(`not ended within 10 s of SIGTERM: ${result.notEnded}`)
const isWell = result.lost.length + result.doubled.length + result.stuck.length + result.notEnded === 0
process.exit(isWell ? 0 : 1)
