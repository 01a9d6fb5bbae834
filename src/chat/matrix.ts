import { findHalt } from '../domain/halts/halt.ts'
import { listPolicies } from '../domain/policies/matrix.ts'
import { catalogueName } from '../line/cards/policy-words.ts'
import type { Answer, ChatContext } from './chat-context.ts'

const GROUPS = ['by_itself', 'after_approval', 'approved_each_time', 'forbidden'] as const
const MARKS = { by_itself: '🟢', after_approval: '🟡', approved_each_time: '🔴', forbidden: '⛔' } as const
const ROWS = 200

/** 政策: the matrix in one look. High risk is no secret, but it is decided nowhere but in a one-to-one chat. */
export async function showMatrix({ ctx, words }: ChatContext): Promise<Answer> {
  const { items } = await listPolicies(ctx, { limit: ROWS })
  const standing = items.filter((it) => it.policy_key === `action:${it.allowed_action}`)
  const parts = GROUPS.map((group) => {
    const names = standing
      .filter((it) => it.runs === group)
      .map((it) => words.t('chat.policy.item', { name: catalogueName(words, it.allowed_action) }))
    const list = names.length > 0 ? names.join('\n') : words.t('chat.policy.none')
    return `${MARKS[group]} ${words.t(`chat.policy.${group}`)}\n${list}`
  })
  const halted = (await findHalt(ctx)) ? [words.t('chat.policy.halted')] : []
  return [{ kind: 'text', text: [words.t('chat.policy.title'), ...halted, ...parts].join('\n\n') }]
}
