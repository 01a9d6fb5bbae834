import { visible } from '../../visible-text.ts'
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

/** How many UTF-16 units of a text are behind so many of its visible form. */
function unitsBehind(text: string, shown: number): number {
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (visible(text.slice(0, middle)).length <= shown) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * The beginning of a long text as up to four text messages, cut only between characters; what shows
 * nothing, or turns the direction of writing, is written out.
 * @returns the pieces, each with something to read in it, and how many UTF-16 units of the text they hold
 */
export function textPieces(text: string): { pieces: string[]; shown: number; isAll: boolean } {
  const begin = beginOf(text)
  const whole = visible(begin)
  let rest = whole
  const pieces: string[] = []
  let shown = 0
  while (rest !== '' && pieces.length < PIECES) {
    const piece = rest.slice(0, endOfPiece(rest))
    // LINE takes no text without a letter in it.
    pieces.push(piece.trim() === '' ? '\u2420' : piece)
    shown += piece.length
    rest = rest.slice(piece.length)
  }
  return { pieces, shown: rest === '' ? begin.length : unitsBehind(begin, shown), isAll: rest === '' }
}
