import pg from 'pg'
import { openClient } from './connect.ts'

/** One connection that hears what PostgreSQL is told to say on a channel. */
export type Listener = {
  /** True while notices are known to arrive: not behind a pooler that swallows them, nor during an outage. */
  isLive(): boolean
  close(): Promise<void>
}

type Listening = {
  channel: string
  /** A payload of this process's own: its arrival proves that notices come through. */
  probe: string
  onNotice(payload: string): void
  /** Notices come through from now on; what was said before is lost. */
  onLive(): void
}

const RECONNECT_AFTER_MS = 1_000
const TIME_LIMIT_MS = 3_000

/** Listens on a connection of its own, and connects again whenever it is lost. Never throws. */
export function listen(url: string, { channel, probe, onNotice, onLive }: Listening): Listener {
  let client: pg.Client | null = null
  let isLive = false
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  function connectAgain(): void {
    if (!isClosed) timer = setTimeout(begin, RECONNECT_AFTER_MS).unref()
  }

  function lose(lost: pg.Client): void {
    if (client !== lost) return
    client = null
    isLive = false
    lost.end().catch(() => {})
    connectAgain()
  }

  async function hear(own: pg.Client): Promise<void> {
    own.on('error', () => lose(own))
    own.on('end', () => lose(own))
    own.on('notification', ({ payload = '' }) => {
      if (payload !== probe) return onNotice(payload)
      isLive = true
      onLive()
    })
    await own.query(`listen ${pg.escapeIdentifier(channel)}`)
    await own.query('select pg_notify($1, $2)', [channel, probe])
  }

  async function connect(): Promise<void> {
    try {
      const limits = { connectLimit: TIME_LIMIT_MS, answerLimit: TIME_LIMIT_MS }
      client = await openClient(url, { name: 'countersign listener', ...limits })
      if (!isClosed) await hear(client)
    } catch {
      if (client) lose(client)
      else connectAgain()
    }
  }

  let connecting = Promise.resolve()
  function begin(): void {
    connecting = connect()
  }

  begin()
  return {
    isLive: () => isLive,
    close: async () => {
      isClosed = true
      isLive = false
      clearTimeout(timer)
      await connecting
      await client?.end().catch(() => {})
    },
  }
}
