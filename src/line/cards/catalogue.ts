import {
  CATALOGUE,
  type CatalogueAction,
  findAction,
  type Risk,
  WHO_APPROVES,
} from '../../domain/catalogue.ts'
import { choicesFor } from '../../domain/overrides/override.ts'
import type { Approvers, Tell } from '../../domain/tell.ts'
import { RISK_COLORS } from '../flex/colors.ts'
import { clip } from '../flex/fit.ts'
import { DISPLAY_TEXT_LENGTH, FLEX_LABEL_LENGTH } from '../limits/numbers.ts'
import type { RenderContext } from './render-context.ts'

type Catalogue = Extract<Tell, { kind: 'catalogue' }>

/** Why nothing can be chosen here, or what the catalogue itself says; null: nothing to add. */
function noteOn({ words }: RenderContext, action: CatalogueAction, now: Risk, reader: string): string | null {
  const own = CATALOGUE[action].risk
  if (own === 'high') return words.t('catalogue.stays')
  if (now === 'high' && reader === 'pls_owner') return words.t('catalogue.only_louis')
  return now === own ? null : words.t('catalogue.was', { who: words.t(`who.${WHO_APPROVES[own]}`) })
}

function bubbleOf(context: RenderContext, action: CatalogueAction, { risks, reader }: Approvers) {
  const { words, signer } = context
  const now = risks[action] ?? CATALOGUE[action].risk
  const name = words.t(`action.${action}`)
  const buttons = choicesFor(reader, action, now).map((risk) => {
    const label = clip(words.t(`catalogue.to.${risk}`), FLEX_LABEL_LENGTH)
    // What is shown goes with the tap: on a card that is out of date it changes nothing.
    const data = signer.seal({ verb: 'override', id: '', version: 0, arg: `set:${action}:${risk}:${now}` })
    return { label, data, display: clip(words.t('catalogue.tap', { to: label, name }), DISPLAY_TEXT_LENGTH) }
  })
  return {
    risk: { label: words.t(`risk.${now}`), color: RISK_COLORS[now] },
    name,
    about: words.t(`catalogue.about.${action}`),
    now: { label: words.t('catalogue.now'), value: words.t(`who.${WHO_APPROVES[now]}`) },
    note: noteOn(context, action, now, reader),
    buttons,
  }
}

/** A card for each action: what it does, who approves it now, and what this reader may change. */
export function catalogueCard(context: RenderContext, { actions, ...approvers }: Catalogue): object {
  const { words, templates } = context
  const known = actions.flatMap((it) => findAction(it) ?? [])
  const [first] = known
  return templates.render('catalogue', {
    alt:
      known.length === 1 && first
        ? words.t('catalogue.alt_one', { name: words.t(`action.${first}`) })
        : words.t('catalogue.alt'),
    actions: known.map((it) => bubbleOf(context, it, approvers)),
  })
}
