import type { Database } from '../../src/db/database.ts'
import { asActor } from '../../src/domain/members/read.ts'
import { createConsoleLink } from '../../src/domain/sessions/link.ts'
import { systemClock, systemIds } from '../../src/services.ts'
import { visitor } from './visit.ts'

export const SIZES = { events: 100_000, entries: 10_000, proposals: 1_000 }

/** Each page answers faster than this, by its median (ms). */
export const PAGE_LIMIT_MS = 200

/** Milliseconds of one page, and how many times those of `/healthz` that is. */
export type PageTime = { path: string; p50: number; worst: number; toHealth: number }

const ROUNDS = 12

const ID =
  "('0190' || lpad(to_hex(n), 4, '0') || '-' || lpad(to_hex(n / 65536), 4, '0') || '-7' || substr(md5(random()::text), 1, 3) || '-8' || substr(md5(random()::text), 1, 3) || '-' || substr(md5(random()::text), 1, 12))::uuid"

const SEED = [
  `insert into worker_repair_events (id, job_id, worker_id, event_type, phase, raw_command_output, repair_action, created_at, occurred_at, round_id, fingerprint, reported_by)
   select ${ID}, gen_random_uuid(), 'codex-' || n % 40, (enum_range(null::event_type))[1 + n % 6], 'phase ' || n % 20,
     jsonb_build_object('stderr', repeat('fetch failed: connection reset ', 8), 'n', n), case n % 3 when 0 then 'touch + retry once' else 'change_prompt' end,
     now() - n * interval '20 seconds', now() - n * interval '20 seconds', (select id from rounds limit 1), substr(md5((n % 500)::text), 1, 16), 'token:bench'
   from generate_series(1, ${SIZES.events}) n`,
  `insert into worker_policy_decisions (id, policy_key, allowed_action, risk_level, approval_required_by, status, requested_by, created_at, answer_by)
   select ${ID}, 'repair:fetch_failed:download:' || substr(md5((n % 500)::text), 1, 16) || n, 'change_prompt', 'medium', 'pls_owner', 'draft', 'token:bench', now(), now() + interval '1 day'
   from generate_series(1, ${SIZES.proposals}) n`,
  `insert into repair_proposals (id, fingerprint, policy_decision_id, opened_at)
   select id, 'bench ' || id, id, now() from worker_policy_decisions where policy_key like 'repair:fetch_failed:download:%'`,
  `insert into jobs (id, title, pool, created_by, created_at) select ${ID}, 'job ' || n, 'default', 'token:bench', now() from generate_series(1, 5000) n`,
  `insert into artifact_gate_checks (id, job_id, primary_artifact_url, http_status, upload_files_count, result, checked_at)
   select ${ID}, (select id from jobs limit 1), 'https://example.com/' || n, 200, 1, 'pass', now() from generate_series(1, 5000) n`,
  `insert into learning_memory_updates (id, job_id, topic_key, lesson, next_round_priority, adoption_signal, created_at)
   select ${ID}, gen_random_uuid(), (enum_range(null::event_type))[1 + n % 6] || ' ' || n % 40, 'lesson ' || n, 'next ' || n, 'taken up', now() - n * interval '1 hour' from generate_series(1, 1000) n`,
  `insert into deliveries (id, line_to, dedupe_key, template, data, locale, subject, status, created_at)
   select ${ID}, 'Ux', 'bench ' || n, 'say', '[]', 'zh-TW', 'bench:' || n, case n % 50 when 0 then 'dead' else 'sent' end::delivery_status, now() from generate_series(1, 10000) n`,
]

async function fillAuditLog(db: Database): Promise<void> {
  const AT_ONCE = 500
  for (let done = 0; done < SIZES.entries; done += AT_ONCE) {
    await db.pool.query(
      `insert into audit_log (seq, id, actor, actor_name, verb, subject, new_state, raw_command_output, at, prev_hash, hash)
       select 0, gen_random_uuid(), 'token:bench', 'bench', 'event.report', 'event:' || n, '{"n": 1}', '{"stderr": "x"}', now(), '', ''
       from generate_series(1, ${AT_ONCE}) n`,
    )
  }
}

/** Fills a bot's database with as much as a busy year brings. */
export async function fill(db: Database): Promise<void> {
  for (const it of SEED) await db.pool.query(it)
  await fillAuditLog(db)
  await db.pool.query('analyze').catch(() => {})
}

async function time(run: () => Promise<unknown>): Promise<{ p50: number; worst: number }> {
  await run()
  const took: number[] = []
  for (let n = 0; n < ROUNDS; n += 1) {
    const began = performance.now()
    await run()
    took.push(performance.now() - began)
  }
  took.sort((a, b) => a - b)
  return { p50: took[Math.floor(ROUNDS / 2)] ?? 0, worst: took.at(-1) ?? 0 }
}

/** Opens every page as Louis, again and again, and says how long each takes. */
export async function measurePages({ url, db }: { url: string; db: Database }): Promise<PageTime[]> {
  const louis = await db.prisma.member.findFirstOrThrow({ where: { role: 'louis' } })
  const ctx = { db: db.prisma, clock: systemClock, ids: systemIds, actor: asActor(louis) }
  const { token } = await createConsoleLink(ctx)
  const it = visitor({ url })
  await it.post(`/console/link/${token}`)
  const event = await db.prisma.workerRepairEvent.findFirstOrThrow()
  const draft = await db.prisma.workerPolicyDecision.findFirstOrThrow({
    where: { policyKey: { startsWith: 'repair:' } },
  })
  const pages = [
    '',
    '/matrix',
    '/proposals',
    '/proposals?status=draft',
    `/proposals/${draft.id}`,
    '/events',
    '/events?worker=codex-7',
    `/events?fingerprint=${event.fingerprint}`,
    `/events/${event.id}`,
    '/jobs',
    '/gates',
    '/learning',
    '/audit',
    '/audit?q=bench',
    '/audit?q=nothing-like-it',
    '/line',
    '/line?status=dead',
    '/settings',
  ]
  const health = await time(() => fetch(`${url}/healthz`).then((answer) => answer.text()))
  const times: PageTime[] = []
  for (const page of pages) {
    const path = `/console${page}`
    const taken = await time(async () => {
      const { status } = await it.get(path)
      if (status !== 200) throw new Error(`${path} answered ${status}`)
    })
    times.push({
      path: path.replace(/[\w-]{36}|[0-9a-f]{16}/, '…'),
      ...taken,
      toHealth: taken.p50 / health.p50,
    })
  }
  return times
}
