import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkMessages } from '../../../src/line/limits/check-messages.ts'
import { testLimits, text } from './each-limit.ts'

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))
const v2 = (body: string, substitution?: object) => ({
  type: 'textV2',
  text: body,
  ...(substitution && { substitution }),
})
const everyone = { type: 'mention', mentionee: { type: 'all' } }

describe('the call', () => {
  testLimits([
    { title: 'carries at least one message', path: 'messages', inside: [text()], outside: [] },
    {
      title: 'carries at most five messages',
      path: 'messages',
      inside: times(5, () => text()),
      outside: times(6, () => text()),
    },
    {
      title: 'has a body under two million bytes',
      path: 'messages',
      inside: [text({ quoteToken: 'q'.repeat(1_900_000) })],
      outside: [text({ quoteToken: 'q'.repeat(2_000_000) })],
    },
    {
      title: 'names the message that is wrong among several',
      path: 'messages[2].text',
      inside: [text(), text(), text()],
      outside: [text(), text(), text({ text: '' })],
      reason: 'must not be empty',
    },
    {
      title: 'mentions people in a push only',
      path: 'messages[0].substitution.who',
      inside: [v2('hi')],
      outside: [v2('{who}', { who: everyone })],
      kind: 'multicast',
    },
    {
      title: 'sends kinds of messages that LINE knows',
      path: 'messages[0].type',
      inside: [text()],
      outside: [{ type: 'poem', text: 'a' }],
    },
    { title: 'holds objects', path: 'messages[0]', inside: [text()], outside: ['hello'] },
  ])

  test('never breaks the check, whatever it holds', () => {
    const type = fc.constantFrom('text', 'textV2', 'flex', 'template', 'bubble', 'carousel', 'box')
    const part = fc.record({ type, contents: fc.anything(), text: fc.anything(), body: fc.anything() })
    const messages = fc.array(
      fc.oneof(part, fc.record({ type, contents: part, template: part }), fc.anything()),
    )
    fc.assert(fc.property(messages, (given) => Array.isArray(checkMessages(given, 'push'))))
  })

  test('is refused when it cannot be written as JSON', () => {
    const loop: Record<string, unknown> = text()
    loop.quoteToken = loop
    expect(checkMessages([loop], 'push')).toEqual([{ path: 'messages', reason: 'cannot be written as JSON' }])
  })
})
