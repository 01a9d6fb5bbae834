import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { TemplateError } from '../../../src/line/flex/template-error.ts'
import { loadTemplates } from '../../../src/line/flex/templates.ts'

const card = (text: unknown, more: object = {}) => ({
  type: 'flex',
  altText: { $eval: 'alt' },
  contents: {
    type: 'bubble',
    body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text, ...more }] },
  },
})

/** A folder with these files, gone after the test; texts are written as they are, the rest as JSON. */
function folder(files: Record<string, unknown>): string {
  const dir = mkdtempSync(join(tmpdir(), 'templates-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(dir, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return dir
}

function problemsOf(files: Record<string, unknown>) {
  const dir = folder(files)
  try {
    loadTemplates(dir)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    for (const { file, path, reason } of error.problems) {
      expect(error.message).toContain([file, path, reason].filter(Boolean).join(': '))
    }
    return error.problems.map(({ file, ...rest }) => ({ file: file.replace(`${dir}/`, ''), ...rest }))
  }
  return []
}

const sample = { alt: 'A', title: 'T' }

test('a good folder loads', () => {
  expect(
    problemsOf({ 'a.json': card({ $eval: 'title' }), 'a.sample.json': sample, 'README.md': 'words' }),
  ).toEqual([])
})

test.each([
  ['broken JSON', { 'a.json': '{"type":', 'a.sample.json': sample }, 'a.json', '', /^is not valid JSON: /],
  [
    'a broken sample',
    { 'a.json': card('x'), 'a.sample.json': '{' },
    'a.sample.json',
    '',
    /^is not valid JSON: /,
  ],
  [
    'a template that is no object',
    { 'a.json': [], 'a.sample.json': sample },
    'a.json',
    '',
    /must hold a JSON object/,
  ],
  ['a missing sample', { 'a.json': card('x') }, 'a.sample.json', '', /^is missing/],
  ['a missing template', { 'a.sample.json': sample }, 'a.json', '', /^is missing/],
  [
    'a name that the sample does not have',
    { 'a.json': card({ $eval: 'titel' }), 'a.sample.json': sample },
    'a.json',
    'contents.body.contents[0].text',
    /titel/,
  ],
  [
    'an operator that json-e does not know',
    { 'a.json': card({ $evil: 'title' }), 'a.sample.json': sample },
    'a.json',
    'contents.body.contents[0].text',
    /reserved/,
  ],
  [
    'an expression that does not parse',
    { 'a.json': card({ $eval: 'title +' }), 'a.sample.json': sample },
    'a.json',
    'contents.body.contents[0].text',
    /json-e can read: title \+/,
  ],
  [
    'an empty text',
    { 'a.json': card({ $eval: 'title' }), 'a.sample.json': { ...sample, title: '' } },
    'a.json',
    'contents.body.contents[0].text',
    /^must not be empty$/,
  ],
  [
    'a property that LINE does not know',
    { 'a.json': card('x', { bold: true }), 'a.sample.json': sample },
    'a.json',
    'contents.body.contents[0].bold',
    /not a property/,
  ],
  [
    'a null property',
    { 'a.json': card('x', { color: null }), 'a.sample.json': sample },
    'a.json',
    'contents.body.contents[0].color',
    /must be left out/,
  ],
  [
    'another kind of message',
    { 'a.json': { type: 'text', text: 'x' }, 'a.sample.json': sample },
    'a.json',
    'type',
    /must be flex/,
  ],
  [
    'a card that is too big',
    { 'a.json': card('x'.repeat(30_000)), 'a.sample.json': sample },
    'a.json',
    'contents',
    /under 30000 bytes/,
  ],
])('%s stops loading with file, path and reason', (_, files, file, path, reason) => {
  expect(problemsOf(files)).toEqual([{ file, path, reason: expect.stringMatching(reason) }])
})

test('all that is wrong in a folder is told at once', () => {
  const files = {
    'a.json': '{',
    'a.sample.json': sample,
    'b.json': card(''),
    'b.sample.json': sample,
    'c.json': card('x'),
  }
  expect(
    problemsOf(files)
      .map(({ file }) => file)
      .sort(),
  ).toEqual(['a.json', 'b.json', 'c.sample.json'])
})

test('an empty folder, and one that is not there, stop loading', () => {
  expect(() => loadTemplates(folder({}))).toThrow(/holds no template/)
  expect(() => loadTemplates('/nowhere/flex-templates')).toThrow(/\/nowhere\/flex-templates: cannot be read/)
})
