import { mixedLetters } from '../../visible-text.ts'
import type { Words } from '../../words/words.ts'

/** So many letters are named; they are enough to see that something is odd. */
const SHOWN = 5

/** Says which letters of a name may pass for others, such as the Cyrillic "а" of "stаging"; empty: none. */
export function scriptMark({ t }: Words, name: string): string {
  const letters = mixedLetters(name)
  if (letters.length === 0) return ''
  const list = letters.slice(0, SHOWN).map((it) => t('mixed_scripts.letter', it))
  const more = letters.length > SHOWN ? ['…'] : []
  return t('mixed_scripts.mark', { letters: [...list, ...more].join(t('digest.comma')) })
}

/** A name as an approver reads it: the mark stands before it, so that no shortening takes it away. */
export function withScriptMark(words: Words, name: string): string {
  return [scriptMark(words, name), name].filter((it) => it !== '').join('\n')
}
