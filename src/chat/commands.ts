import type { Member, Role } from '../db/generated/client.ts'
import { findHalt, halt, resume } from '../domain/halts/halt.ts'
import { bindMember } from '../domain/members/bind.ts'
import { type Catalogue, type Words, wordsOf } from '../words/words.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'
import { consoleLink } from './console-link.ts'
import { findAwaitedReason, forget } from './conversations.ts'
import { askDeputy } from './delegation.ts'
import { cancelFriction, startFriction } from './friction.ts'
import { switchGroupDigest } from './group-digest.ts'
import { showMatrix } from './matrix.ts'
import { askAction } from './overrides.ts'
import { showPending } from './pending.ts'
import { showPriorities, showScorecard } from './scorecard.ts'
import { askLanguage, askLeave } from './settings.ts'

type Command = {
  /** What people type, in either language; compared without case, width and spaces around. */
  names: string[]
  /** Strangers may only bind themselves. */
  forStrangers?: boolean
  /** What it says or asks is nobody else's business: in a group it is pointed to the one-to-one chat. */
  onlyDirect?: boolean
  /** It is nothing without knowing who asks: where LINE leaves that out, it says so. */
  needsAsker?: boolean
  /** Words may follow. Those of others stand alone: "說明不清楚" is a sentence, not a call for help. */
  takesWords?: boolean
  /** The line of it in 說明; one without is not told of. */
  about?: keyof Catalogue['chat']['about']
  /** Whom 說明 tells of it; unset: everybody. The right itself is looked at when it runs. */
  for?: Role[]
  run(chat: ChatContext, rest: string): Promise<Answer> | Answer
}

/** The first words in one's own language, which the invite says. */
function welcome({ timeZone }: ChatContext, { name, role, locale }: Member): Answer {
  const params = { name, role: wordsOf(locale, timeZone).t(`role.${role}`) }
  return [{ kind: 'say', phrase: 'say.welcome', params, locale }]
}

async function join(chat: ChatContext, code: string): Promise<Answer> {
  const { ctx, lineUserId, words } = chat
  if (!lineUserId) return say('say.group_only_direct')
  if (code === '') return say('say.code_missing')
  const outcome = await bindMember(ctx, lineUserId, code)
  switch (outcome.result) {
    case 'bound':
      return welcome(chat, outcome.member)
    case 'already-member':
      return say('say.already_member', {
        name: outcome.member.name,
        role: words.t(`role.${outcome.member.role}`),
      })
    case 'wrong-code':
      return outcome.attemptsLeft > 0
        ? say('say.wrong_code', { left: outcome.attemptsLeft })
        : say('say.last_wrong_code')
    case 'too-many-attempts':
      return say('say.too_many_codes')
  }
}

function whoami({ member, words }: ChatContext): Answer {
  return say('say.whoami', { name: member?.name ?? '–', role: words.t(`role.${member?.role ?? 'worker'}`) })
}

async function haltAll({ ctx, member }: ChatContext, reason: string): Promise<Answer> {
  if (member?.role !== 'louis') return say('say.louis_only')
  if (await findHalt(ctx)) return say('say.halted_already')
  if (reason === '') return say('say.halt_reason')
  await halt(ctx, reason)
  return say('say.halted', { reason })
}

async function resumeAll({ ctx, member }: ChatContext): Promise<Answer> {
  if (member?.role !== 'louis') return say('say.louis_only')
  if (!(await findHalt(ctx))) return say('say.not_halted')
  await resume(ctx)
  return say('say.resumed')
}

/** A command from a button: those that are suggested to people whom we did not understand. */
export async function runCommand(chat: ChatContext, name: string): Promise<Answer> {
  const found = COMMANDS.find((it) => it.names.includes(name) && !it.forStrangers)
  return found ? found.run(chat, '') : say('say.forged')
}

const DECIDERS: Role[] = ['louis', 'pls_owner']
const OWNERS: Role[] = [...DECIDERS, 'pool_owner']

/** Every chat command; `說明` is made from here. */
export const COMMANDS: Command[] = [
  { names: ['綁定', 'join'], forStrangers: true, onlyDirect: true, takesWords: true, run: join },
  { names: ['待批', 'pending'], about: 'pending', for: OWNERS, run: showPending },
  { names: ['政策', 'policy'], about: 'policy', run: showMatrix },
  { names: ['回報', 'report'], about: 'report', onlyDirect: true, takesWords: true, run: startFriction },
  { names: ['計分卡', 'scorecard'], about: 'scorecard', run: showScorecard },
  { names: ['優先', 'priorities'], about: 'priorities', run: showPriorities },
  { names: ['作戰台', 'console'], about: 'console', for: OWNERS, run: consoleLink },
  {
    names: ['日報', 'digest', '摘要'],
    about: 'digest',
    for: OWNERS,
    needsAsker: true,
    takesWords: true,
    run: switchGroupDigest,
  },
  { names: ['代理', 'delegate'], about: 'delegate', for: DECIDERS, onlyDirect: true, run: askDeputy },
  { names: ['調整', 'adjust'], about: 'adjust', for: DECIDERS, onlyDirect: true, run: askAction },
  { names: ['停止', 'halt'], about: 'halt', for: ['louis'], takesWords: true, run: haltAll },
  { names: ['恢復', 'resume'], about: 'resume', for: ['louis'], onlyDirect: true, run: resumeAll },
  { names: ['取消', 'cancel'], onlyDirect: true, run: cancel },
  { names: ['我是誰', 'whoami'], about: 'whoami', run: whoami },
  { names: ['語言', 'language'], about: 'language', onlyDirect: true, run: askLanguage },
  { names: ['解除綁定', 'leave'], about: 'leave', onlyDirect: true, run: askLeave },
  { names: ['說明', 'help'], run: help },
]

/** 說明: what the bot is for, and the commands of one's role. */
function help({ words, member }: ChatContext): Answer {
  const mine = COMMANDS.filter((it) => it.about && (!it.for || (member && it.for.includes(member.role))))
  const lines = mine.map((it) => {
    const about = it.about ? words.t(`chat.about.${it.about}`) : ''
    return words.t('chat.help.line', { name: nameIn(words, it), about })
  })
  const intro = words.t(member && DECIDERS.includes(member.role) ? 'chat.help.decider' : 'chat.help.plain')
  return [{ kind: 'text', text: [intro, lines.join('\n')].join('\n\n') }]
}

/** 取消: drops whatever the bot waits for in this chat. */
async function cancel(chat: ChatContext): Promise<Answer> {
  const { ctx, lineUserId } = chat
  if (!lineUserId || !(await findAwaitedReason(ctx, lineUserId))) return cancelFriction(chat)
  await forget(ctx, lineUserId)
  return say('say.cancelled')
}

type Found = { command: Command; rest: string }

/** A command's name as the reader types it. */
const nameIn = ({ locale }: Words, { names }: Command) => names[locale === 'en' ? 1 : 0] ?? ''

/** Runs a command that was typed, where it may be given. */
export function obey(chat: ChatContext, { command, rest }: Found): Promise<Answer> | Answer {
  if (chat.isDirect || !command.onlyDirect) return command.run(chat, rest)
  return say('say.only_direct', { command: nameIn(chat.words, command) })
}

/** What follows a command's name, exactly as it was typed; null if the text begins otherwise. */
function restAfter(name: string, typed: string): string | null {
  for (let end = 1; end <= typed.length; end += 1) {
    const head = typed.slice(0, end).normalize('NFKC').toLowerCase()
    if (head === name) return typed.slice(end)
    if (!name.startsWith(head)) return null
  }
  return null
}

/**
 * Finds the command that a text begins with; people type full width, either case, with or without a space.
 *
 * @param isToUs false among people who talk to each other: then "停止討論" is a sentence, "停止 討論" a command.
 */
export function findCommand(text: string, isToUs = true): Found | null {
  const typed = text.trim()
  for (const command of COMMANDS) {
    for (const name of command.names) {
      const rest = restAfter(name, typed)
      if (rest === null) continue
      // A Latin word ends at a space, or "joined" would be "join"; Chinese has no such end.
      const marks = isToUs ? /^[\s:：,，]/ : /^[\s:：]/
      const ends = rest === '' || marks.test(rest) || (isToUs && !/^[a-z]/.test(name))
      const isAlone = /^[\p{P}\s]*$/u.test(rest)
      if (command.takesWords ? ends : isAlone)
        return { command, rest: rest.replace(/^[\s:：,，]+/, '').trim() }
    }
  }
  return null
}
