import { Hono } from 'hono'
import { Impossible } from '../phone/actor.ts'
import type { ExtraButton, Platform } from '../platform.ts'

const TIMEOUT_MS = 10_000
const SHOWN_CHARACTERS = 2000

/** POST /_sim/buttons/{n}: the simulator's server does the request of an extra button. */
export function buttonRoutes(platform: Platform): Hono {
  const app = new Hono()
  app.post('/buttons/:n', async (c) => {
    const button = platform.buttons[Number(c.req.param('n')) - 1]
    if (!button) throw new Impossible(404, `There are ${platform.buttons.length} extra buttons.`)
    let result = await press(button)
    for (let again = 1; again < button.times && result.ok; again += 1) result = await press(button)
    return c.json({ label: button.label, ...result })
  })
  return app
}

type PressResult = { ok: boolean; status: number | null; ms: number; body: string }

async function press({ method, url, headers, body }: ExtraButton): Promise<PressResult> {
  const start = performance.now()
  const ms = () => Math.round(performance.now() - start)
  const isText = typeof body === 'string'
  try {
    const response = await fetch(url, {
      method,
      headers: body === undefined || isText ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = (await response.text()).slice(0, SHOWN_CHARACTERS)
    return { ok: response.ok, status: response.status, ms: ms(), body: text }
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const reason = timedOut
      ? `No answer within ${TIMEOUT_MS / 1000} seconds.`
      : `${url} could not be reached.`
    return { ok: false, status: null, ms: ms(), body: reason }
  }
}
