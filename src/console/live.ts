import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { readAuditHead } from '../domain/audit/search.ts'
import { type ConsoleEnv, ownView } from './view.ts'

const LOOK_EVERY_MS = 2_000
/** Then the browser asks again, with its cookie, and whoever is out by then stays out. */
const LOOKS = 150

/** Tells a browser that something happened; it asks for the page again. Everything that happens is in the audit log. */
export function liveRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', (c) => {
    const { ctx } = ownView(c)
    return streamSSE(c, async (stream) => {
      let seen = await readAuditHead(ctx)
      await stream.writeSSE({ event: 'ready', data: '' })
      for (let looks = 0; looks < LOOKS && !stream.aborted; looks += 1) {
        await stream.sleep(LOOK_EVERY_MS)
        if (stream.aborted) return
        const head = await readAuditHead(ctx)
        if (head === seen) continue
        seen = head
        await stream.writeSSE({ event: 'changed', data: String(head) })
      }
    })
  })
  return app
}
