import type { WorkerPolicyDecision } from '../db/generated/client.ts'
import { findActionEvidence } from '../domain/actions/evidence.ts'
import { requireMayDecide } from '../domain/delegations/acting-as.ts'
import { decidePolicy, requireTimeLeft } from '../domain/policies/decide.ts'
import { policyFacts } from '../domain/policies/facts.ts'
import { getPolicy } from '../domain/policies/read.ts'
import { CONFIRMATION_TIME } from '../domain/rules.ts'
import type { Tap } from '../domain/tap.ts'
import { AppError } from '../errors.ts'
import { readyReasons } from '../line/cards/reasons.ts'
import type { Phrase } from '../words/words.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'
import { runCommand } from './commands.ts'
import { findAwaitedReason, forget, forgetReason, waitForReason } from './conversations.ts'
import { askD7Owner, chooseD7Owner } from './d7-owner.ts'
import { tapDelegation } from './delegation.ts'
import { showDetails } from './details.ts'
import { tapFriction } from './friction.ts'
import { tapOverride } from './overrides.ts'
import { explainRefusal } from './refusals.ts'
import { tapDraftChange } from './review.ts'
import { chooseLanguage, leaveForGood } from './settings.ts'

async function approve(chat: ChatContext, tap: Tap): Promise<Answer> {
  const { ctx, words } = chat
  const policy = await getPolicy(ctx, tap.id)
  const until = new Date(ctx.clock.now().getTime() + CONFIRMATION_TIME).toISOString()
  if (policy.riskLevel === 'high' && policy.status === 'draft' && policy.version === tap.version) {
    await requireMayDecide(ctx, policy)
    requireTimeLeft(ctx, policy)
    const action = await findActionEvidence(ctx, policy.id)
    return [{ kind: 'confirm', policy: policyFacts(policy), action, until }]
  }
  return decide(chat, tap, 'approved', words.t('tap_reason'))
}

async function confirm(chat: ChatContext, tap: Tap): Promise<Answer> {
  if (tap.until === undefined || chat.ctx.clock.now().getTime() > tap.until) return say('say.expired')
  return decide(chat, tap, 'approved', chat.words.t('tap_reason'))
}

async function decide(
  chat: ChatContext,
  tap: Tap,
  status: 'approved' | 'rejected',
  reason: string,
): Promise<Answer> {
  const { ctx, lineUserId } = chat
  const after = await decidePolicy(ctx, { policyId: tap.id, version: tap.version, status, reason })
  if (lineUserId) await forgetReason(ctx, lineUserId, tap.id)
  const next = after.policyKey.startsWith('ask:') ? await askD7Owner(chat) : []
  return [{ kind: 'decided', policy: policyFacts(after) }, ...next]
}

/** From now on the next words are the reason of this rejection; nothing is decided yet. */
async function awaitReason({ ctx, lineUserId }: ChatContext, tap: Tap): Promise<WorkerPolicyDecision> {
  const policy = await getPolicy(ctx, tap.id)
  await requireMayDecide(ctx, policy)
  requireTimeLeft(ctx, policy)
  if (policy.status !== 'draft') throw new AppError('already-decided', 'This is decided already.')
  if (policy.version !== tap.version) throw new AppError('stale-version', 'This card is of an older draft.')
  if (lineUserId) await waitForReason(ctx, lineUserId, tap)
  return policy
}

/** A rejection has a reason: the first tap asks for it. */
async function reject(chat: ChatContext, tap: Tap): Promise<Answer> {
  return [{ kind: 'ask-reason', policy: policyFacts(await awaitReason(chat, tap)) }]
}

/** The phone has opened its keyboard by itself; a PC does not, so it is said what to do. */
async function askOwnWords(chat: ChatContext, tap: Tap): Promise<Answer> {
  await awaitReason(chat, tap)
  return say('say.reason_words')
}

async function rejectWithReadyReason(chat: ChatContext, tap: Tap): Promise<Answer> {
  const policy = await getPolicy(chat.ctx, tap.id)
  const phrase = readyReasons(policy.policyKey).find((it) => it === tap.arg)
  const isLate = tap.until !== undefined && chat.ctx.clock.now().getTime() > tap.until
  if (isLate && policy.status === 'draft') return say('say.reason_timeout')
  return phrase ? rejectBecause(chat, tap, chat.words.t(phrase as Phrase)) : say('say.forged')
}

/** Rejects with the reason given, as a button or in the approver's words. */
export async function rejectBecause(
  chat: ChatContext,
  tap: Pick<Tap, 'id' | 'version'>,
  reason: string,
): Promise<Answer> {
  return decide(chat, { verb: 'reason', ...tap }, 'rejected', reason)
}

const VERBS: Record<Tap['verb'], (chat: ChatContext, tap: Tap) => Promise<Answer> | Answer> = {
  approve,
  confirm,
  reject,
  reason: rejectWithReadyReason,
  'own-words': askOwnWords,
  cancel: () => say('say.cancelled'),
  draft: tapDraftChange,
  details: showDetails,
  page: () => say('say.forged'),
  command: (chat, { arg = '' }) => runCommand(chat, arg),
  language: chooseLanguage,
  leave: leaveForGood,
  friction: tapFriction,
  delegate: tapDelegation,
  owner: chooseD7Owner,
  override: tapOverride,
  change: () => say('say.forged'),
}

/** Answers a tap on one of our buttons. Everything about the right to it is looked at now, not when it was sent. */
export async function handleTap(chat: ChatContext, data: string): Promise<Answer> {
  if (!chat.isDirect || chat.lineUserId === null) return say('say.group_only_direct')
  const tap = chat.signer.open(data)
  if (!tap) return say('say.forged')
  if (!chat.member) return say('say.not_a_member')
  return VERBS[tap.verb](chat, tap)
}

/** The sentence for a tap that was refused, or for a reason that came too late. */
export async function explainTap(chat: ChatContext, error: AppError): Promise<Answer> {
  const { ctx, event, lineUserId, signer } = chat
  const tap = signer.open(event.postback?.data ?? '')
  const awaited = event.message && lineUserId ? await findAwaitedReason(ctx, lineUserId) : null
  // Or whatever is typed next would be taken for the reason again.
  if (awaited && lineUserId) await forget(ctx, lineUserId)
  return explainRefusal(chat, error, tap?.id ?? awaited?.id ?? null)
}
