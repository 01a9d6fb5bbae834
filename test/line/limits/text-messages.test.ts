import { describe, expect, test } from 'vitest'
import { checkMessages } from '../../../src/line/limits/check-messages.ts'
import { limit, testLimits, text } from './each-limit.ts'

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))
const emojiAt = (index: number) => ({ index, productId: 'p', emojiId: 'e' })
const emojis = (count: number) => text({ text: '$'.repeat(21), emojis: times(count, emojiAt) })
const v2 = (body: string, substitution?: object) => ({
  type: 'textV2',
  text: body,
  ...(substitution && { substitution }),
})
const everyone = { type: 'mention', mentionee: { type: 'all' } }
const emoji = { type: 'emoji', productId: 'p', emojiId: 'e' }
const many = (count: number, value: object) =>
  Object.fromEntries(times(count, (index) => [`k${index}`, value]))
const mixed = (count: number) => v2('hi', { ...many(count, { type: 'other' }) })

describe('a text message', () => {
  testLimits([
    limit('is not empty', 'text', text({ text: 'a' }), text({ text: '' })),
    limit(
      'has at most 5,000 UTF-16 code units',
      'text',
      text({ text: 'a'.repeat(5000) }),
      text({ text: 'a'.repeat(5001) }),
    ),
    limit(
      'counts an emoji outside the BMP as two',
      'text',
      text({ text: '\u{1F600}'.repeat(2500) }),
      text({ text: `${'\u{1F600}'.repeat(2500)}a` }),
      'has 5001',
    ),
    limit('has a text', 'text', text(), { type: 'text' }, 'is required'),
    limit('has a text that is a string', 'text', text(), text({ text: 5 }), 'must be a string'),
    limit('has no unknown property', 'colour', text(), text({ colour: 'red' }), 'not a property'),
    limit('has no null property', 'quoteToken', text(), text({ quoteToken: null }), 'must be left out'),
    limit(
      'has no undefined property',
      'quoteToken',
      text(),
      text({ quoteToken: undefined }),
      'must be left out',
    ),
    limit('has at most 20 LINE emojis', 'emojis', emojis(20), emojis(21)),
    limit(
      'has its LINE emojis at dollar signs',
      'emojis[0].index',
      text({ text: 'a$', emojis: [emojiAt(1)] }),
      text({ text: 'a$', emojis: [emojiAt(0)] }),
    ),
  ])
})

describe('a textV2 message', () => {
  testLimits([
    limit('is not empty', 'text', v2('a'), v2('')),
    limit('has at most 5,000 UTF-16 code units', 'text', v2('a'.repeat(5000)), v2('a'.repeat(5001))),
    limit('writes literal braces twice', 'text', v2('{{a}} {{}}'), v2('a } b')),
    limit('closes what it opens', 'text', v2('{a}', { a: emoji }), v2('{a', { a: emoji })),
    limit(
      'names only placeholders that it replaces',
      'text',
      v2('{a}', { a: everyone }),
      v2('{b}', { a: everyone }),
    ),
    limit(
      'names placeholders by letters, digits and underscores',
      'text',
      v2('{a_1}', { a_1: emoji }),
      v2('{a-1}'),
    ),
    limit(
      'names placeholders by at most 20 characters',
      `substitution.${'k'.repeat(21)}`,
      v2('a', { ['k'.repeat(20)]: emoji }),
      v2('a', { ['k'.repeat(21)]: emoji }),
    ),
    limit(
      'mentions at most 20 people',
      'substitution',
      v2('a', many(20, everyone)),
      v2('a', many(21, everyone)),
    ),
    limit('has at most 20 LINE emojis', 'substitution', v2('a', many(20, emoji)), v2('a', many(21, emoji))),
    limit(
      'mentions a person by id',
      'substitution.a.mentionee.userId',
      v2('{a}', { a: { type: 'mention', mentionee: { type: 'user', userId: 'U1' } } }),
      v2('{a}', { a: { type: 'mention', mentionee: { type: 'user' } } }),
    ),
    limit(
      'replaces by mentions and emojis only',
      'substitution.a.type',
      v2('{a}', { a: emoji }),
      v2('{a}', { a: { type: 'link' } }),
    ),
  ])

  test('replaces at most 100 placeholders', () => {
    const about = (count: number) =>
      checkMessages([mixed(count)], 'push').filter(({ path }) => path === 'messages[0].substitution')
    expect(about(100)).toEqual([])
    expect(about(101)).toEqual([
      { path: 'messages[0].substitution', reason: 'must have at most 100 entries, has 101' },
    ])
  })
})
