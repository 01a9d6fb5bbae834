import { QUESTIONS } from '../domain/policies/ask.ts'
import { listD7Candidates, setD7Owner } from '../domain/rounds/d7-owner.ts'
import { findOpenRound } from '../domain/rounds/rounds.ts'
import type { Tap } from '../domain/tap.ts'
import { tellMembers } from '../domain/tell.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

/** After the last of the three answers: who answers for day 7? Nothing while something is open. */
export async function askD7Owner({ ctx, words }: ChatContext): Promise<Answer> {
  const keys = QUESTIONS.map((it) => it.key)
  const answered = await ctx.db.workerPolicyDecision.count({
    where: { policyKey: { in: keys }, status: { not: 'draft' } },
  })
  const round = await findOpenRound(ctx)
  const candidates = await listD7Candidates(ctx)
  if (answered < keys.length || !round || round.d7OwnerId || candidates.length === 0) return []
  const options = candidates.map((it) => ({
    label: it.name.slice(0, 40),
    tap: { verb: 'owner' as const, id: '', version: 0, arg: it.id },
  }))
  return [
    {
      kind: 'choose',
      title: words.t('chat.owner.title'),
      text: words.t('chat.owner.text'),
      options,
      hint: words.t('chat.hint'),
    },
  ]
}

/** The tap that names the owner of day 7, who is told. */
export async function chooseD7Owner({ ctx }: ChatContext, { arg = '' }: Tap): Promise<Answer> {
  const owner = await setD7Owner(ctx, arg)
  const round = await findOpenRound(ctx)
  if (owner.lineUserId) {
    const to = { id: owner.id, locale: owner.locale, lineUserId: owner.lineUserId }
    await tellMembers(
      ctx,
      [to],
      `d7-owner:${round?.id}:${owner.id}`,
      say('chat.owner.told', { topic: round?.topic ?? '–' }),
    )
  }
  return say('chat.owner.done', { name: owner.name })
}
