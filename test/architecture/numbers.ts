import { placeOf, type Source } from './read-sources.ts'

export const RULES = 'src/domain/rules.ts'

/** Numbers that decide nothing, beside the rules; each with its reason. */
export const NOT_RULES: Record<string, string> = {
  MESSAGE_LIMIT: 'part of what a fingerprint is made from: another number makes other fingerprints',
  CUT_LIMIT: 'the same',
  HEAD_LIMIT: 'the same',
  NESTING: 'the same',
  LOOK_BACK: 'bounds a search, and decides nothing but what is asked anew',
  POD_LENGTH: 'how Kubernetes names pods',
  FIRST: 'the first of the signs that stand for digits',
  WORDS_LIMIT: 'what is left of a long text typed as a report',
  EVIDENCE_LIMIT: 'so many pictures and files are noted with one report',
  ROWS: 'more than the catalogue has',
  CARDS_A_PUSH: "LINE's five messages in one push, less the first line",
  REASON_LIMIT: 'what is left of a long text typed as a reason',
  CARDS_AT_ONCE: "LINE's five messages in one answer, less the first line",
}

const DECIDES = /^src\/(domain|chat)\//

/** Constants of the domain and the chat that hold a number and do not stand in rules.ts. */
export function numbersBesideRules(sources: Source[]): string[] {
  return sources
    .filter((it) => DECIDES.test(it.path) && it.path !== RULES)
    .flatMap((it) => [
      ...[...it.code.matchAll(/\bconst ([A-Z][A-Z0-9_]*)(?::[^=]*)? = \(*\d[\d_\s()*+]*/g)]
        .filter(([, name]) => !((name ?? '') in NOT_RULES))
        .map((found) => `${placeOf(it, found.index)} ${found[0].trim()}`),
      ...[...it.code.matchAll(/\b\d+(?:_\d{3})*\s*\*\s*\d[\d_]*|\b(?:60_000|3_?600_000|86_?400_000)\b/g)].map(
        (found) => `${placeOf(it, found.index)} ${found[0]}`,
      ),
    ])
}

/** Rules that say nothing of themselves, or that nothing asks for. */
export function idleRules(sources: Source[]): string[] {
  const rules = sources.find((it) => it.path === RULES)
  const names = [...(rules?.code.matchAll(/^export const (\w+)/gm) ?? [])]
  const rest = sources.filter((it) => it.path !== RULES)
  return names.flatMap((it) => {
    const name = it[1] ?? ''
    const isSaid = /\*\/\n$/.test(rules?.text.slice(0, it.index) ?? '')
    const isUsed = rest.some(({ code }) => new RegExp(`\\b${name}\\b`).test(code))
    return [...(isSaid ? [] : [`${name} has no sentence`]), ...(isUsed ? [] : [`nothing asks for ${name}`])]
  })
}

const TITLE = /\b(?:test|it)(?:\.each\([^)]*\))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g
const SAYS_HOW_MANY = /\b(?:two|three|four|second|third|twice|\d+)\b.*\bopens? a proposal\b/i

/** The titles that say how many errors open a proposal: one, or a changed rule changes more than one test. */
export function titlesOfTheProposalRule(tests: Source[]): string[] {
  return tests.flatMap((it) =>
    [...it.text.matchAll(TITLE)]
      .filter(({ index }) => /^(test|it)/.test(it.code.slice(index, index + 4)))
      .filter(([, , title]) => SAYS_HOW_MANY.test(title ?? ''))
      .map((found) => `${placeOf(it, found.index)} ${found[2]}`),
  )
}
