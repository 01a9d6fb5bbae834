import type { CardData } from '../../src/line/flex/card-data.ts'
import { MENUS } from '../../src/line/rich-menu/menus.ts'
import { LOCALES } from '../../src/words/words.ts'
import { picturesOf } from '../gallery/index-page.ts'
import type { CardKind, Scene } from '../gallery/scene.ts'

/** Which template a kind of card is drawn with; null: it is plain text. A kind that is not here is a type error. */
const TEMPLATES: Record<CardKind, keyof CardData | null> = {
  'policy-ask': 'policy-question',
  question: 'policy-question',
  catalogue: 'catalogue',
  proposal: 'proposal',
  proposals: 'carousel',
  action: 'proposal',
  'change-draft': 'proposal',
  decided: 'decision',
  confirm: 'confirm',
  'ask-reason': 'reasons',
  choose: 'reasons',
  'pick-date': 'pick-date',
  details: null,
  scorecard: 'report',
  digest: 'report',
  'matrix-day': 'report',
  'repair-verdict': 'report',
  review: 'review',
  'console-link': null,
  deputy: null,
}

/** The files of the scenes' pictures, in every language. */
export const wantedPictures = (scenes: Scene[]): string[] =>
  scenes.flatMap((scene) => LOCALES.flatMap((locale) => picturesOf(scene, locale)))

/**
 * Kinds of card, templates and rich menus that no scene of the gallery shows.
 *
 * @param templates the names of the files in flex-templates.
 */
export function withoutScene(scenes: Scene[], templates: string[]): string[] {
  const kinds = Object.keys(TEMPLATES) as CardKind[]
  const shown = new Set(scenes.flatMap((it) => it.card ?? []))
  const drawn = new Set<string | null>([...shown].map((it) => TEMPLATES[it]))
  const names = new Set(scenes.map((it) => it.name))
  return [
    ...kinds.filter((it) => !shown.has(it)).map((it) => `no scene shows the card ${it}`),
    ...templates.filter((it) => !drawn.has(it)).map((it) => `no scene shows flex-templates/${it}.json`),
    ...Object.keys(MENUS)
      .filter((it) => !names.has(`menu-${it}`))
      .map((it) => `no scene shows the menu ${it}`),
    ...scenes
      .filter((it, index) => scenes.findIndex(({ name }) => name === it.name) < index)
      .map((it) => `two scenes are called ${it.name}`),
  ]
}
