import { expect } from 'vitest'
import { verifyAudit } from '../../src/domain/audit/verify.ts'
import type { RandomChat } from './random-chat.ts'

/** A decision of the audit log, with what the rows around it say of the one who made it. */
type Decision = {
  at: Date
  verb: 'policy.approve' | 'policy.reject'
  policy: string
  risk: 'low' | 'medium' | 'high'
  /** Of the draft that was decided. */
  version: number
  user: string | null
  may: boolean
  own: boolean
  late: boolean
}

/** Rule 7, 8, 10 and 11 in SQL of their own: who it was, and whether they might, at that time. */
const DECISIONS = `
  with decided as (
    select at, verb, actor, (new_state->>'id')::uuid as id, new_state->>'riskLevel' as risk,
      (new_state->>'version')::int - 1 as version
    from audit_log where verb in ('policy.approve', 'policy.reject')
  ), levels as (select array['low', 'medium', 'high'] as risks)
  select d.at, d.verb, d.id as policy, d.risk, d.version, m.line_user_id as "user",
    coalesce(m.created_at <= d.at and (m.disabled_at is null or m.disabled_at >= d.at) and (
      m.role = 'louis' or (m.role = 'pls_owner' and d.risk <> 'high') or exists (
        select from delegations g join members f on f.id = g.from_id, levels
        where g.to_id = m.id and g.created_at <= d.at and g.until > d.at
          and (g.ended_at is null or g.ended_at >= d.at)
          and array_position(risks, g.max_risk::text) >= array_position(risks, d.risk)
          and (f.role = 'louis' or (f.role = 'pls_owner' and d.risk <> 'high')))), false) as may,
    p.requested_by = d.actor and p.version = d.version + 1 as own,
    d.risk = 'high' and p.version = d.version + 1 and d.at >= p.answer_by as late
  from decided d left join members m on d.actor = 'member:' || m.id
    join worker_policy_decisions p on p.id = d.id`

/** An event as LINE said it; null if its text was taken back. PostgreSQL reads no NUL. */
const EVENT = `replace(nullif(i.event, ''), '\\u0000', '')::jsonb`

/** What people did in a one-to-one chat at some moment. */
const DIRECT_ACTS = `
  select e->'postback'->>'data' as data, e->>'type' as type
  from line_inbox i, lateral (select ${EVENT} as e) read
  where i.handled_at = $1 and i.outcome = 'answered' and e->'source'->>'type' = 'user'
    and e->'source'->>'userId' = $2 and e->>'type' in ('message', 'postback')`

/** Only Louis halts, resumes and loosens; a PLS owner tightens. */
const OVERSTEPPED = `
  with levels as (select array['low', 'medium', 'high'] as risks)
  select a.verb, a.actor from audit_log a left join members m on a.actor = 'member:' || m.id, levels
  where (a.verb in ('halt.begin', 'halt.end') and m.role is distinct from 'louis')
    or (a.verb = 'action.risk' and not coalesce(m.role = 'louis' or (m.role = 'pls_owner'
      and array_position(risks, a.new_state->>'risk') > array_position(risks, a.old_state->>'risk')), false))`

/** Texts and taps in one-to-one chats that got no answer, though they were read. */
const UNANSWERED = `
  select i.webhook_event_id, i.outcome, e->>'type' as type
  from line_inbox i, lateral (select ${EVENT} as e) read
  where e->'source'->>'type' = 'user' and e->>'type' in ('message', 'postback')
    and (e->>'type' = 'postback' or e->'message'->>'type' = 'text')
    and not exists (
      select from deliveries d where d.subject = 'line-event:' || i.webhook_event_id and d.status = 'sent')`

/** What a button means, read without its signature: [verb, id, version, arg, until]. */
type Claims = [string, string, number, string | null, number | null]

function claimsOf(data: string): Claims {
  return JSON.parse(Buffer.from(data.split('.')[0] ?? '', 'base64url').toString()) as Claims
}

/** Every button that the bot ever sent to anybody. */
async function sentButtons({ phones }: RandomChat): Promise<Set<string>> {
  const chats = await Promise.all(phones.map((it) => it.all()))
  const messages = chats.flat().filter((it) => it.from === 'bot')
  return new Set(messages.flatMap((it) => it.buttons.flatMap(({ data }) => data ?? [])))
}

/** The act that a decision came from is one that decides it: a button of ours in time, or words for a rejection. */
async function isActedOut(chat: RandomChat, decision: Decision, sent: Set<string>): Promise<boolean> {
  const { at, verb, policy, version, risk, user } = decision
  const { rows } = await chat.bot.db.pool.query<{ data: string | null; type: string }>(DIRECT_ACTS, [
    at,
    user,
  ])
  const wanted = verb === 'policy.reject' ? 'reason' : risk === 'high' ? 'confirm' : 'approve'
  return rows.some(({ data, type }) => {
    if (type === 'message') return verb === 'policy.reject'
    if (data === null || !sent.has(data)) return false
    const [tapped, id, seen, , until] = claimsOf(data)
    const isInTime = wanted !== 'confirm' || (until !== null && until >= at.getTime())
    return tapped === wanted && id === policy && seen === version && isInTime
  })
}

async function expectLawfulDecisions(chat: RandomChat): Promise<number> {
  const { rows } = await chat.bot.db.pool.query<Decision>(DECISIONS)
  const sent = await sentButtons(chat)
  for (const it of rows) {
    expect({ ...it, may: true, own: false, late: false }).toEqual(it)
    expect(await isActedOut(chat, it, sent), JSON.stringify(it)).toBe(true)
  }
  expect(new Set(rows.map((it) => `${it.policy}v${it.version}`)).size).toBe(rows.length)
  return rows.length
}

/** Each decided row has its entry, and its reason if it was turned down. */
const UNRECORDED = `
  select id from worker_policy_decisions p
  where status in ('approved', 'rejected') and (coalesce(reason, '') = '' or not exists (
    select from audit_log a where a.subject = 'policy:' || p.id
      and a.verb = case p.status when 'approved' then 'policy.approve' else 'policy.reject' end
      and (a.new_state->>'version')::int = p.version))`

/**
 * Nothing crashed, nothing was decided that may not be, every entry is in its chain, and whoever said
 * something got an answer.
 *
 * @returns how many decisions there were.
 */
export async function expectLawful(chat: RandomChat): Promise<number> {
  const { bot } = chat
  const rowsOf = async (sql: string) => (await bot.db.pool.query(sql)).rows
  // What is gathered for ten minutes goes out too.
  bot.clock.advance({ minutes: 11 })
  await bot.runTasks()
  expect(await rowsOf("select * from line_inbox where handled_at is null or outcome = 'failed'")).toEqual([])
  expect(
    await rowsOf("select id, last_error from deliveries where status not in ('sent', 'settled')"),
  ).toEqual([])
  expect(await rowsOf(UNANSWERED)).toEqual([])
  expect(await rowsOf(OVERSTEPPED)).toEqual([])
  expect(await rowsOf(UNRECORDED)).toEqual([])
  expect(await verifyAudit(bot.ctx)).toMatchObject({ ok: true })
  const { body } = await bot.request('GET', '/_sim/webhooks', { at: bot.sim.url })
  const statuses = (body.items as { status: number | null }[]).map((it) => it.status)
  // Null: LINE had nobody to tell, because the bot was away.
  expect(statuses.filter((it) => it !== null && it !== 200)).toEqual([])
  return expectLawfulDecisions(chat)
}
