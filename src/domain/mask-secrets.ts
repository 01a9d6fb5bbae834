import { lintSource } from '@secretlint/core'
import { creator as patternRule } from '@secretlint/secretlint-rule-pattern'
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend'
import { secretsMasked } from '../metrics.ts'

/** What the preset leaves out because it has no fixed form: named passwords and keys, bearer tokens, ours. */
const NAMED = [
  '/(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|client[_-]?secret)["\']?\\s*[:=]\\s*["\']?(?<value>[^\\s"\',;]{4,})/gi',
  '/authorization["\']?\\s*[:=]\\s*["\']?(?:bearer|basic)\\s+(?<value>[\\w.~+/=-]{8,})/gi',
  '/\\bbearer\\s+(?<value>[\\w.~+/=-]{16,})/gi',
  '/\\b(?<value>cs_[\\w-]{20,})/g',
  '/:\\/\\/[^\\s:@/]+:(?<value>[^\\s@/]+)@/g',
  '/-----BEGIN [A-Z ]*PRIVATE KEY-----(?<value>[\\s\\S]+?)(?:-----END|$)/g',
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
  if (!SUSPICIOUS.test(text)) return text
  const source = { content: text, filePath: 'text.txt', ext: '.txt', contentType: 'text' as const }
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

/** Takes secrets out of every text in a JSON value, names of fields included. */
export async function maskSecrets<T>(value: T): Promise<T> {
  if (typeof value === 'string') return (await maskText(value)) as T
  if (Array.isArray(value)) return (await Promise.all(value.map(maskSecrets))) as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  const entries = Object.entries(value).map(async ([name, it]): Promise<[string, unknown]> => {
    if (typeof it === 'string' && it !== '' && SECRET_NAME.test(name)) {
      secretsMasked.inc({ rule: 'name' })
      return [name, '[masked:name]']
    }
    return [await maskText(name), await maskSecrets(it)]
  })
  return Object.fromEntries(await Promise.all(entries)) as T
}
