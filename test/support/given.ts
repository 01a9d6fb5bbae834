import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { ERRORS_PER_PROPOSAL } from '../../src/domain/rules.ts'
import type { Bot } from './bot.ts'

/** A repair event as a worker reports it. */
export const anEvent = (over: Record<string, unknown> = {}) => ({
  job_id: randomUUID(),
  worker_id: 'codex-01',
  event_type: 'fetch_failed',
  phase: 'download',
  raw_command_output: { exit_code: 56, stderr: 'curl: (56) fetch failed: Connection reset by peer' },
  repair_action: 'touch + retry once',
  ...over,
})

/** A worker fails as often as a proposal needs. Returns the last answer's body. */
export async function aProposal(bot: Bot, over: Record<string, unknown> = {}) {
  const token = await bot.token('worker')
  let last: Record<string, unknown> = {}
  for (let n = 0; n < ERRORS_PER_PROPOSAL; n += 1) {
    const { status, body } = await bot.request('POST', '/api/pls/worker-repair-events', {
      token,
      body: anEvent(over),
    })
    expect(status, JSON.stringify(body)).toBe(201)
    last = body
  }
  await bot.runTasks()
  return last as { id: string; proposal: { id: string; policy_key: string; status: string } }
}
