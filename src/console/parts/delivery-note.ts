import { NOTES, type Note } from '../../domain/deliveries/notes.ts'
import type { Words } from '../../words/words.ts'

const escaped = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&')

const PATTERNS = (Object.keys(NOTES) as Note[]).map((note) => {
  const pattern = escaped(NOTES[note]).replace(/ ?\{\{(\w+)\}\}/g, ' ?(?<$1>.*)')
  return { note, pattern: new RegExp(`^${pattern}$`, 's') }
})

/** Our own note beside a message in the reader's words; LINE's words are shown as they are. */
export function deliveryNote(words: Words, text: string): string {
  for (const { note, pattern } of PATTERNS) {
    const found = pattern.exec(text)
    if (found) return words.t(`console.line.note.${note}`, { ...found.groups }).trim()
  }
  return text
}
