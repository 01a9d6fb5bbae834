import i18next, { type i18n } from 'i18next'
import { en } from './en.ts'
import { zhTW } from './zh-tw.ts'

/** A catalogue's shape, whatever its words. */
export type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }
/** The shape of every language's catalogue; zh-TW is the first. */
export type Catalogue = Texts<typeof zhTW>

type Path<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Path<T[K]>}` }[keyof T & string]
/** The name of one phrase, such as `say.welcome`. */
export type Phrase = Path<Catalogue>

export const LOCALES = ['zh-TW', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** One language: its phrases, and its way to write times. */
export type Words = {
  locale: Locale
  t(phrase: Phrase, params?: Record<string, string | number>): string
  /** A point in time, in the time zone of the settings: 11/22 14:05. */
  time(at: string | Date): string
}

const resources = { 'zh-TW': { translation: zhTW }, en: { translation: en } }

function startI18n(): i18n {
  const instance = i18next.createInstance()
  // Cards and chat are plain text; HTML escapes at its own edge.
  instance.init({
    resources,
    lng: 'zh-TW',
    fallbackLng: false,
    initAsync: false,
    interpolation: { escapeValue: false },
  })
  return instance
}

const instance = startI18n()

export function isLocale(it: string): it is Locale {
  return (LOCALES as readonly string[]).includes(it)
}

/** The words of a language; an unknown one is zh-TW. */
export function wordsOf(locale: string, timeZone: string): Words {
  const known = isLocale(locale) ? locale : 'zh-TW'
  const t = instance.getFixedT(known)
  const format = new Intl.DateTimeFormat(known, {
    timeZone,
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return {
    locale: known,
    t: (phrase, params) => t(phrase, params ?? {}),
    time: (at) => format.format(new Date(at)),
  }
}
