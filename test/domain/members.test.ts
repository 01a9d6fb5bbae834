import { expect, test } from 'vitest'
import { bindMember } from '../../src/domain/members/bind.ts'
import { disableMember } from '../../src/domain/members/disable.ts'
import { createInvite } from '../../src/domain/members/invite.ts'
import { asActor, findMemberByLineUser, listMembers, listReachable } from '../../src/domain/members/read.ts'
import { aToken, type Domain, openDomain, tablesThatHold } from '../support/domain.ts'

const INVITE = { role: 'pls_owner', name: '林怡君', locale: 'zh-TW' } as const

const invite = ({ ctx }: Domain, over: object = {}) => createInvite(ctx, { ...INVITE, ...over })

const verbs = async ({ ctx }: Domain) =>
  (await ctx.db.auditEntry.findMany({ orderBy: { seq: 'asc' } })).map((it) => it.verb)

test('an invite binds one LINE user to its role, once', async () => {
  const domain = await openDomain()
  const { ctx, clock } = domain
  const { code, expiresAt } = await invite(domain, { pool: 'night' })
  expect(code).toMatch(/^[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}$/)
  expect(expiresAt.getTime()).toBeGreaterThan(clock.now().getTime())

  const bound = await bindMember(ctx, 'U1', code)
  expect(bound).toMatchObject({
    result: 'bound',
    member: { name: '林怡君', role: 'pls_owner', locale: 'zh-TW', pool: 'night', lineUserId: 'U1' },
  })
  expect(await bindMember(ctx, 'U2', code)).toMatchObject({ result: 'wrong-code' })
  expect(await bindMember(ctx, 'U1', code)).toMatchObject({ result: 'already-member' })
  expect(await listMembers(ctx)).toHaveLength(1)
  expect(await verbs(domain)).toEqual(['invite.create', 'member.bind', 'invite.refuse'])
})

test('a code is stored nowhere but as a hash', async () => {
  const domain = await openDomain()
  const { code } = await invite(domain)
  await bindMember(domain.ctx, 'U1', code)
  expect(await tablesThatHold(domain, code)).toEqual([])
  expect(await tablesThatHold(domain, code.replace('-', ''))).toEqual([])
  expect(await tablesThatHold(domain, '林怡君')).toContain('members')
})

test.each([
  ['lower case', (code: string) => code.toLowerCase()],
  ['without its dash', (code: string) => code.replace('-', '')],
  ['with spaces', (code: string) => ` ${code.replace('-', ' - ')} `],
  [
    'in full width',
    (code: string) => code.replace(/[!-~]/g, (it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0)),
  ],
])('a code typed in %s is the same code', async (_, typed) => {
  const domain = await openDomain()
  const { code } = await invite(domain)
  expect(await bindMember(domain.ctx, 'U1', typed(code))).toMatchObject({ result: 'bound' })
})

test('a wrong, an old and a used code each cost an attempt', async () => {
  const domain = await openDomain()
  const { ctx, clock } = domain
  const old = await invite(domain)
  clock.advance({ hours: 72, seconds: 1 })
  const used = await invite(domain)
  await bindMember(ctx, 'U9', used.code)

  expect(await bindMember(ctx, 'U1', 'ABCDE-12345')).toEqual({ result: 'wrong-code', attemptsLeft: 4 })
  expect(await bindMember(ctx, 'U1', old.code)).toEqual({ result: 'wrong-code', attemptsLeft: 3 })
  expect(await bindMember(ctx, 'U1', used.code)).toEqual({ result: 'wrong-code', attemptsLeft: 2 })
  expect(await bindMember(ctx, 'U1', '')).toEqual({ result: 'wrong-code', attemptsLeft: 1 })
  expect(await verbs(domain)).toEqual([
    'invite.create',
    'invite.create',
    'member.bind',
    'invite.refuse',
    'invite.refuse',
    'invite.refuse',
    'invite.refuse',
  ])
})

test('after five wrong codes in an hour even a right one is not tried; after the hour it is', async () => {
  const domain = await openDomain()
  const { ctx, clock } = domain
  const { code } = await invite(domain)
  for (let n = 0; n < 5; n += 1) await bindMember(ctx, 'U1', `WRONG-${n}`)
  expect(await bindMember(ctx, 'U1', code)).toEqual({ result: 'too-many-attempts' })
  expect(await bindMember(ctx, 'U2', 'WRONG-1')).toMatchObject({ result: 'wrong-code' })
  clock.advance({ minutes: 59 })
  expect(await bindMember(ctx, 'U1', code)).toEqual({ result: 'too-many-attempts' })
  clock.advance({ minutes: 1 })
  expect(await bindMember(ctx, 'U1', code)).toMatchObject({ result: 'bound' })
})

test('guesses made at the same moment are all counted', async () => {
  const { ctx } = await openDomain()
  const guesses = Array.from({ length: 30 }, (_, n) => bindMember(ctx, 'U1', `GUESS-${n}`))
  const results = (await Promise.all(guesses)).map((it) => it.result)
  expect(results.filter((it) => it === 'wrong-code')).toHaveLength(5)
  expect(results.filter((it) => it === 'too-many-attempts')).toHaveLength(25)
})

test('of ten people who use one code at the same moment one is bound', async () => {
  const domain = await openDomain()
  const { code } = await invite(domain)
  const tries = Array.from({ length: 10 }, (_, n) => bindMember(domain.ctx, `U${n}`, code))
  const results = (await Promise.all(tries)).map((it) => it.result)
  expect(results.filter((it) => it === 'bound')).toHaveLength(1)
  expect(await listMembers(domain.ctx)).toHaveLength(1)
})

test('one person with two codes at the same moment is one member', async () => {
  const domain = await openDomain()
  const codes = [await invite(domain), await invite(domain, { role: 'louis' })]
  const results = await Promise.all(codes.map(({ code }) => bindMember(domain.ctx, 'U1', code)))
  expect(results.map((it) => it.result).sort()).toEqual(['already-member', 'bound'])
  expect(await listMembers(domain.ctx)).toHaveLength(1)
})

test('a disabled person is nobody at once; what they were stays, and a new invite makes a new member', async () => {
  const domain = await openDomain()
  const { ctx } = domain
  await bindMember(ctx, 'U1', (await invite(domain)).code)
  const member = await findMemberByLineUser(ctx, 'U1')
  await disableMember(ctx, member?.id ?? '')
  expect(await findMemberByLineUser(ctx, 'U1')).toBeNull()
  expect(await listReachable(ctx, ['pls_owner'])).toEqual([])
  await expect(disableMember(ctx, member?.id ?? '')).rejects.toMatchObject({ code: 'not-found' })

  expect(await bindMember(ctx, 'U1', (await invite(domain)).code)).toMatchObject({ result: 'bound' })
  const [before, after] = await listMembers(ctx)
  expect(before).toMatchObject({ id: member?.id, lineUserId: null, disabledAt: expect.any(Date) })
  expect(after).toMatchObject({ lineUserId: 'U1', disabledAt: null })
})

test('an id that is none is an unknown member, not a broken program', async () => {
  const { ctx } = await openDomain()
  await expect(disableMember(ctx, 'nobody')).rejects.toMatchObject({ code: 'not-found' })
})

/** Somebody bound to a role, as the one who acts. */
async function bound(
  domain: Domain,
  role: 'worker' | 'pool_owner' | 'pls_owner' | 'louis',
  lineUser: string,
) {
  const done = await bindMember(domain.ctx, lineUser, (await invite(domain, { role, name: lineUser })).code)
  if (done.result !== 'bound') throw new Error(done.result)
  return { id: done.member.id, ctx: domain.as(asActor(done.member)) }
}

const outcomeOf = async (run: Promise<unknown>) =>
  run.then(
    () => 'done',
    (error) => (error as { code: string }).code,
  )

test('Louis invites and disables anybody but himself, a PLS owner workers and pool owners, nobody else anybody', async () => {
  const domain = await openDomain()
  const roles = ['worker', 'pool_owner', 'pls_owner', 'louis'] as const
  const may: Record<string, readonly string[]> = {
    louis: roles,
    pls_owner: ['worker', 'pool_owner'],
    pool_owner: [],
    worker: [],
  }
  for (const own of roles) {
    const { ctx, id } = await bound(domain, own, `${own} who acts`)
    for (const role of roles) {
      const target = await bound(domain, role, `${role} for ${own}`)
      const expected = may[own]?.includes(role) ? 'done' : 'wrong-role'
      expect(await outcomeOf(createInvite(ctx, { ...INVITE, role })), `${own} invites ${role}`).toBe(expected)
      expect(await outcomeOf(disableMember(ctx, target.id)), `${own} disables ${role}`).toBe(expected)
    }
    expect(await outcomeOf(disableMember(ctx, id)), `${own} himself`).toBe('wrong-role')
  }
  const token = domain.as(aToken({ id: 'x', name: 'x', role: 'louis' }))
  expect(await outcomeOf(createInvite(token, INVITE))).toBe('wrong-role')
  expect(await outcomeOf(disableMember(token, 'x'))).toBe('wrong-role')
})

test('of two who disable each other at the same moment one stays, so that there is always a Louis', async () => {
  const domain = await openDomain()
  const [a, b] = [await bound(domain, 'louis', 'U1'), await bound(domain, 'louis', 'U2')]
  const outcomes = await Promise.all([
    outcomeOf(disableMember(a.ctx, b.id)),
    outcomeOf(disableMember(b.ctx, a.id)),
  ])
  expect(outcomes.sort()).toEqual(['done', 'wrong-role'])
  expect(await domain.db.prisma.member.count({ where: { disabledAt: null } })).toBe(1)
  expect(await domain.db.prisma.auditEntry.count({ where: { verb: 'member.disable' } })).toBe(1)
})

test.each([
  { role: 'ops' },
  { role: 'admin' },
  { name: '  ' },
  { name: 'x'.repeat(101) },
  { locale: 'zh-CN' },
  { pool: '' },
])('an invite with %o is refused', async (over) => {
  const domain = await openDomain()
  await expect(invite(domain, over)).rejects.toThrow()
  expect(await domain.ctx.db.invite.count()).toBe(0)
})
