import { createRequire } from 'node:module'
import { requestsOf, type Traffic } from '../traffic.ts'

// The load of the benchmark, a process of its own: it prepares and signs every request first, so
// that the run itself costs only the sending.

/** One run: so many connections send one request after the other, for so long. */
export type LoadJob = { url: string; traffic: Traffic; connections: number; seconds: number }

/** What came of it. Times are milliseconds; `refused` counts every answer but 2xx, `errors` lost ones. */
export type LoadResult = {
  perSecond: number
  p50: number
  p99: number
  answered: number
  refused: number
  errors: number
}

type Outcome = { duration: number; errors: number; non2xx: number; '2xx': number }
type Autocannon = (
  options: object,
  done: (error: unknown, outcome: Outcome) => void,
) => {
  on(event: 'response', heard: (client: unknown, status: number, bytes: number, ms: number) => void): void
}
type Client = { setRequests(requests: object[]): void }
// autocannon comes without types.
const autocannon = createRequire(import.meta.url)('autocannon') as Autocannon

/**
 * More than any contender that keeps events answers in a second; a connection that ran out would repeat
 * itself, and what comes twice is kept once. (12,000 were met on 2026-11-22.)
 */
const MOST_PER_SECOND = 24_000

function run({ url, traffic, connections, seconds }: LoadJob): Promise<LoadResult> {
  const perConnection = Math.ceil((MOST_PER_SECOND * seconds) / Math.max(connections, 2))
  // autocannon keeps whole milliseconds; a quick answer takes less than one.
  const times: number[] = []
  return new Promise((resolve, reject) => {
    let first = 0
    let last = 0
    const instance = autocannon(
      {
        url,
        connections,
        duration: seconds,
        setupClient: (client: Client) => client.setRequests(requestsOf(traffic, perConnection)),
      },
      (error, outcome) => {
        if (error) return reject(error)
        times.sort((a, b) => a - b)
        const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
        const { errors, non2xx: refused, '2xx': answered } = outcome
        resolve({
          perSecond: answered / ((last - first) / 1_000),
          p50: at(0.5),
          p99: at(0.99),
          answered,
          refused,
          errors,
        })
      },
    )
    instance.on('response', (_client, _status, _bytes, ms) => {
      last = performance.now()
      if (first === 0) first = last - ms
      times.push(ms)
    })
  })
}

process.on('message', (job: LoadJob) => {
  run(job).then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
