import {
  delegate,
  endDelegation,
  findGivenDelegation,
  listCandidates,
} from '../domain/delegations/delegate.ts'
import { DAY, DELEGATION_DAYS } from '../domain/rules.ts'
import { endOfDay } from '../domain/schedules/local-time.ts'
import type { Tap } from '../domain/tap.ts'
import { AppError } from '../errors.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

type Risk = 'low' | 'medium' | 'high'

const tap = (arg: string): Tap => ({ verb: 'delegate', id: '', version: 0, arg })
const isRisk = (it: string): it is Risk => it === 'low' || it === 'medium' || it === 'high'

/** 代理: who decides while one is away. */
export async function askDeputy(chat: ChatContext): Promise<Answer> {
  const { ctx, member, words } = chat
  if (!member || (member.role !== 'pls_owner' && member.role !== 'louis'))
    return say('chat.delegate.not_for_you')
  const given = await findGivenDelegation(ctx, member.id)
  const candidates = await listCandidates(ctx, member.id)
  if (candidates.length === 0) return say('chat.delegate.nobody')
  const current = given
    ? `\n\n${words.t('chat.delegate.current', { name: given.to?.name ?? '–', until: words.time(given.until), risk: words.t(`risk.${given.maxRisk}`) })}`
    : ''
  const people = candidates
    .slice(0, given ? 5 : 6)
    .map((it) => ({ label: it.name.slice(0, 40), tap: tap(`who:${it.id}`) }))
  const end = given ? [{ label: words.t('chat.delegate.end'), tap: tap('end') }] : []
  const text = words.t('chat.delegate.text') + current
  return [
    {
      kind: 'choose',
      title: words.t('chat.delegate.title'),
      text,
      options: [...people, ...end],
      hint: words.t('chat.hint'),
    },
  ]
}

async function askRisk(chat: ChatContext, toId: string): Promise<Answer> {
  const { ctx, words, member } = chat
  const to = await ctx.db.member.findUnique({ where: { id: toId } })
  const risks: Risk[] = member?.role === 'louis' ? ['low', 'medium', 'high'] : ['low', 'medium']
  const options = risks.map((risk) => ({ label: words.t(`risk.${risk}`), tap: tap(`risk:${risk}:${toId}`) }))
  const text = words.t('chat.delegate.risk_text', { name: to?.name ?? '–' })
  return [
    { kind: 'choose', title: words.t('chat.delegate.risk_title'), text, options, hint: words.t('chat.hint') },
  ]
}

/** A day in the settings' time zone, as LINE's picker writes it. */
const dayOf = (at: Date, timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(at)

async function askDay(chat: ChatContext, risk: Risk, toId: string): Promise<Answer> {
  const { ctx, words, timeZone } = chat
  const to = await ctx.db.member.findUnique({ where: { id: toId } })
  const inDays = (days: number) => dayOf(new Date(ctx.clock.now().getTime() + days * DAY), timeZone)
  return [
    {
      kind: 'pick-date',
      title: words.t('chat.delegate.date_title'),
      text: words.t('chat.delegate.date_text', { name: to?.name ?? '–', risk: words.t(`risk.${risk}`) }),
      label: words.t('chat.delegate.date_label'),
      tap: tap(`day:${risk}:${toId}`),
      initial: inDays(7),
      min: inDays(0),
      max: inDays(DELEGATION_DAYS - 1),
      hint: words.t('chat.delegate.date_hint'),
    },
  ]
}

async function finish(chat: ChatContext, risk: Risk, toId: string): Promise<Answer> {
  const { ctx, words, member, timeZone, event } = chat
  const day = event.postback?.params?.date ?? ''
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !member)
    return say('chat.delegate.bad_date', { days: DELEGATION_DAYS })
  try {
    const until = endOfDay(timeZone, day)
    await delegate(ctx, { toId, until, maxRisk: risk })
    const to = await ctx.db.member.findUniqueOrThrow({ where: { id: toId } })
    return say('chat.delegate.done', {
      name: to.name,
      until: words.time(until),
      risk: words.t(`risk.${risk}`),
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad-input')
      return say('chat.delegate.bad_date', { days: DELEGATION_DAYS })
    throw error
  }
}

/** A tap inside the talk about a deputy. */
export async function tapDelegation(chat: ChatContext, { arg = '' }: Tap): Promise<Answer> {
  const [step, second = '', third = ''] = arg.split(':')
  if (step === 'end') {
    await endDelegation(chat.ctx)
    return say('chat.delegate.ended')
  }
  if (step === 'who') return askRisk(chat, second)
  if (step === 'risk' && isRisk(second)) return askDay(chat, second, third)
  if (step === 'day' && isRisk(second)) return finish(chat, second, third)
  return say('say.forged')
}
