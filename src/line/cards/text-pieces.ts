import { MESSAGES_PER_CALL, TEXT_LENGTH } from '../limits/numbers.ts'

/** Beside one message that says what it is, so many text messages fit into one answer. */
const PIECES = MESSAGES_PER_CALL - 1
/** A character made of many code points (a family, a flag) ends well within this many units behind a cut. */
const LOOK_BEHIND = 64

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** All of a text that `textPieces` looks at; what is longer need not be stored for it. */
export const beginOf = (text: string) => text.slice(0, PIECES * TEXT_LENGTH + LOOK_BEHIND)

/** Where to end a piece: at the limit, or before the character that the limit would split. */
function endOfPiece(text: string): number {
  if (text.length <= TEXT_LENGTH) return text.length
  const split = graphemes.segment(text.slice(0, TEXT_LENGTH + LOOK_BEHIND)).containing(TEXT_LENGTH)
  if (split && split.index > 0) return split.index
  // One character longer than a message, piled up from marks: at least no code point is split.
  return text.slice(0, TEXT_LENGTH).isWellFormed() ? TEXT_LENGTH : TEXT_LENGTH - 1
}

/** C0 controls and DEL have pictures of their own in Unicode. */
function picture(control: string): string {
  const code = control.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

/** Control characters are drawn, and no sign turns the direction of writing: nothing hides what is beside it. */
const unmasked = (text: string) =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, picture)
    .replace(/\p{Bidi_Control}/gu, '\ufffd')

/**
 * The beginning of a long text as up to four text messages, cut only between characters.
 * @returns the pieces, each with something to read in it, and how many UTF-16 units they hold
 */
export function textPieces(text: string): { pieces: string[]; shown: number; isAll: boolean } {
  let rest = unmasked(beginOf(text))
  const pieces: string[] = []
  let shown = 0
  while (rest !== '' && pieces.length < PIECES) {
    const piece = rest.slice(0, endOfPiece(rest))
    // LINE takes no text without a letter in it.
    pieces.push(piece.trim() === '' ? '\u2420' : piece)
    shown += piece.length
    rest = rest.slice(piece.length)
  }
  return { pieces, shown, isAll: rest === '' }
}
