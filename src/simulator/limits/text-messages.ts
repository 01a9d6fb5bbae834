import type { JsonObject } from '../state/records.ts'
import { isAbsent, isObject, type Spot } from './spot.ts'
import { checkInteger, checkOneOf, checkText } from './strings.ts'

const MAX_TEXT = 5000
const MAX_EMOJIS = 20
const MAX_MENTIONS = 20
const MAX_SUBSTITUTIONS = 100
const KEY = /^[0-9a-zA-Z_]{1,20}$/

/** A text message: 5,000 UTF-16 units, up to 20 LINE emojis that each stand on a `$`. */
export function checkTextMessage(spot: Spot, message: JsonObject): void {
  const { text, emojis } = message
  const isText = checkText(spot.at('text'), text, { max: MAX_TEXT })
  checkText(spot.at('quoteToken'), message.quoteToken, { max: 1000, isRequired: false })
  if (isAbsent(emojis, spot)) return
  const list = spot.at('emojis')
  if (!Array.isArray(emojis)) {
    list.wrong()
    return
  }
  if (emojis.length > MAX_EMOJIS) list.badSize(emojis.length, 0, MAX_EMOJIS)
  emojis.forEach((emoji: unknown, index) => {
    const place = list.at(index)
    if (!isObject(emoji)) {
      place.wrong()
      return
    }
    checkEmoji(place, emoji)
    checkInteger(place.at('index'), emoji.index, 0, MAX_TEXT)
    if (isText && text.charAt(Number(emoji.index)) !== '$') place.at('index').wrong()
  })
}

function checkEmoji(spot: Spot, emoji: JsonObject): void {
  checkText(spot.at('productId'), emoji.productId, { max: 100 })
  checkText(spot.at('emojiId'), emoji.emojiId, { max: 100 })
}

/** A textV2 message: `{key}` placeholders with substitutions; literal braces are doubled. */
export function checkTextV2Message(spot: Spot, message: JsonObject): void {
  const { text, substitution } = message
  const parts = isObject(substitution) ? substitution : {}
  if (!isAbsent(substitution, spot) && !isObject(substitution)) spot.at('substitution').wrong()
  checkText(spot.at('quoteToken'), message.quoteToken, { max: 1000, isRequired: false })
  checkSubstitutions(spot.at('substitution'), parts)
  if (!checkText(spot.at('text'), text, { max: MAX_TEXT })) return
  const rest = text.replaceAll('{{', '').replaceAll('}}', '')
  const keys = [...rest.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '')
  if (/[{}]/.test(rest.replace(/\{[^{}]*\}/g, ''))) spot.at('text').fail('Braces must be in pairs or doubled')
  for (const key of keys)
    if (!(key in parts)) spot.at('text').fail(`The placeholder {${key}} has no substitution`)
}

function checkSubstitutions(spot: Spot, parts: JsonObject): void {
  const entries = Object.entries(parts)
  if (entries.length > MAX_SUBSTITUTIONS) spot.badSize(entries.length, 0, MAX_SUBSTITUTIONS)
  for (const [type, max] of [['mention', MAX_MENTIONS] as const, ['emoji', MAX_EMOJIS] as const]) {
    const count = entries.filter(([, part]) => isObject(part) && part.type === type).length
    if (count > max) spot.badSize(count, 0, max)
  }
  for (const [key, part] of entries) {
    const place = spot.at(key)
    if (!KEY.test(key) || !isObject(part)) place.wrong()
    else if (checkOneOf(place.at('type'), part.type, ['mention', 'emoji'])) {
      if (part.type === 'emoji') checkEmoji(place, part)
      else checkMentionee(place.at('mentionee'), part.mentionee)
    }
  }
}

function checkMentionee(spot: Spot, mentionee: unknown): void {
  if (!isObject(mentionee)) {
    spot.missing()
    return
  }
  if (!checkOneOf(spot.at('type'), mentionee.type, ['user', 'all'])) return
  if (mentionee.type === 'user') checkText(spot.at('userId'), mentionee.userId, { max: 33 })
}
