import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Role } from '../../src/db/generated/client.ts'
import { ROUTES } from '../../src/http/pls.ts'
import type { Route } from '../../src/http/route.ts'
import type { Answer, Bot, RequestOptions } from './bot.ts'
import { anAction } from './crew.ts'
import { anEvent } from './given.ts'

export const ROLES: Role[] = ['worker', 'pool_owner', 'pls_owner', 'louis', 'ops']
const BASE = '/api/pls'

/** A good request for a route: where, and with what. */
export type Example = { path: string; body?: Record<string, unknown> }

export const nameOf = ({ method, path }: Route) => `${method} ${path}`
export const said = ({ status, body }: Answer) => `${status} ${JSON.stringify(body).slice(0, 300)}`

/** A bot with a token of each role, and a good request for each route, new at every call. */
export async function openRoutes(bot: Bot) {
  const tokens = {} as Record<Role, string>
  for (const role of ROLES) tokens[role] = await bot.token(role)
  const post = async (path: string, body: unknown, role: Role = 'worker') => {
    const answer = await bot.request('POST', `${BASE}${path}`, { token: tokens[role], body })
    expect(answer.status, said(answer)).toBeLessThan(300)
    return answer.body
  }
  const worker_id = 'codex-01'
  const job = async () => String((await post('/jobs', { title: 'a job' })).job_id)
  const held = async () => {
    const id = await job()
    await post(`/jobs/${id}/claim`, { worker_id })
    return id
  }
  const check = (job_id: string) => ({
    job_id,
    primary_artifact_url: 'https://files.example/report.pdf',
    http_status: 200,
    upload_files_count: 1,
    raw_command_output: 'HTTP/2 200',
  })
  const allowed = async () => String((await post('/self-heal-actions', anAction({ action: 'touch' }))).id)
  const learning = () => ({
    job_id: randomUUID(),
    topic_key: 'fetch',
    lesson: 'touch first',
    next_round_priority: 'a probe before the claim',
    adoption_signal: 'prompt_or_tooling_adjusted: the prompt says so',
  })
  const files = [{ name: 'report.pdf', size: 10, sha256: 'a'.repeat(64) }]
  const make: Record<string, () => Promise<Example>> = {
    'POST /worker-repair-events': async () => ({ path: '/worker-repair-events', body: anEvent() }),
    'POST /artifact-gate-checks': async () => ({ path: '/artifact-gate-checks', body: check(await job()) }),
    'POST /jobs': async () => ({ path: '/jobs', body: { job_id: randomUUID(), title: 't', pool: 'p' } }),
    'GET /jobs/:job_id': async () => ({ path: `/jobs/${await held()}` }),
    'POST /jobs/:job_id/claim': async () => ({ path: `/jobs/${await job()}/claim`, body: { worker_id } }),
    'POST /jobs/:job_id/touch': async () => ({ path: `/jobs/${await held()}/touch`, body: { worker_id } }),
    'POST /jobs/:job_id/progress': async () => ({
      path: `/jobs/${await held()}/progress`,
      body: { worker_id, note: 'half' },
    }),
    'POST /jobs/:job_id/artifacts': async () => ({
      path: `/jobs/${await held()}/artifacts`,
      body: { worker_id, files },
    }),
    'POST /jobs/:job_id/complete': async () => {
      const id = await held()
      await post('/artifact-gate-checks', check(id))
      return { path: `/jobs/${id}/complete`, body: { worker_id } }
    },
    'POST /self-heal-actions': async () => ({ path: '/self-heal-actions', body: anAction() }),
    'GET /self-heal-actions/:id': async () => ({ path: `/self-heal-actions/${await allowed()}` }),
    'POST /self-heal-actions/:id/start': async () => ({
      path: `/self-heal-actions/${await allowed()}/start`,
      body: { worker_id },
    }),
    'POST /self-heal-actions/:id/finish': async () => {
      const id = await allowed()
      await post(`/self-heal-actions/${id}/start`, {})
      return {
        path: `/self-heal-actions/${id}/finish`,
        body: { result: 'done', raw_command_output: { exit_code: 0 } },
      }
    },
    'GET /worker-policy/:policy_key': async () => ({ path: '/worker-policy/action%3Arelease' }),
    'PATCH /worker-policy/:policy_key': async () => {
      const { policy_key } = await post('/self-heal-actions', anAction({ target: randomUUID() }))
      // A medium one, that owners may decide too: its key stays, so it is made new with each kind of error.
      const raw_command_output = { stderr: `broken ${'abcdefgh'[count % 8]}${'xyz'[count % 3]} disk` }
      count += 1
      const event = anEvent({ phase: `p${count}`, repair_action: 'requeue_job', raw_command_output })
      await post('/worker-repair-events', event)
      const second = await post('/worker-repair-events', event)
      const key = (second.proposal as { policy_key: string } | null)?.policy_key ?? String(policy_key)
      return {
        path: `/worker-policy/${encodeURIComponent(key)}`,
        body: { status: 'approved', reason: 'seen', version: 1, raw_command_output: 'as above' },
      }
    },
    'POST /learning-memory-updates': async () => ({ path: '/learning-memory-updates', body: learning() }),
  }
  let count = 0
  const example = async (route: Route): Promise<Example> => {
    const own = make[nameOf(route)]
    const { path, body } = own ? await own() : { path: route.path, body: undefined }
    expect(path, `an example for ${nameOf(route)}`).not.toContain(':')
    return { path: `${BASE}${path}`, body }
  }
  const send = async (route: Route, options: RequestOptions, it?: Example) => {
    const { path, body } = it ?? (await example(route))
    // Each token has its own bucket; it is full again a little later.
    bot.clock.advance({ seconds: 1 })
    return bot.request(route.method, path, { ...(options.raw === undefined ? { body } : {}), ...options })
  }
  return { tokens, example, send, post }
}

export const allowedRoles = (route: Route): Role[] => (route.who === 'any' ? ROLES : route.who)
export const WITH_BODY = ROUTES.filter((it) => it.body)
export const POSTS = ROUTES.filter((it) => it.method === 'POST')
