// JSON.parse forgets: 1234567890123456789 becomes …6800, of two equal keys the last one stays. Where a
// person approves what is shown and a worker runs what was sent, both have to be the same. The parsers
// that remember take 110 to 730 ms for 1 MiB on the event loop; this walk takes JSON that JSON.parse has
// accepted, so it only has to find the tokens.

/** What of a JSON text would not be the same after `JSON.parse` and `JSON.stringify`, and where. */
export type Inexact =
  /** A number with more digits, or larger, than a number can hold. `text` is as it was sent. */
  | { kind: 'number'; path: Path; text: string }
  /** A key that stands twice in its object, or one that programs take for something else than a key. */
  | { kind: 'twice' | 'name'; path: Path; key: string; object: Path; text: string }

export type Path = (string | number)[]

/** An object or array that is open at some point of the text. */
type Open = {
  at: number
  isObject: boolean
  /** The key or the index of what comes next; null: none so far. */
  step: string | number | null
  /** From the second key on. */
  keys: Set<string> | null
  bad: Map<string, 'twice' | 'name'> | null
}

const TRAPS = ['__proto__', 'constructor', 'prototype']
/** Nothing that is kept lies deeper; a longer path would only cost memory. */
const DEEPEST = 100
/** So many places are looked for; whoever has more sends a string. */
export const MOST_INEXACT = 1_000
/** Longer ones than any number that survives. */
const DIGITS = 400
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i

/** The value of a decimal as its digits and its power of ten, so that equal values are equal texts. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  if (short === '') return '0'
  return `${sign}${short}e${Number(power) - fraction.length + digits.length - short.length}`
}

/** True if a number's text and the number that JavaScript makes of it have one value. */
export function isExact(text: string): boolean {
  const value = Number(text)
  if (String(value) === text) return true
  return text.length <= DIGITS && Number.isFinite(value) && decimal(text) === decimal(String(value))
}

/** Where a string ends that begins at `from`; the text is valid JSON. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; ; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at + 1
    if (code === 0x5c) at += 1
  }
}

const WHOLE_NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/**
 * Finds what does not survive parsing, in the order of the text (a bad key where its object ends), and no more than one place over `MOST_INEXACT`.
 *
 * @param text JSON that `JSON.parse` has accepted.
 */
export function findInexact(text: string): Inexact[] {
  const found: Inexact[] = []
  const open: Open[] = []
  const here = () => open.slice(0, DEEPEST).map((it) => it.step ?? 0)
  let isKey = false
  for (let at = 0; at < text.length && found.length <= MOST_INEXACT; ) {
    const char = text[at] ?? ''
    const top = open.at(-1)
    if (char === '"') {
      const end = endOfString(text, at)
      if (isKey && top) noteKey(top, text.slice(at, end))
      isKey = false
      at = end
    } else if (char === '{' || char === '[') {
      isKey = char === '{'
      open.push({ at, isObject: isKey, step: isKey ? null : 0, keys: null, bad: null })
      at += 1
    } else if (char === '}' || char === ']') {
      open.pop()
      at += 1
      for (const [key, kind] of top?.bad ?? [])
        found.push({ kind, path: [...here(), key], key, object: here(), text: text.slice(top?.at, at) })
    } else if (char === ',') {
      if (typeof top?.step === 'number') top.step += 1
      isKey = top?.isObject === true
      at += 1
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      WHOLE_NUMBER.lastIndex = at
      const number = WHOLE_NUMBER.exec(text)?.[0] ?? char
      if (!isExact(number)) found.push({ kind: 'number', path: here(), text: number })
      at += number.length
    } else at += 1
  }
  return found
}

function noteKey(top: Open, written: string): void {
  const key = written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1)
  if (typeof top.step === 'string') {
    top.keys ??= new Set([top.step])
    if (top.keys.has(key)) top.bad = (top.bad ?? new Map()).set(key, 'twice')
    top.keys.add(key)
  }
  top.step = key
  if (TRAPS.includes(key) && !top.bad?.has(key)) top.bad = (top.bad ?? new Map()).set(key, 'name')
}

/** What to tell whoever sent it. */
export function whyInexact(it: Inexact): string {
  switch (it.kind) {
    case 'number':
      return `${it.text.length > 60 ? `${it.text.slice(0, 59)}…` : it.text} would be kept as ${Number(it.text)}: send it as a string`
    case 'twice':
      return 'stands twice in its object: send it once'
    case 'name':
      return `a key may not be called ${it.key}: send it under another name, or the whole as a string`
  }
}

function put(value: unknown, path: Path, text: string): unknown {
  const [step, ...rest] = path
  if (step === undefined) return text
  const holder = value as Record<string | number, unknown>
  if (holder === null || typeof holder !== 'object' || !Object.hasOwn(holder, step)) return value
  const next = put(holder[step], rest, text)
  // Plainly assigned, `__proto__` would be no key.
  Object.defineProperty(holder, step, { value: next, writable: true, enumerable: true, configurable: true })
  return value
}

/**
 * Puts what would be lost back into a parsed value as the text that came: a number as its digits, an
 * object with a key that stands twice, or that is lost on the way into the database, as its JSON.
 *
 * @param value what `JSON.parse` made; it is changed in place.
 */
export function keepAsItCame(value: unknown, lost: Inexact[]): unknown {
  const kept = lost.flatMap((it) => {
    if (it.kind === 'name' && it.key !== '__proto__') return []
    return [{ path: it.kind === 'number' ? it.path : it.object, text: it.text }]
  })
  // The innermost first: an object that becomes a text takes everything in it along.
  return kept
    .sort((a, b) => b.path.length - a.path.length)
    .reduce((all, it) => put(all, it.path, it.text), value)
}
