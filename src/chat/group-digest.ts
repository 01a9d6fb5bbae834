import {
  findSwitchedGroup,
  listPools,
  switchDigestOff,
  switchDigestOn,
} from '../domain/groups/digest-switch.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'
import { groupOf } from './line-event.ts'

const ON = /^(?:開啟|打開|開|on)(?:\s+(\S.*))?$/i
const OFF = /^(?:關閉|關掉|關|off)$/i

type Wish = { on: true; pool: string | null } | { on: false } | null

/** What the words behind 日報 want; null: to hear how it stands. */
function readWish(rest: string): Wish {
  const on = ON.exec(rest)
  if (on) return { on: true, pool: on[1]?.trim() ?? null }
  return OFF.test(rest) ? { on: false } : null
}

/** Whether the size of the group has to be asked for, to say what a digest costs there. */
export const wantsGroupSize = (rest: string) => readWish(rest)?.on === true

/** 日報 開, 日報 關: whether the daily digest goes to this group, and of which pool. */
export async function switchGroupDigest(chat: ChatContext, rest: string): Promise<Answer> {
  const { ctx, member, event } = chat
  const address = groupOf(event)
  if (!address) return say('chat.group.digest_in_group')
  if (!member || member.role === 'worker') return say('chat.group.not_for_you')
  const group = await findSwitchedGroup(ctx, address.lineGroupId)
  const current = group?.digestOn
    ? { pool: poolName(chat, group.digestPool), name: group.digestSetter?.name ?? '–' }
    : null
  const wish = readWish(rest)
  if (!wish) return current ? say('chat.group.digest_is_on', current) : say('chat.group.digest_is_off')
  if (member.role === 'pool_owner') {
    if (group?.digestOn && group.digestPool !== member.pool && current)
      return say('chat.group.set_by_other', current)
    if (wish.on && wish.pool !== null && wish.pool !== member.pool)
      return say('chat.group.own_pool_only', { pool: member.pool })
  }
  if (!wish.on) {
    const wasOn = await switchDigestOff(ctx, address.lineGroupId)
    return say(wasOn ? 'chat.group.digest_off' : 'chat.group.digest_is_off')
  }
  return switchOn(chat, address.lineGroupId, wish.pool)
}

const poolName = ({ words }: ChatContext, pool: string | null) => pool ?? words.t('digest.daily.all_pools')

async function switchOn(chat: ChatContext, lineGroupId: string, wanted: string | null): Promise<Answer> {
  const { ctx, member, words, groupSize } = chat
  const pool = member?.role === 'pool_owner' ? member.pool : wanted
  const pools = await listPools(ctx)
  if (pool !== null && !pools.includes(pool))
    return say('chat.group.no_such_pool', { pool, pools: pools.join(words.t('digest.comma')) })
  await switchDigestOn(ctx, lineGroupId, { pool, locale: words.locale, members: groupSize })
  const done = words.t('chat.group.digest_on', { pool: poolName(chat, pool) })
  const cost =
    groupSize === null
      ? words.t('chat.group.cost_unknown')
      : words.t('chat.group.cost', { people: groupSize })
  return [{ kind: 'text', text: `${done}\n\n${cost}` }]
}
