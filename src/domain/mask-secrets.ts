import { lintSource } from '@secretlint/core'
import { creator as patternRule } from '@secretlint/secretlint-rule-pattern'
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend'
import { secretsMasked } from '../metrics.ts'

const NAME =
  '(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|client[_-]?secret)'

/**
 * What the preset leaves out because it has no fixed form: named passwords and keys, bearer tokens,
 * ours. Each looks behind for the name, so that only the secret itself is taken out.
 */
const NAMED = [
  `/(?<=${NAME}["']?\\s*[:=]\\s*["']?)[^\\s"',;]{4,}/gi`,
  `/(?<=(?:^|\\s)--?${NAME}(?:\\s+|=)["']?)[^\\s"',;-][^\\s"',;]{3,}/gi`,
  // "token: expired" is a sentence; what is long and has a digit in it is a token.
  `/(?<=token["']?\\s*[:=]\\s*["']?)(?=[^\\s"',;]*\\d)[^\\s"',;]{12,}/gi`,
  '/(?<=authorization["\']?\\s*[:=]\\s*["\']?(?:bearer|basic)\\s+)[\\w.~+/=-]{8,}/gi',
  '/(?<=\\bbearer\\s+)[\\w.~+/=-]{16,}/gi',
  '/\\bcs_[\\w-]{20,}/g',
  '/\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*/g',
  '/(?<=:\\/\\/[^\\s:@/]{0,200}:)[^\\s@/]+(?=@)/g',
  '/-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\\s\\S]+?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g',
]

const config = {
  rules: [
    { id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended },
    {
      id: '@secretlint/secretlint-rule-pattern',
      rule: patternRule,
      options: { patterns: [{ name: 'named secret', patterns: NAMED }] },
    },
  ],
}

/** No secret is without one of these; most texts are, and need no closer look. */
const SUSPICIOUS = /[\w./+=~-]{16,}|pass|pwd|secret|token|key|bearer|authorization|:\/\/[^\s/]*@/i

/** Cheap: false for most texts, which then need no closer look. */
export const mayHoldSecret = (text: string) => SUSPICIOUS.test(text)

type Span = { from: number; to: number; rule: string }

/** Overlapping findings are one. */
function merge(spans: Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && span.from < last.to) last.to = Math.max(last.to, span.to)
    else merged.push({ ...span })
  }
  return merged
}

/**
 * Takes secrets out of a text before it is stored. What was there is marked: `[masked:github]`.
 */
export async function maskText(text: string): Promise<string> {
  if (!mayHoldSecret(text)) return text
  // Words in the text would switch the detector off: a comment for its own users, not for ours.
  const content = text.replace(/secretlint-(?=disable|enable)/gi, 'secretlint_')
  const source = { content, filePath: 'text.txt', ext: '.txt', contentType: 'text' as const }
  const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } })
  const spans = messages.map((it) => ({
    from: it.range[0],
    to: it.range[1],
    rule: it.ruleId.replace('@secretlint/secretlint-rule-', ''),
  }))
  let result = text
  for (const { from, to, rule } of merge(spans).reverse()) {
    secretsMasked.inc({ rule })
    result = `${result.slice(0, from)}[masked:${rule}]${result.slice(to)}`
  }
  return result
}

/** Names under which a value is a secret whatever it looks like. */
const SECRET_NAME =
  /^(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?(?:key|token)|private[_-]?key|auth[_-]?token|client[_-]?secret|authorization)$/i

/** What stands under such a name, with the shape that it has. A number of tokens is no secret. */
function maskWhole(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((it) => maskWhole(it, name))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, maskWhole(it, name)]))
  if (value === '' || value === null || typeof value === 'boolean') return value
  if (typeof value === 'number' && /^token$/i.test(name)) return value
  secretsMasked.inc({ rule: 'name' })
  return '[masked:name]'
}

/** Takes secrets out of every text in a JSON value, names of fields included. */
export async function maskSecrets<T>(value: T): Promise<T> {
  if (typeof value === 'string') return (await maskText(value)) as T
  if (Array.isArray(value)) return (await Promise.all(value.map(maskSecrets))) as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  const entries = Object.entries(value).map(async ([name, it]): Promise<[string, unknown]> => {
    if (SECRET_NAME.test(name)) return [name, maskWhole(it, name)]
    return [await maskText(name), await maskSecrets(it)]
  })
  return Object.fromEntries(await Promise.all(entries)) as T
}
