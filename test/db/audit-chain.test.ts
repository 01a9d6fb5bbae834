import { expect, test } from 'vitest'
import type { AuditEntry } from '../../src/db/generated/client.ts'
import { recordAudit } from '../../src/domain/audit/record.ts'
import { verifyAudit } from '../../src/domain/audit/verify.ts'
import { inTransaction } from '../../src/domain/context.ts'
import { createInvite } from '../../src/domain/members/invite.ts'
import { createToken } from '../../src/domain/tokens/create.ts'
import { connect } from '../support/break-in.ts'
import { type Domain, openDomain } from '../support/domain.ts'

const entriesOf = ({ ctx }: Domain) => ctx.db.auditEntry.findMany({ orderBy: { seq: 'asc' } })

const aToken = ({ ctx }: Domain, name = 'a') => createToken(ctx, { role: 'worker', name })

function expectLinked(entries: AuditEntry[]) {
  expect(entries.map((it) => Number(it.seq))).toEqual(entries.map((_, n) => n + 1))
  expect(entries.map((it) => it.prevHash)).toEqual(
    ['0'.repeat(64), ...entries.map((it) => it.hash)].slice(0, -1),
  )
  expect(new Set(entries.map((it) => it.hash)).size).toBe(entries.length)
}

/** As a superuser who switched the triggers off, and on again behind him. */
async function tamper({ database }: Domain, sql: string): Promise<void> {
  const superuser = await connect(database.superuserUrl)
  await superuser.query('alter table audit_log disable trigger all')
  const { rowCount } = await superuser.query(sql)
  expect(rowCount, sql).toBeGreaterThan(0)
  await superuser.query('alter table audit_log enable trigger all')
}

/** Five entries; the third is of a decision, with all that an entry can hold. */
async function withEntries(): Promise<Domain> {
  const domain = await openDomain()
  await aToken(domain, 'one')
  await aToken(domain, 'two')
  await recordAudit(domain.ctx, 'policy.approve', {
    subject: 'policy:1',
    before: { status: 'draft', version: 1 },
    after: { status: 'approved', version: 2 },
    raw: { stderr: 'Connection reset by peer', exit_code: 56, ratio: 1.1, ключ: ['值', null, 1e21] },
    reason: '在 LINE 點選批准',
  })
  await aToken(domain, 'four')
  await aToken(domain, 'five')
  return domain
}

test('an empty log holds', async () => {
  const { ctx } = await openDomain()
  expect(await verifyAudit(ctx)).toEqual({ ok: true, entries: 0, head: null })
})

test('each entry is linked to the one before it', async () => {
  const domain = await withEntries()
  const entries = await entriesOf(domain)
  expectLinked(entries)
  expect(await verifyAudit(domain.ctx)).toEqual({ ok: true, entries: 5, head: entries.at(-1)?.hash })
})

test('entries of transactions at the same moment are linked too, in the order in which they are seen', async () => {
  const domain = await openDomain()
  const { ctx } = domain
  const changes = Array.from({ length: 40 }, (_, n) =>
    n % 2 ? aToken(domain, `${n}`) : createInvite(ctx, { role: 'worker', name: `${n}`, locale: 'en' }),
  )
  await Promise.all(changes)
  expectLinked(await entriesOf(domain))
  expect(await verifyAudit(ctx)).toMatchObject({ ok: true, entries: 40 })
})

test('a transaction with several entries links them among others', async () => {
  const domain = await openDomain()
  const three = (n: number) =>
    inTransaction(domain.ctx, async (tx) => {
      for (const part of [1, 2, 3]) await recordAudit(tx, 'a.b', { subject: `part:${n}.${part}` })
    })
  await Promise.all(Array.from({ length: 8 }, (_, n) => three(n)))
  const entries = await entriesOf(domain)
  expectLinked(entries)
  const order = entries.map((it) => it.subject.split('.')[1]).join('')
  expect(order).toBe('123'.repeat(8))
})

test('what is rolled back leaves no entry and no gap', async () => {
  const domain = await openDomain()
  await aToken(domain)
  const broken = inTransaction(domain.ctx, async (tx) => {
    await recordAudit(tx, 'a.b', { subject: 'a:1' })
    throw new Error('no')
  })
  await expect(broken).rejects.toThrow('no')
  await aToken(domain)
  expectLinked(await entriesOf(domain))
  expect(await verifyAudit(domain.ctx)).toMatchObject({ ok: true, entries: 2 })
})

test.each([
  ["actor = 'member:2'", 'it'],
  ["actor_name = 'Louis'", 'it'],
  ["verb = 'policy.reject'", 'it'],
  ["subject = 'policy:2'", 'it'],
  [`old_state = jsonb_set(old_state, '{version}', '2')`, 'it'],
  [`new_state = '{"status": "approved", "version": 3}'`, 'it'],
  ['new_state = null', 'it'],
  ["reason = reason || ' '", 'it'],
  ['reason = null', 'it'],
  ["at = at + interval '1 millisecond'", 'it'],
  ['id = gen_random_uuid()', 'it'],
  ["raw_digest = repeat('0', 64)", 'raw'],
  [`raw_command_output = jsonb_set(raw_command_output, '{exit_code}', '0')`, 'raw'],
  [`raw_command_output = raw_command_output || '{"more": 1}'`, 'raw'],
  [`raw_command_output = '{}', raw_digest = audit_digest('{}')`, 'it'],
  ['raw_digest = null', 'raw'],
  ['raw_command_output = null, raw_digest = null', 'it'],
  ["hash = repeat('0', 64)", 'it'],
  ["prev_hash = repeat('0', 64)", 'link'],
])('an entry whose past was edited is found: %s', async (change, why) => {
  const domain = await withEntries()
  const third = (await entriesOf(domain))[2]
  await tamper(domain, `update audit_log set ${change} where seq = 3`)
  const verdict = await verifyAudit(domain.ctx)
  expect(verdict).toMatchObject({ ok: false, entries: 5, broken: { seq: '3' } })
  const says = {
    it: 'its fields were changed',
    raw: 'its raw output was changed',
    link: 'it does not link to the entry before it',
  }
  expect(verdict).toMatchObject({ broken: { why: says[why as keyof typeof says] } })
  if (!change.startsWith('id')) expect(verdict).toMatchObject({ broken: { id: third?.id } })
})

test('raw output that was added to an entry without any is found', async () => {
  const domain = await withEntries()
  await tamper(domain, `update audit_log set raw_command_output = '"made up"' where seq = 2`)
  expect(await verifyAudit(domain.ctx)).toMatchObject({
    ok: false,
    broken: { seq: '2', why: 'its raw output was changed' },
  })
})

test('whoever also makes the hash anew is found at the next entry', async () => {
  const domain = await withEntries()
  await tamper(domain, "update audit_log set reason = 'forged' where seq = 3")
  await tamper(domain, 'update audit_log e set hash = audit_hash(e) where seq = 3')
  expect(await verifyAudit(domain.ctx)).toMatchObject({
    ok: false,
    broken: { seq: '4', why: 'it does not link to the entry before it' },
  })
})

test.each([1, 3, 4])('a deleted entry (%d of 5) is found', async (seq) => {
  const domain = await withEntries()
  await tamper(domain, `delete from audit_log where seq = ${seq}`)
  expect(await verifyAudit(domain.ctx)).toMatchObject({
    ok: false,
    entries: 4,
    broken: { seq: String(seq + 1), why: 'entries before it are missing' },
  })
})

test('a deleted entry is found even if the later ones are numbered anew', async () => {
  const domain = await withEntries()
  await tamper(domain, 'delete from audit_log where seq = 3')
  await tamper(domain, 'update audit_log set seq = seq - 1 where seq > 3')
  expect(await verifyAudit(domain.ctx)).toMatchObject({ ok: false, broken: { seq: '3' } })
})

test('a cut-off end shows in the last hash, which is why one notes it elsewhere', async () => {
  const domain = await withEntries()
  const before = await verifyAudit(domain.ctx)
  await tamper(domain, 'delete from audit_log where seq = 5')
  const after = await verifyAudit(domain.ctx)
  expect(after).toMatchObject({ ok: true, entries: 4 })
  expect(after).not.toEqual(before)
})

test('two entries that changed places are found', async () => {
  const domain = await withEntries()
  await tamper(domain, 'update audit_log set seq = -seq where seq in (3, 4)')
  await tamper(domain, 'update audit_log set seq = 7 + seq where seq < 0')
  expect(await verifyAudit(domain.ctx)).toMatchObject({ ok: false, broken: { seq: '3' } })
})

test('emptied raw output breaks nothing: its digest stays in the chain', async () => {
  const domain = await withEntries()
  await tamper(domain, 'update audit_log set raw_command_output = null where seq = 3')
  expect(await verifyAudit(domain.ctx)).toMatchObject({ ok: true, entries: 5 })
})
