import { leave, setLocale } from '../domain/members/change.ts'
import type { Tap } from '../domain/tap.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

const tap = (verb: Tap['verb'], arg: string): Tap => ({ verb, id: '', version: 0, arg })

/** 語言: asks which one. */
export function askLanguage({ words }: ChatContext): Answer {
  const option = (arg: 'zh' | 'en') => ({ label: words.t(`chat.language.${arg}`), tap: tap('language', arg) })
  return [
    {
      kind: 'choose',
      title: words.t('chat.language.title'),
      text: words.t('chat.language.text'),
      options: [option('zh'), option('en')],
      hint: words.t('chat.hint'),
    },
  ]
}

/** From now on cards and messages come in this language; so does the answer. */
export async function chooseLanguage({ ctx, member }: ChatContext, { arg }: Tap): Promise<Answer> {
  if (!member) return say('say.not_a_member')
  const locale = arg === 'en' ? 'en' : 'zh-TW'
  await setLocale(ctx, member.id, locale)
  return [{ kind: 'say', phrase: 'chat.language.done', locale }]
}

/** 解除綁定: asks once more, because coming back takes an invite. */
export function askLeave({ words }: ChatContext): Answer {
  return [
    {
      kind: 'choose',
      title: words.t('chat.leave.title'),
      text: words.t('chat.leave.text'),
      options: [
        { label: words.t('chat.leave.yes'), tap: tap('leave', 'yes') },
        { label: words.t('chat.leave.no'), tap: { verb: 'cancel', id: '', version: 0 } },
      ],
      hint: words.t('chat.hint'),
    },
  ]
}

export async function leaveForGood({ ctx, member }: ChatContext): Promise<Answer> {
  if (!member) return say('say.not_a_member')
  await leave(ctx, member.id)
  return say('chat.leave.done')
}
