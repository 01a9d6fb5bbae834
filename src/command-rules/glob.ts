/** Whether a text is of a pattern in which `*` stands for any text. Linear in the text for each `*`. */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return text === first
  if (!text.startsWith(first)) return false
  const last = rest.pop() ?? ''
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - at >= last.length && text.endsWith(last)
}

export const matchesAny = (patterns: readonly string[], text: string) =>
  patterns.some((it) => matches(it, text))
