import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CardData } from '../../../src/line/flex/card-data.ts'
import { TemplateError } from '../../../src/line/flex/template-error.ts'
import { loadTemplates } from '../../../src/line/flex/templates.ts'
import { checkMessages } from '../../../src/line/limits/check-messages.ts'
import { sampleCard, TEMPLATES, textsIn } from './sample-card.ts'

const templates = loadTemplates(TEMPLATES)
const CARDS: (keyof CardData)[] = ['confirm', 'decision', 'policy-question', 'proposal', 'reasons']
/** What LINE shows or sends: these words must come from the data. */
const WORDS = /\/(altText|text|label|displayText|data|uri)$/

test('the five cards of an approval are there', () => {
  expect(templates.names).toEqual(expect.arrayContaining(CARDS))
})

describe.each(templates.names)('the template %s', (name) => {
  const template: unknown = JSON.parse(readFileSync(join(TEMPLATES, `${name}.json`), 'utf8'))
  const sample: object = JSON.parse(readFileSync(join(TEMPLATES, `${name}.sample.json`), 'utf8'))
  const message = templates.render<string>(name, sample)

  test('makes a message that LINE takes, also in one push with four others', () => {
    expect(checkMessages(Array(5).fill(message), 'push')).toEqual([])
  })

  test('leaves room for longer texts: its sample takes less than a third of a bubble', () => {
    expect(Buffer.byteLength(JSON.stringify(message.contents))).toBeLessThan(10_000)
  })

  test('shows every text of its sample and leaves no placeholder', () => {
    const shown = textsIn(message).map(({ text }) => text)
    for (const { text } of textsIn(sample)) expect(shown).toContain(text)
    for (const text of shown) expect(text).not.toMatch(/\$\{|\{\{|\$eval/)
  })

  test('has no words of its own', () => {
    const own = textsIn(template).filter(({ path }) => WORDS.test(path))
    expect(own).toEqual([])
  })

  test('wraps every text and grows with the letters of the phone', () => {
    for (const part of componentsIn(message)) {
      if (part.type === 'text') expect(part).toMatchObject({ wrap: true, scaling: true })
      if (part.type === 'text') expect(part).not.toHaveProperty('maxLines')
      if (part.type === 'text') expect(['xxs', 'xs']).not.toContain(part.size)
      if (part.type === 'button') expect(part).toMatchObject({ scaling: true, adjustMode: 'shrink-to-fit' })
    }
  })

  test('is the same each time it is filled', () => {
    expect(JSON.stringify(templates.render<string>(name, sample))).toBe(JSON.stringify(message))
  })
})

describe('what a card may lack', () => {
  test('a proposal without note and page has neither', () => {
    const message = templates.render('proposal', { ...sampleCard('proposal'), note: null, page: null })
    const texts = textsIn(message).map(({ text }) => text)
    expect(texts).not.toContain(sampleCard('proposal').note)
    expect(texts).not.toContain('uri')
    expect(texts).not.toContain('')
  })

  test('a decision without reason, footer and facts is still a card', () => {
    const data = { ...sampleCard('decision'), reason: null, footer: null, facts: [] }
    expect(
      componentsIn(templates.render('decision', data)).filter(({ type }) => type === 'text'),
    ).toHaveLength(2)
  })

  test('a question without catalogue has no coloured bars', () => {
    const message = templates.render('policy-question', { ...sampleCard('policy-question'), rows: [] })
    expect(componentsIn(message).filter(({ width }) => width !== undefined)).toEqual([])
  })

  test.each([1, 6])('%d reasons make as many buttons', (count) => {
    const reason = { label: 'Other', data: 'v1.r', display: 'Other', keyboard: null }
    const data = { ...sampleCard('reasons'), reasons: Array(count).fill(reason) }
    expect(
      componentsIn(templates.render('reasons', data)).filter(({ type }) => type === 'button'),
    ).toHaveLength(count)
  })
})

describe('data that LINE would refuse', () => {
  const refusal = (name: keyof CardData, more: object) => {
    try {
      templates.render<string>(name, { ...sampleCard(name), ...more })
    } catch (error) {
      return error instanceof TemplateError ? error.problems : error
    }
    return null
  }
  const file = (name: string) => join(TEMPLATES, `${name}.json`)

  test('is named by file, path and reason: an empty text', () => {
    expect(refusal('decision', { title: '' })).toEqual([
      { file: file('decision'), path: 'contents.body.contents[0].text', reason: 'must not be empty' },
    ])
  })

  test('is named by file, path and reason: a null where a text must be', () => {
    expect(refusal('confirm', { warning: null })).toMatchObject([
      { path: 'contents.body.contents[0].text', reason: 'must be left out, not be null' },
    ])
  })

  test('is named by file, path and reason: a value that is not there', () => {
    const { summary, ...rest } = sampleCard('proposal')
    expect(summary).toBeTruthy()
    expect(() => templates.render<string>('proposal', rest)).toThrow(
      /flex-templates\/proposal\.json: contents\.body\.contents\[1\]\.text: .*summary/,
    )
  })

  test('is named by file, path and reason: a label of 41', () => {
    const approve = { ...sampleCard('confirm').approve, label: 'a'.repeat(41) }
    expect(refusal('confirm', { approve })).toMatchObject([
      { path: 'contents.footer.contents[0].action.label' },
    ])
  })

  test('is refused when the card is too big, and fits tells so before', () => {
    const data = sampleCard('proposal')
    const long = { ...data, evidence: { ...data.evidence, text: '\u6279'.repeat(9_000) } }
    expect(templates.fits('proposal', data)).toBe(true)
    expect(templates.fits('proposal', long)).toBe(false)
    expect(refusal('proposal', long)).toMatchObject([
      { path: 'contents', reason: expect.stringContaining('under 30000 bytes') },
    ])
  })

  test('a template that does not exist is named with those that do', () => {
    expect(() => templates.render('invoice', {})).toThrow(/no template invoice, only .*confirm, decision/)
    expect(() => templates.fits('invoice', {})).toThrow(TemplateError)
  })
})

function componentsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.values(value).flatMap(componentsIn)
  return 'type' in value ? [{ ...value }, ...below] : below
}
