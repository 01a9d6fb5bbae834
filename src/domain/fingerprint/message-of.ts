/** Where a worker's raw output says what went wrong, first found first. */
const MESSAGE_KEYS = ['error', 'message', 'stderr', 'detail', 'reason', 'output', 'stdout']
/** An answer that is nested deeper is taken as it is written. */
const NESTING = 20

/** Words that say that something went wrong, and not what. */
const SAYS_NOTHING = new Set(
  'a an and at command code did error errors exception exit exited fail failed failure failures false has in it job nonzero non not null of operation process request returned run signal status step succeed successfully task the there true undefined unknown unsuccessful was were with zero'.split(
    ' ',
  ),
)

/** "Command failed with exit code 1": then what is beside it says more. */
function saysNothing(text: string): boolean {
  if (text.length > 200) return false
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).every(
    (it) => /^\d+$/.test(it) || SAYS_NOTHING.has(it),
  )
}

const isTelling = (value: unknown) =>
  (typeof value === 'string' && value.trim() !== '') || (value !== null && typeof value === 'object')

/** What stands under the keys of messages, in their order, however their case. */
function namedIn(raw: object): unknown[] {
  const byName = new Map<string, unknown>()
  for (const [key, value] of Object.entries(raw)) {
    const name = key.toLowerCase()
    if (MESSAGE_KEYS.includes(name) && !byName.has(name)) byName.set(name, value)
  }
  return MESSAGE_KEYS.map((key) => byName.get(key)).filter(isTelling)
}

function written(raw: unknown): string {
  try {
    return JSON.stringify(raw) ?? ''
  } catch {
    // Nested so deep that it cannot be written.
    return 'nested too deep'
  }
}

/** The part of raw output that says what went wrong, as text. */
export function messageOf(raw: unknown, depth = 0): string {
  if (typeof raw === 'string') return raw
  if (raw === null || typeof raw !== 'object' || depth >= NESTING) return written(raw)
  const found = Array.isArray(raw) ? [raw.at(-1)].filter(isTelling) : namedIn(raw)
  let first: string | undefined
  for (const it of found) {
    const text = messageOf(it, depth + 1)
    if (!saysNothing(text)) return text
    first ??= text
  }
  return first ?? written(raw)
}
