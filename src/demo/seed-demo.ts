import type { Member } from '../db/generated/client.ts'
import { recordAudit } from '../domain/audit/record.ts'
import { type Ctx, inTransaction } from '../domain/context.ts'
import { bindMember } from '../domain/members/bind.ts'
import { createInvite } from '../domain/members/invite.ts'
import { listMembers } from '../domain/members/read.ts'
import { askPolicies } from '../domain/policies/ask.ts'
import { findOpenRound, startRound } from '../domain/rounds/rounds.ts'
import { tellMembers } from '../domain/tell.ts'
import { hashToken } from '../domain/tokens/create.ts'
import { wordsOf } from '../words/words.ts'

const PEOPLE = [
  { role: 'louis', name: 'Louis', userId: 'U10000000000000000000000000000001' },
  { role: 'pls_owner', name: '林怡君', userId: 'U20000000000000000000000000000002' },
  { role: 'pool_owner', name: '陳柏翰', userId: 'U30000000000000000000000000000003' },
  { role: 'worker', name: '王小明', userId: 'U40000000000000000000000000000004' },
] as const

const LIMIT_MS = 5_000

async function addToSimulator(simulatorUrl: string, person: (typeof PEOPLE)[number]): Promise<void> {
  const response = await fetch(`${simulatorUrl}/_sim/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: person.userId, name: person.name, role: person.role, silent: true }),
    signal: AbortSignal.timeout(LIMIT_MS),
  })
  if (!response.ok) throw new Error(`the simulator refused ${person.name}: ${await response.text()}`)
}

async function ensureDemoToken(ctx: Ctx, token: string): Promise<void> {
  const tokenHash = hashToken(token)
  if (await ctx.db.apiToken.findUnique({ where: { tokenHash } })) return
  const id = ctx.ids.uuid()
  const data = { id, name: 'demo worker', role: 'worker' as const, createdAt: ctx.clock.now() }
  await ctx.db.apiToken.create({ data: { ...data, tokenHash } })
  await recordAudit(ctx, 'token.create', { subject: `token:${id}`, after: data })
}

/** Those who are not asked anything today hear from us all the same; the ask greets the others. */
async function welcome(ctx: Ctx, { id, name, role, locale, lineUserId }: Member): Promise<void> {
  if (lineUserId === null || role === 'louis' || role === 'pls_owner') return
  const { t } = wordsOf(locale, 'Asia/Taipei')
  const params = { name, role: t(`role.${role}`) }
  await inTransaction(ctx, (tx) =>
    tellMembers(tx, [{ id, locale, lineUserId }], `welcome:${id}`, [
      { kind: 'say', phrase: 'say.welcome', params },
    ]),
  )
}

/**
 * What a first start without a LINE channel has ready: four people in their phones, bound by real
 * invites, a running round, and the three-question ask. Later starts add nothing.
 */
export async function seedDemo(ctx: Ctx, simulatorUrl: string, demoToken: string): Promise<void> {
  for (const person of PEOPLE) await addToSimulator(simulatorUrl, person)
  await ensureDemoToken(ctx, demoToken)
  if ((await listMembers(ctx)).length > 0) return
  for (const { role, name, userId } of PEOPLE) {
    const { code } = await createInvite(ctx, { role, name, locale: 'zh-TW' })
    const bound = await bindMember(ctx, userId, code)
    if (bound.result === 'bound') await welcome(ctx, bound.member)
  }
  if (!(await findOpenRound(ctx))) await startRound(ctx, '第一輪：讓 worker 的自我修復看得到、管得到')
  await askPolicies(ctx)
}
