import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { connect, refusal } from '../support/break-in.ts'
import { openDomain } from '../support/domain.ts'

type Row = Record<string, unknown>
type Status = 'draft' | 'approved' | 'rejected' | 'retired'

const STATUSES: Status[] = ['draft', 'approved', 'rejected', 'retired']

/** What the bot's role writes, without any of the bot's code. */
async function openTables() {
  const { database } = await openDomain()
  return connect(database.appUrl)
}

async function insert(app: pg.Client, table: string, row: Row): Promise<string | null> {
  const keys = Object.keys(row)
  const marks = keys.map((_, n) => `$${n + 1}`)
  return refusal(app, `insert into ${table} (${keys}) values (${marks})`, Object.values(row))
}

const aDraft = (over: Row = {}): Row => ({
  id: randomUUID(),
  policy_key: `repair:${randomUUID()}`,
  allowed_action: 'retry_once',
  risk_level: 'low',
  approval_required_by: 'pls_owner',
  status: 'draft',
  requested_by: 'token:1',
  created_at: new Date(),
  ...over,
})

const DECIDED = "decided_at = now(), decided_by = 'Louis', reason = 'because'"
const UNDECIDED = 'decided_at = null, decided_by = null, reason = null'

const move = (app: pg.Client, id: unknown, to: Status) =>
  refusal(
    app,
    `update worker_policy_decisions set status = $2, version = version + 1, ${to === 'draft' ? UNDECIDED : DECIDED} where id = $1`,
    [id, to],
  )

/** A decision that came to a status the way it may. */
async function decisionIn(app: pg.Client, status: Status): Promise<unknown> {
  const draft = aDraft()
  expect(await insert(app, 'worker_policy_decisions', draft)).toBeNull()
  const way: Status[] = status === 'retired' ? ['approved', 'retired'] : status === 'draft' ? [] : [status]
  for (const to of way) expect(await move(app, draft.id, to)).toBeNull()
  return draft.id
}

test.each([{ status: 'approved' }, { status: 'rejected' }, { status: 'retired' }])(
  'no policy decision is born %o',
  async (over) => {
    const app = await openTables()
    const born = aDraft({ ...over, decided_at: new Date(), decided_by: 'Louis', reason: 'because' })
    expect(await insert(app, 'worker_policy_decisions', born)).toMatch('begins as a draft')
  },
)

test('no policy decision is born with a later version', async () => {
  const app = await openTables()
  expect(await insert(app, 'worker_policy_decisions', aDraft({ version: 2 }))).toMatch('begins as a draft')
  expect(await insert(app, 'worker_policy_decisions', aDraft())).toBeNull()
})

const LEGAL = ['draft→approved', 'draft→rejected', 'approved→retired', 'rejected→draft', 'retired→draft']

test.each(STATUSES.flatMap((from) => STATUSES.filter((it) => it !== from).map((to) => [from, to] as const)))(
  'a policy decision goes from %s to %s only if that is a step of its life',
  async (from, to) => {
    const app = await openTables()
    const refused = await move(app, await decisionIn(app, from), to)
    if (LEGAL.includes(`${from}→${to}`)) expect(refused).toBeNull()
    else expect(refused).toBe(`a policy decision does not go from ${from} to ${to}`)
  },
)

test.each(['version', 'version + 2', 'version - 1', '1'])(
  'a change to version %s is refused',
  async (version) => {
    const app = await openTables()
    const id = await decisionIn(app, 'approved')
    const sql = `update worker_policy_decisions set status = 'retired', version = ${version} where id = $1`
    expect(await refusal(app, sql, [id])).toMatch('has the next version')
  },
)

test.each(["reason = 'another'", "decided_by = 'Mallory'", "allowed_action = 'release'"])(
  'what was decided is not changed quietly: %s',
  async (change) => {
    const app = await openTables()
    const id = await decisionIn(app, 'approved')
    expect(
      await refusal(app, `update worker_policy_decisions set ${change} where id = $1`, [id]),
    ).not.toBeNull()
  },
)

test.each(["policy_key = 'other'", 'id = gen_random_uuid()'])('%s is never changed', async (change) => {
  const app = await openTables()
  const id = await decisionIn(app, 'draft')
  const sql = `update worker_policy_decisions set ${change}, version = version + 1 where id = $1`
  expect(await refusal(app, sql, [id])).toMatch('do not change')
})

test('a decision has a time and a person, a draft has neither, and a rejection has a reason', async () => {
  const app = await openTables()
  const id = await decisionIn(app, 'draft')
  const set = (change: string) =>
    refusal(app, `update worker_policy_decisions set ${change}, version = version + 1 where id = $1`, [id])
  expect(await set("status = 'approved'")).toMatch('decided_has_time_and_person')
  expect(await set("status = 'approved', decided_at = now()")).toMatch('decided_has_time_and_person')
  expect(await set("decided_at = now(), decided_by = 'Louis'")).toMatch('decided_has_time_and_person')
  const decided = "status = 'rejected', decided_at = now(), decided_by = 'Louis'"
  expect(await set(`${decided}, reason = ''`)).toMatch('rejected_has_reason')
  expect(await set(decided)).toMatch('rejected_has_reason')
})

test('a high risk names Louis, and is decided by somebody who is Louis', async () => {
  const app = await openTables()
  const high = (over: Row = {}) => aDraft({ risk_level: 'high', approval_required_by: 'louis', ...over })
  expect(await insert(app, 'worker_policy_decisions', high({ approval_required_by: 'pls_owner' }))).toMatch(
    'high_risk_is_louis',
  )
  const draft = high()
  expect(await insert(app, 'worker_policy_decisions', draft)).toBeNull()
  expect(await move(app, draft.id, 'approved')).not.toBeNull()
  const sql = `update worker_policy_decisions set status = 'approved', version = 2, ${DECIDED},
    decided_by_role = 'louis', decided_by_ref = $2 where id = $1`
  expect(await refusal(app, sql, [draft.id, `member:${randomUUID()}`])).toMatch('decided by Louis')
  const owner = {
    id: randomUUID(),
    name: '林怡君',
    role: 'pls_owner',
    locale: 'zh-TW',
    created_at: new Date(),
  }
  expect(await insert(app, 'members', owner)).toBeNull()
  expect(await refusal(app, sql, [draft.id, `member:${owner.id}`])).toMatch('decided by Louis')
  const louis = { ...owner, id: randomUUID(), name: 'Louis', role: 'louis' }
  expect(await insert(app, 'members', louis)).toBeNull()
  expect(await refusal(app, sql, [draft.id, `member:${louis.id}`])).toBeNull()
})

test('one policy decision has one key', async () => {
  const app = await openTables()
  const draft = aDraft()
  expect(await insert(app, 'worker_policy_decisions', draft)).toBeNull()
  const again = aDraft({ policy_key: draft.policy_key })
  expect(await insert(app, 'worker_policy_decisions', again)).toMatch('duplicate key')
})

test('one round is open at a time', async () => {
  const app = await openTables()
  const round = () => ({ id: randomUUID(), topic: 'self-repair', started_at: new Date() })
  expect(await insert(app, 'rounds', round())).toBeNull()
  expect(await insert(app, 'rounds', round())).toMatch('rounds_one_open')
  await app.query('update rounds set closed_at = now()')
  expect(await insert(app, 'rounds', round())).toBeNull()
})

test.each([null, randomUUID()])(
  'one kind of error is counted and proposed once in the round %s',
  async (round) => {
    const app = await openTables()
    if (round) await insert(app, 'rounds', { id: round, topic: 'x', started_at: new Date() })
    const [at, policy] = [new Date(), await decisionIn(app, 'draft')]
    const counted = {
      round_id: round,
      fingerprint: 'f',
      event_type: 'fetch_failed',
      phase: 'p',
      message: 'm',
    }
    const more = { first_at: at, last_at: at, first_worker_id: 'w' }
    const count = (n: number) =>
      insert(app, 'error_fingerprints', { id: randomUUID(), ...counted, ...more, occurrences: n })
    expect(await count(0)).toMatch('counted')
    expect(await count(1)).toBeNull()
    expect(await count(1)).toMatch('error_fingerprints_once')
    const propose = () =>
      insert(app, 'repair_proposals', {
        id: randomUUID(),
        round_id: round,
        fingerprint: 'f',
        policy_decision_id: policy,
        opened_at: at,
      })
    expect(await propose()).toBeNull()
    expect(await propose()).toMatch('repair_proposals_once')
  },
)

test('no gate check has fewer than no files', async () => {
  const app = await openTables()
  const check = {
    id: randomUUID(),
    job_id: randomUUID(),
    primary_artifact_url: 'https://x',
    http_status: 200,
    result: 'pass',
    checked_at: new Date(),
  }
  expect(await insert(app, 'artifact_gate_checks', { ...check, upload_files_count: -1 })).toMatch(
    'count_not_negative',
  )
})
