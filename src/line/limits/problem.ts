import type { core } from 'zod'

/** One reason why LINE would refuse the call. */
export interface Problem {
  /** Where, from the root of the request: `messages[0].contents.body.contents[2].text`. */
  path: string
  /** Why, in one sentence without a full stop: `must not be empty`. */
  reason: string
}

/** Property names and array indexes from the root. */
export type Path = readonly PropertyKey[]

/** Collects what a rule finds. */
export type Report = (path: Path, reason: string) => void

/** Writes a path the way LINE does in its error details: `messages[0].quickReply.items[3]`. */
export function formatPath(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
}

/**
 * Tells the issues of a zod schema to `report` in our words; one for each unknown property. Of an object with the
 * wrong `type` nothing else is told: its other properties belong to another type.
 * @param root what was parsed, from the root that the paths start at
 * @param base the path of the parsed value below that root
 */
export function reportIssues(issues: readonly core.$ZodIssue[], root: unknown, base: Path, report: Report) {
  const mistyped = issues.filter(({ path }) => path.at(-1) === 'type')
  for (const issue of issues) {
    if (mistyped.some((other) => other !== issue && isWithin(other.path.slice(0, -1), issue.path))) continue
    const path = [...base, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) report([...path, key], 'is not a property that LINE knows here')
    } else if (issue.code === 'custom' || issue.code === 'invalid_format') {
      report(path, issue.message)
    } else {
      report(path, reasonFor(issue, valueAt(root, path)))
    }
  }
}

function isWithin(parent: Path, path: Path): boolean {
  return parent.every((key, index) => path[index] === key)
}

type PlainIssue = Exclude<core.$ZodIssue, { code: 'unrecognized_keys' | 'custom' | 'invalid_format' }>

function reasonFor(issue: PlainIssue, value: unknown): string {
  if (value === undefined) return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`
    case 'too_big':
      return `must have at most ${issue.maximum}${unitOf(issue.origin)}${sizeOf(value)}`
    case 'too_small':
      if (sizeOf(value) === ', has 0') return 'must not be empty'
      return `must have at least ${issue.minimum}${unitOf(issue.origin)}${sizeOf(value)}`
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`
    case 'invalid_union':
      return issue.discriminator ? 'is not a type that LINE knows here' : issue.message
    default:
      return issue.message
  }
}

function unitOf(origin: string): string {
  return origin === 'array' ? ' items' : ''
}

function sizeOf(value: unknown): string {
  if (typeof value === 'string' || Array.isArray(value)) return `, has ${value.length}`
  return typeof value === 'number' ? `, is ${value}` : ''
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value instanceof Object ? Reflect.get(value, key) : undefined),
    root,
  )
}
