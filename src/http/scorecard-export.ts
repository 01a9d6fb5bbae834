import type { Scorecard } from '../domain/scorecard/scorecard.ts'
import { visible } from '../visible-text.ts'
import type { Format } from './route.ts'

type Line = { section: string; key: string; value: string }

const GROUPS = [
  'events',
  'retries',
  'proposals',
  'gates',
  'high_risk',
  'repairs',
  'digests',
] as const satisfies (keyof Scorecard)[]

const asText = (value: unknown) => (value === null || value === undefined ? '' : String(value))

function flat(section: string, value: object): Line[] {
  return Object.entries(value).flatMap(([key, it]) =>
    it !== null && typeof it === 'object'
      ? flat(`${section}.${key}`, it)
      : [{ section, key, value: asText(it) }],
  )
}

/** Every number of a scorecard on a line of its own, by the names that the API gives them. */
function linesOf(it: Scorecard): Line[] {
  return [
    ...flat('round', it.round ?? {}),
    ...flat('window', it.window),
    ...GROUPS.flatMap((group) => flat(group, it[group])),
    { section: 'learning', key: 'updates', value: asText(it.learning.updates) },
    ...it.learning.latest.map((one) => ({
      section: 'learning.latest',
      key: one.topic_key,
      value: one.next_round_priority,
    })),
    { section: 'adoption', key: 'verdict', value: it.adoption.verdict },
    ...it.adoption.criteria.map(({ key, actual, required, met }) => ({
      section: 'adoption.criteria',
      key,
      value: `${actual}/${required} ${met ? 'met' : 'missing'}`,
    })),
  ]
}

/** Spreadsheets run what begins like a formula; a quote in front makes it text (OWASP, CSV injection). */
const harmless = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

function csvField(text: string): string {
  const safe = harmless(visible(text))
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** RFC 4180: `section,key,value`, lines end in CR LF. */
function csv(it: Scorecard): string {
  const rows = [['section', 'key', 'value'], ...linesOf(it).map((one) => [one.section, one.key, one.value])]
  return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('')
}

const cell = (text: string) =>
  visible(text)
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/\s*[\r\n]+\s*/g, ' ')

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')
}

/** Verdict and criteria first, then the numbers, as tables that can be pasted into PLS. */
function markdown(it: Scorecard): string {
  const { round, window, adoption, learning } = it
  const numbers = linesOf(it).filter((one) =>
    (GROUPS as readonly string[]).includes(one.section.split('.')[0] ?? ''),
  )
  return [
    `# Worker reliability scorecard${round ? `: ${cell(round.topic)}` : ''}`,
    round ? `Day ${round.day} (${round.phase}), since ${round.started_at}.` : 'No round.',
    `Window: ${window.from} to ${window.to}.`,
    `**Adoption: ${adoption.verdict}**`,
    table(
      ['criterion', 'actual', 'required', 'met'],
      adoption.criteria.map((one) => [one.key, `${one.actual}`, `${one.required}`, one.met ? 'yes' : 'no']),
    ),
    '## Numbers',
    table(
      ['what', 'value'],
      numbers.map((one) => [`${one.section}.${one.key}`, one.value]),
    ),
    `## Learning (${learning.updates})`,
    ...(learning.latest.length > 0
      ? [
          table(
            ['topic', 'next round priority'],
            learning.latest.map((one) => [one.topic_key, one.next_round_priority]),
          ),
        ]
      : []),
    '',
  ].join('\n\n')
}

/** How a scorecard is written, beside JSON. */
export const SCORECARD_FORMATS: Format[] = [
  { name: 'csv', type: 'text/csv', write: (body) => csv(body as Scorecard) },
  { name: 'md', type: 'text/markdown', write: (body) => markdown(body as Scorecard) },
]
