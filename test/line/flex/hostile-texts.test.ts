import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CardData, ChoiceButton, TapButton } from '../../../src/line/flex/card-data.ts'
import { TemplateError } from '../../../src/line/flex/template-error.ts'
import { loadTemplates } from '../../../src/line/flex/templates.ts'
import { sampleCard, TEMPLATES, textsIn } from './sample-card.ts'

const templates = loadTemplates(TEMPLATES)

/** Texts that break what glues strings together: quotes, braces, json-e, right-to-left, four bytes, controls. */
const nasty = fc.constantFrom(
  '"',
  "'}]",
  '\\',
  '\\u0022',
  '$'.concat('{alt}'),
  '$$'.concat('{alt}'),
  '${',
  '{{alt}}',
  '{"$eval": "alt"}',
  '$eval',
  '$if',
  '__proto__',
  '</script>',
  '\u202E\u05D0\u0628',
  '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}',
  '\u{20BB7}',
  '\u0000\u2028\n\r\t',
  'null',
)
const text = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''))
const short = text.map((value) => value.slice(0, 30))
const tap: fc.Arbitrary<TapButton> = fc.record({ label: short, data: fc.constant('v1.a'), display: short })
const choice: fc.Arbitrary<ChoiceButton> = fc
  .tuple(tap, fc.option(short))
  .map(([button, keyboard]) => ({ ...button, keyboard }))
const facts = fc.array(fc.record({ label: text, value: text }), { maxLength: 4 })
const badge = fc.record({ label: text, color: fc.constant('#0B7A43') })

const day = fc.constant('2026-11-29')
const lines = fc.record({ title: text, lines: fc.array(text, { minLength: 1, maxLength: 4 }) })
const section = fc.record({
  title: text,
  rows: fc.array(fc.record({ label: text, value: text }), { minLength: 1, maxLength: 4 }),
})
const check = fc.record({ mark: text, color: fc.constant('#0B7A43'), label: text, value: text })
const bar = fc.record({ label: text, value: text, width: fc.constant('42%'), color: fc.constant('#1D4ED8') })

const proposal: fc.Arbitrary<CardData['proposal']> = fc.record({
  alt: text,
  risk: badge,
  title: text,
  summary: text,
  facts,
  evidence: fc.record({ title: text, text }),
  note: fc.option(text),
  page: fc.option(fc.record({ label: short, uri: fc.constant('https://example.com/p') })),
  details: fc.option(tap),
  approve: tap,
  reject: tap,
})
const bubble = proposal.map((it) => templates.render('proposal', it).contents)

const cards: { [N in keyof CardData]: fc.Arbitrary<CardData[N]> } = {
  'pick-date': fc.record({
    alt: text,
    title: text,
    prompt: text,
    button: fc.record({ label: short, data: fc.constant('v1.a') }),
    initial: day,
    min: fc.constant('2026-11-23'),
    max: fc.constant('2027-01-20'),
    hint: text,
  }),
  'policy-question': fc.record({
    alt: text,
    step: text,
    title: text,
    question: text,
    why: text,
    facts,
    rows: fc.array(fc.record({ name: text, who: text, color: fc.constant('#B91C1C') }), { maxLength: 4 }),
    until: text,
    approve: tap,
    reject: tap,
  }),
  proposal,
  carousel: fc.record({ alt: text, bubbles: fc.array(bubble, { minLength: 1, maxLength: 3 }) }),
  catalogue: fc.record({
    alt: text,
    actions: fc.array(
      fc.record({
        risk: badge,
        name: text,
        about: text,
        now: fc.record({ label: text, value: text }),
        note: fc.option(text),
        buttons: fc.array(tap, { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  decision: fc.record({
    alt: text,
    status: badge,
    title: text,
    facts,
    reason: fc.option(fc.record({ label: text, text })),
    footer: fc.option(text),
  }),
  confirm: fc.record({
    alt: text,
    title: text,
    warning: text,
    facts,
    approve: tap,
    cancel: tap,
    expires: text,
  }),
  reasons: fc.record({
    alt: text,
    title: text,
    prompt: text,
    reasons: fc.array(choice, { minLength: 1, maxLength: 6 }),
    hint: text,
  }),
  report: fc.record({
    alt: text,
    badge,
    title: text,
    summary: fc.option(text),
    needs: fc.option(lines),
    checks: fc.option(fc.record({ title: text, rows: fc.array(check, { minLength: 1, maxLength: 5 }) })),
    trend: fc.option(fc.record({ title: text, bars: fc.array(bar, { minLength: 1, maxLength: 7 }) })),
    sections: fc.array(section, { maxLength: 3 }),
    next: fc.option(lines),
    note: fc.option(text),
    button: fc.option(fc.record({ label: short, text: short })),
  }),
  review: fc.record({
    alt: text,
    badge,
    title: text,
    summary: text,
    topics: fc.array(
      fc.record({
        title: text,
        lines: fc.array(text, { minLength: 1, maxLength: 4 }),
        buttons: fc.array(tap, { minLength: 1, maxLength: 2 }),
      }),
      { maxLength: 3 },
    ),
    repeated: fc.option(section),
    question: text,
  }),
}

test.each(Object.entries(cards))('hostile texts arrive on a %s card as they are', (name, data) => {
  const property = fc.property<[object]>(data, (card) => {
    const message = templates.render<string>(name, card)
    const shown = textsIn(JSON.parse(JSON.stringify(message))).map((found) => found.text)
    const given = textsIn(card).map((found) => found.text.toWellFormed())
    const arrived = new Set(shown.map((value) => value.toWellFormed()))
    expect(given.filter((value) => !arrived.has(value))).toEqual([])
  })
  fc.assert(property, { numRuns: 60 })
})

test.each([
  '{"$eval": "1 + 1"}',
  '{"$if": "true", "then": "gone"}',
  '{"$map": [1], "each(x)": "y"}',
  '["a"]',
  '7',
  'true',
])('an operator or other value in place of a text is refused, not evaluated: %s', (json) => {
  const card = { ...sampleCard('decision'), title: JSON.parse(json) }
  expect(() => templates.render<string>('decision', card)).toThrow(TemplateError)
  expect(() => templates.render<string>('decision', card)).toThrow(/contents\.body\.contents\[0\]\.text/)
})

test('an operator in place of a list is refused, not evaluated', () => {
  const card = { ...sampleCard('decision'), facts: { $eval: '[{"label": "a", "value": "b"}]' } }
  expect(() => templates.render<string>('decision', card)).toThrow(TemplateError)
})
