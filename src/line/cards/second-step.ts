import { isRepairKey } from '../../domain/policies/keys.ts'
import { GRANT_TIME, MINUTE, REASON_TIME } from '../../domain/rules.ts'
import type { PolicyFacts, Tell } from '../../domain/tell.ts'
import { clip } from '../flex/fit.ts'
import { withScriptMark } from './mixed-scripts.ts'
import { actionWords, titleOf } from './policy-words.ts'
import { FACT_EXCERPT, pageUri } from './proposal.ts'
import { readyReasons } from './reasons.ts'
import type { RenderContext } from './render-context.ts'

type Confirm = Extract<Tell, { kind: 'confirm' }>

/** Everything that the second tap will do. */
function effectOf({ words }: RenderContext, { policy, action }: Confirm) {
  const facts = [{ label: words.t('decided.action'), value: actionWords(words, policy) }]
  if (action) {
    facts.push({ label: words.t('action_card.target'), value: withScriptMark(words, action.target) })
    if (action.parameters) facts.push({ label: words.t('action_card.parameters'), value: action.parameters })
    facts.push({ label: words.t('action_card.reason'), value: action.reason })
    facts.push({ label: words.t('action_card.worker'), value: withScriptMark(words, action.workerId) })
  }
  return [...facts, { label: words.t('proposal.key'), value: policy.policyKey }]
}

/** What the second tap brings about: one run of one action, or an agreement under which nothing runs by itself. */
function warningOf({ words }: RenderContext, { policy, action }: Confirm): string {
  if (action) return words.t('confirm.warning_action', { minutes: GRANT_TIME / MINUTE })
  return words.t(isRepairKey(policy.policyKey) ? 'confirm.warning_repair' : 'confirm.warning')
}

/** The second step of a high risk: the whole effect, and a button that decides for two minutes. */
export function confirmCard(context: RenderContext, confirm: Confirm): object[] {
  const { words, templates, signer } = context
  const { policy, until } = confirm
  const { id, version } = policy
  const what = titleOf(words, policy)
  const tap = (label: string, data: string) => ({ label, data, display: label })
  const deadline = new Date(until).getTime()
  const card = (factLimit: number) => ({
    alt: words.t('confirm.alt', { what }),
    title: what,
    warning: warningOf(context, confirm),
    facts: effectOf(context, confirm).map(({ label, value }) => ({ label, value: clip(value, factLimit) })),
    approve: tap(words.t('button.confirm'), signer.seal({ verb: 'confirm', id, version, until: deadline })),
    cancel: tap(words.t('button.cancel'), signer.seal({ verb: 'cancel', id, version })),
    expires: words.t('confirm.expires', { when: words.time(until) }),
  })
  const all = card(Number.POSITIVE_INFINITY)
  if (templates.fits('confirm', all)) return [templates.render('confirm', all)]
  // Rule 12: what does not fit on the card is behind a link, said before the card.
  const note = { type: 'text', text: words.t('confirm.whole', { url: pageUri(context, policy) }) }
  return [note, templates.render('confirm', card(FACT_EXCERPT))]
}

/** Asks why: ready reasons as buttons (quick replies are not on PC), or own words, for which the last one opens the keyboard. */
export function reasonsCard({ words, templates, signer, now }: RenderContext, policy: PolicyFacts): object {
  const { id, version } = policy
  const until = now.getTime() + REASON_TIME
  const ready = readyReasons(policy.policyKey).map((phrase) => {
    const label = words.t(phrase)
    const data = signer.seal({ verb: 'reason', id, version, arg: phrase, until })
    return { label, display: label, data, keyboard: null }
  })
  const label = words.t('reasons.own')
  const keyboard = words.t('reasons.prefix')
  const own = { label, display: label, data: signer.seal({ verb: 'own-words', id, version }), keyboard }
  return templates.render('reasons', {
    alt: words.t('reasons.alt'),
    title: words.t('reasons.title'),
    prompt: words.t('reasons.prompt', { what: titleOf(words, policy) }),
    reasons: [...ready, own],
    hint: words.t('reasons.hint', { minutes: REASON_TIME / 60_000 }),
  })
}
