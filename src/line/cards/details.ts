import type { EventType } from '../../contract.ts'
import type { ActionEvidence, ProposalEvidence, Tell } from '../../domain/tell.ts'
import { clip } from '../flex/fit.ts'
import { withScriptMark } from './mixed-scripts.ts'
import { titleOf } from './policy-words.ts'
import { pageUri } from './proposal.ts'
import type { RenderContext } from './render-context.ts'
import { textPieces } from './text-pieces.ts'

type Details = Extract<Tell, { kind: 'details' }>
type Fact = { label: string; value: string }

/** All facts together stand in one text message; what is cut here stands on the page. */
const FACT_LIMIT = 900

function factsOfProposal({ words }: RenderContext, it: ProposalEvidence): Fact[] {
  return [
    { label: words.t('details.event'), value: words.t(`eventType.${it.eventType as EventType}`) },
    { label: words.t('proposal.phase'), value: it.phase },
    { label: words.t('proposal.workers'), value: it.workers.join(', ') },
    { label: words.t('action_card.job'), value: it.jobId },
    {
      label: words.t('proposal.count'),
      value: words.t('proposal.count_value', { count: it.occurrences }),
    },
    { label: words.t('proposal.first'), value: words.time(it.firstAt) },
    { label: words.t('proposal.last'), value: words.time(it.lastAt) },
  ]
}

function factsOfAction({ words }: RenderContext, it: ActionEvidence): Fact[] {
  return [
    { label: words.t('details.at'), value: words.time(it.at) },
    { label: words.t('action_card.worker'), value: withScriptMark(words, it.workerId) },
    { label: words.t('action_card.job'), value: it.jobId },
    { label: words.t('action_card.target'), value: withScriptMark(words, it.target) },
    { label: words.t('action_card.parameters'), value: it.parameters || '–' },
    { label: words.t('action_card.reason'), value: it.reason },
  ]
}

/** The whole raw output as text messages, after one that says where and when, and where the rest is. */
export function detailsMessages(context: RenderContext, { policy, evidence, length }: Details): object[] {
  const { words } = context
  const facts = 'phase' in evidence ? factsOfProposal(context, evidence) : factsOfAction(context, evidence)
  const raw = evidence.rawOutput.trim() === '' ? '–' : evidence.rawOutput
  const { pieces, shown, isAll } = textPieces(raw)
  const isWhole = isAll && length <= evidence.rawOutput.length
  const number = new Intl.NumberFormat(words.locale)
  const ending = isWhole
    ? words.t('details.whole')
    : words.t('details.longer', {
        shown: number.format(shown),
        rest: number.format(Math.max(length - shown, 1)),
        url: pageUri(context, policy),
      })
  const cut = facts.some(({ value }) => value.length > FACT_LIMIT) && isWhole
  const note = cut ? [words.t('details.cut', { url: pageUri(context, policy) })] : []
  const lines = facts.map(({ label, value }) =>
    words.t('details.fact', { label, value: clip(value, FACT_LIMIT) }),
  )
  const title = words.t('details.title', { what: titleOf(words, policy) })
  const about = [title, lines.join('\n'), ...note, ending].join('\n\n')
  return [about, ...pieces].map((text) => ({ type: 'text', text }))
}
