import type { Context } from 'hono'
import { findActionEvidence } from '../../domain/actions/evidence.ts'
import { requireMayDecide } from '../../domain/delegations/acting-as.ts'
import { findEvidence } from '../../domain/events/evidence.ts'
import { isUuid } from '../../domain/is-uuid.ts'
import { asActor } from '../../domain/members/read.ts'
import { getPolicy } from '../../domain/policies/read.ts'
import { AppError } from '../../errors.ts'
import { type ApiEnv, ctxOf } from '../../http/api-env.ts'
import { type Words, wordsOf } from '../../words/words.ts'

/** What a link shows and to whom. */
export type Opened = Awaited<ReturnType<typeof open>>

/** Why a link shows nothing, and the words of the one who opened it. */
export type Closed = { closed: 'forged' | 'expired' | 'not_member' | 'gone'; words: Words }

/** Of somebody who is not known: their browser's language, or the one of the settings. */
export function wordsOfBrowser(c: Context<ApiEnv>): Words {
  const { defaultLocale, timeZone } = c.get('services')
  const asked = /^(zh|en)\b/i.exec(c.req.header('accept-language') ?? '')?.[1]?.toLowerCase()
  return wordsOf(asked === 'en' ? 'en' : asked === 'zh' ? 'zh-TW' : defaultLocale, timeZone)
}

/** What that person may do is looked at now, not when the link was made. */
async function open(c: Context<ApiEnv>, words: Words, memberId: string, policyId: string, version: number) {
  const services = c.get('services')
  const member = await services.db.prisma.member.findUniqueOrThrow({ where: { id: memberId } })
  const ctx = ctxOf(services, asActor(member))
  const policy = await getPolicy(ctx, policyId)
  const evidence = (await findEvidence(ctx, policy.id)) ?? (await findActionEvidence(ctx, policy.id))
  const mayDecide = await requireMayDecide(ctx, policy).then(
    () => true,
    (error) => {
      if (error instanceof AppError) return false
      throw error
    },
  )
  return { words, ctx, policy, evidence, version, mayDecide }
}

/** Opens a card's link: signed by us, for one proposal and one person, and good for a day. */
export async function openLink(c: Context<ApiEnv>, token: string): Promise<Opened | Closed> {
  const { signer, clock, db, timeZone } = c.get('services')
  const tap = signer.open(token)
  const memberId = tap?.arg ?? ''
  if (tap?.verb !== 'page' || !tap.until || !isUuid(memberId))
    return { closed: 'forged', words: wordsOfBrowser(c) }
  const member = await db.prisma.member.findUnique({ where: { id: memberId } })
  const words = member ? wordsOf(member.locale, timeZone) : wordsOfBrowser(c)
  if (!member || member.disabledAt) return { closed: 'not_member', words }
  if (tap.until < clock.now().getTime()) return { closed: 'expired', words }
  try {
    return await open(c, words, member.id, tap.id, tap.version)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return { closed: 'gone', words }
    throw error
  }
}
