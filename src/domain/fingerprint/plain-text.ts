// What a terminal would show of a text that was written for one. Each pattern is bounded, and its parts
// have no sign in common, so that no text takes long.

const ESC = String.fromCharCode(0x1b)
/** What ends a string for the terminal: BEL, or ST in its two forms. */
const [BEL, ST] = [String.fromCharCode(7), String.fromCharCode(0x9c)]
/** One sign that begins an order, instead of ESC and a bracket. */
const BEGIN = String.fromCharCode(0x9b)

/** Colours and cursor movements, also as a log writes them: \u001b[31m, ^[[31m. */
const ORDERS = new RegExp(
  `(?:(?:${ESC}|\\\\u001b|\\\\x1b|\\\\033|\\^\\[)\\[|${BEGIN})[0-?]{0,40}[ -/]{0,4}[@-~]`,
  'gi',
)

/** Titles, links and other strings for the terminal. */
const STRINGS = new RegExp(`${ESC}[\\]PX^_][^${BEL}${ESC}${ST}]{0,4000}(?:${BEL}|${ESC}\\\\|${ST})?`, 'g')

/** Every other order, and signs that show nothing: controls, zero width, direction marks. */
const UNSEEN = new RegExp(`${ESC}[ -/]{0,4}[0-~]?|(?!\\s)[\\p{Cc}\\p{Cf}]`, 'gu')

/** A spinner's turn, and the bar of a progress. */
const DRAWN = /[\u2800-\u28ff\u2580-\u259f]+/g

/** Of a line that was written over and over (a progress) its last state is left. */
function lastState(line: string): string {
  const states = line.split('\r').filter((it) => it.trim() !== '')
  return states.at(-1) ?? ''
}

/**
 * The lines that a reader would see: without colours, cursor movements, spinners, overwritten states
 * of a progress and signs that show nothing.
 */
export function linesShown(text: string): string[] {
  const plain = text
    .replace(STRINGS, '')
    .replace(ORDERS, '')
    .replace(/\r{1,4}\n/g, '\n')
  return plain.split('\n').map((it) => lastState(it).replace(UNSEEN, '').replace(DRAWN, ' '))
}
