import type { Tell } from '../../src/domain/tell.ts'
import type { Locale } from '../../src/words/words.ts'
import type { Message, Stage } from './stage.ts'

/** Whose phone a picture is taken of; `group`: the chat of the crew's group. */
export type Who = 'louis' | 'owner' | 'pool' | 'worker' | 'group'

/** Everything that the bot tells but plain sentences. */
export type CardKind = Exclude<Tell['kind'], 'say' | 'text'>

type ByLocale<T> = Record<Locale, T>

/** How the bot is brought to say it. None of them: a scene before has brought it already. */
type Brought = {
  /** Typed into the chat by whom the picture is of. */
  says?: ByLocale<string>
  /** Anything else; wait in it (`stage.andHear`, `stage.tap`) until the bot has answered. */
  play?: (stage: Stage) => Promise<unknown>
  /** Drawn from its facts alone, as LINE would show it; for what takes the bot weeks. */
  tells?: (locale: Locale) => Tell[]
}

/**
 * One picture of the gallery in each language: `docs/gallery/NAME.LOCALE.png`. Scenes of one file are
 * played in their order, once per language, by a crew that speaks it.
 */
export type Scene = Brought & {
  /** Says what the picture shows: `card-…`, `answer-…` or `menu-…`. */
  name: string
  /** One line under the picture, English. */
  caption: string
  shownTo: Who
  /** The kind of card that it shows; `test/docs.test.ts` wants each kind once at least. */
  card?: CardKind
  /** Which of the bot's messages; the newest that fits. Unset: the newest. */
  message?: (it: Message) => boolean
  /** Also with the phone's large text: `NAME.large-text.LOCALE.png`. */
  largeText?: true
  /** The whole phone, with its menu open. */
  phone?: true
}
