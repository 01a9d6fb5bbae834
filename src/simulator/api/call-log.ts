import { setTimeout as delay } from 'node:timers/promises'
import { createMiddleware } from 'hono/factory'
import type { Fault, Platform } from '../platform.ts'
import { newRequestId } from '../state/random-ids.ts'
import { faultAfter, faultBefore, takeFault } from './faults.ts'
import type { LineContext, LineEnv } from './line-context.ts'

const SILENT_FAULTS = new Set(['hang-before', 'hang-after', 'reset-after'])

/** Gives each call a request id, plays planned faults and writes the call down before it is answered. */
export function callLog(platform: Platform) {
  return createMiddleware<LineEnv>(async (c, next) => {
    const requestId = newRequestId()
    c.set('requestId', requestId)
    c.set('body', await parsedBody(c))
    const { latencyMs } = platform.settings()
    if (latencyMs > 0) await delay(latencyMs)
    const fault = takeFault(platform, c.req.path)
    if (fault?.kind === 'hang-before') await record(platform, c, fault)
    const refusal = await faultBefore(c, fault)
    if (refusal) c.res = refusal
    else await next()
    if (fault?.kind !== 'hang-before') await record(platform, c, fault)
    const substitute = await faultAfter(c, fault)
    if (substitute) {
      c.res = undefined
      c.res = substitute
    }
    c.res.headers.set('x-line-request-id', requestId)
  })
}

async function parsedBody(c: LineContext): Promise<unknown> {
  if (!(c.req.header('content-type') ?? '').toLowerCase().includes('application/json')) return undefined
  try {
    return await c.req.json()
  } catch {
    return undefined
  }
}

async function record(platform: Platform, c: LineContext, fault: Fault | null): Promise<void> {
  const body = (c.get('body') ?? {}) as { to?: unknown; replyToken?: unknown; messages?: unknown }
  const seq = platform.store.nextSeq('call')
  platform.store.put('call', String(seq), {
    seq,
    at: platform.now(),
    method: c.req.method,
    path: c.req.path,
    status: sentStatus(c, fault),
    retryKey: c.req.header('x-line-retry-key') ?? null,
    requestId: c.get('requestId'),
    fault: fault?.kind ?? null,
    to: body.to ?? body.replyToken ?? null,
    messages: body.messages ?? null,
    answer: await answerOf(c),
  })
}

/** The status that the client sees; null when it gets no answer at all. */
function sentStatus(c: LineContext, fault: Fault | null): number | null {
  if (fault === null) return c.res.status
  if (SILENT_FAULTS.has(fault.kind)) return null
  if (fault.kind === 'huge-after' || fault.kind === 'html-after') return 200
  return fault.kind === '500-after' ? 500 : c.res.status
}

async function answerOf(c: LineContext): Promise<unknown> {
  if (!(c.res.headers.get('content-type') ?? '').includes('application/json')) return null
  return c.res.clone().json()
}
