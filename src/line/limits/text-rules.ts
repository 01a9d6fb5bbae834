/** What LINE's schema can't say of texts: where emojis stand, braces, mentions (REF#text-message, REF#text-message-v2). */
import { isJsonObject, itemsOf } from './json.ts'
import { EMOJIS_PER_TEXT, MENTIONS_PER_TEXT, PLACEHOLDER_LENGTH, SUBSTITUTIONS_PER_TEXT } from './numbers.ts'
import type { Path, Report } from './problem.ts'

type JsonObject = Record<string, unknown>

const PLACEHOLDER = new RegExp(`^[0-9a-zA-Z_]{1,${PLACEHOLDER_LENGTH}}$`)

/** Reports emojis of a text message whose `index` doesn't hit a `$`. */
export function reportEmojis(message: JsonObject, path: Path, report: Report) {
  const { text } = message
  if (typeof text !== 'string') return
  itemsOf(message.emojis).forEach((emoji, index) => {
    if (!isJsonObject(emoji) || typeof emoji.index !== 'number' || text[emoji.index] === '$') return
    report([...path, 'emojis', index, 'index'], 'must be the place of a $ in the text')
  })
}

/** Reports unpaired braces, unknown placeholders and too many substitutions of a textV2 message. */
export function reportSubstitutions(message: JsonObject, path: Path, mayMention: boolean, report: Report) {
  const substitution = isJsonObject(message.substitution) ? message.substitution : {}
  const entries = Object.entries(substitution)
  const at = [...path, 'substitution']
  if (entries.length > SUBSTITUTIONS_PER_TEXT) {
    report(at, `must have at most ${SUBSTITUTIONS_PER_TEXT} entries, has ${entries.length}`)
  }
  for (const [type, most] of [
    ['mention', MENTIONS_PER_TEXT],
    ['emoji', EMOJIS_PER_TEXT],
  ] as const) {
    const found = entries.filter(([, value]) => isJsonObject(value) && value.type === type).length
    if (found > most) report(at, `must have at most ${most} of type ${type}, has ${found}`)
  }
  for (const [key, value] of entries) {
    if (!PLACEHOLDER.test(key)) {
      report([...at, key], `must be named by 1 to ${PLACEHOLDER_LENGTH} letters, digits or underscores`)
    }
    if (!mayMention && isJsonObject(value) && value.type === 'mention') {
      report([...at, key], 'must not be a mention: multicast takes none')
    }
  }
  if (typeof message.text === 'string') reportBraces(message.text, substitution, [...path, 'text'], report)
}

function reportBraces(text: string, substitution: JsonObject, at: Path, report: Report) {
  // `{{` and `}}` are literal braces; they go first, as a reader from the left would take them.
  const rest = text.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (_, key: string | undefined) => {
    if (key === undefined) return ''
    if (!PLACEHOLDER.test(key)) {
      report(at, `must name placeholders by 1 to ${PLACEHOLDER_LENGTH} letters, digits or underscores`)
    } else if (!Object.hasOwn(substitution, key)) {
      report(at, `must not name the placeholder {${key}}: there is no substitution for it`)
    }
    return ''
  })
  if (/[{}]/.test(rest)) report(at, 'must pair its braces: write {{ and }} for literal ones')
}
