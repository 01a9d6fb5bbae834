import { expect, test } from 'vitest'
import { LineError } from '../../src/simulator/api/line-error.ts'
import { requireMessages } from '../../src/simulator/limits/messages.ts'
import { type Json, openScene, text } from './scene.ts'

/** What LINE would answer for these messages; null when it takes them. */
function refusal(...messages: unknown[]) {
  try {
    requireMessages({ messages })
    return null
  } catch (error) {
    if (error instanceof LineError) return error.body
    throw error
  }
}

const action = (more: Json): Json => ({ type: 'postback', label: 'Go', data: 'x', ...more })
const buttons = (more: Json): Json => ({
  type: 'template',
  altText: 'alt',
  template: { type: 'buttons', text: 'text', actions: [action({})], ...more },
})
const withQuickReply = (more: Json, count = 1): Json => ({
  ...text('hi'),
  quickReply: { items: Array.from({ length: count }, () => ({ type: 'action', action: action(more) })) },
})
const column = (count: number): Json => ({
  text: 'c',
  actions: Array.from({ length: count }, () => action({})),
})
const carousel = (...columns: Json[]): Json => ({
  type: 'template',
  altText: 'alt',
  template: { type: 'carousel', columns },
})
const image = (url: string): Json => ({
  type: 'image',
  originalContentUrl: url,
  previewImageUrl: 'https://e.com/p.png',
})
const v2 = (value: string, substitution: Json = {}): Json => ({ type: 'textV2', text: value, substitution })
const picker = (more: Json): Json =>
  buttons({ actions: [{ type: 'datetimepicker', label: 'd', data: 'd', ...more }] })

test.each<[string, Json, string, string]>([
  ['an empty text', text(''), 'messages[0].text', 'May not be empty'],
  [
    'a text over 5,000 units',
    text('x'.repeat(5001)),
    'messages[0].text',
    'Length must be between 1 and 5000',
  ],
  ['a text of 2,501 emoji', text('😀'.repeat(2501)), 'messages[0].text', 'Length must be between 1 and 5000'],
  ['an unknown type', { type: 'markdown' }, 'messages[0].type', 'Must be one of the following values: '],
  ['unpaired braces', v2('a { b'), 'messages[0].text', 'Braces'],
  ['a placeholder without substitution', v2('{who}'), 'messages[0].text', 'The placeholder {who}'],
  ['a picture by http', image('http://e.com/a.png'), 'messages[0].originalContentUrl', 'invalid uri scheme'],
  [
    'a picture with Chinese in its address',
    image('https://e.com/圖.png'),
    'messages[0].originalContentUrl',
    'invalid uri',
  ],
  [
    '14 quick replies',
    withQuickReply({}, 14),
    'messages[0].quickReply.items',
    'Size must be between 1 and 13',
  ],
  [
    'a quick reply without label',
    withQuickReply({ label: undefined }),
    'messages[0].quickReply.items[0].action.label',
    'May not be empty',
  ],
  [
    'a quick reply label over 20',
    withQuickReply({ label: 'x'.repeat(21) }),
    'messages[0].quickReply.items[0].action.label',
    'Length must be between 1 and 20',
  ],
  [
    'postback data over 300',
    withQuickReply({ data: 'x'.repeat(301) }),
    'messages[0].quickReply.items[0].action.data',
    'Length must be between 1 and 300',
  ],
  [
    'postback without data',
    withQuickReply({ data: undefined }),
    'messages[0].quickReply.items[0].action.data',
    'May not be empty',
  ],
  [
    'a rich menu switch in a quick reply',
    withQuickReply({ type: 'richmenuswitch' }),
    'messages[0].quickReply.items[0].action.type',
    'Must be one of',
  ],
  [
    'fillInText without openKeyboard',
    withQuickReply({ fillInText: 'a' }),
    'messages[0].quickReply.items[0].action.fillInText',
    'Must be a valid value',
  ],
  [
    'displayText over 300',
    withQuickReply({ displayText: 'x'.repeat(301) }),
    'messages[0].quickReply.items[0].action.displayText',
    'Length',
  ],
  [
    'an alternative text over 1,500',
    { ...buttons({}), altText: 'x'.repeat(1501) },
    'messages[0].altText',
    'Length must be between 1 and 1500',
  ],
  [
    'buttons text over 160',
    buttons({ text: 'x'.repeat(161) }),
    'messages[0].template.text',
    'Length must be between 1 and 160',
  ],
  [
    'buttons text over 60 with a title',
    buttons({ text: 'x'.repeat(61), title: 't' }),
    'messages[0].template.text',
    'Length must be between 1 and 60',
  ],
  ['a title over 40', buttons({ title: 'x'.repeat(41) }), 'messages[0].template.title', 'Length'],
  [
    'five buttons',
    buttons({ actions: Array.from({ length: 5 }, () => action({})) }),
    'messages[0].template.actions',
    'Size must be between 1 and 4',
  ],
  [
    'confirm with one action',
    buttons({ type: 'confirm' }),
    'messages[0].template.actions',
    'Size must be between 2 and 2',
  ],
  [
    'columns with different numbers of actions',
    carousel(column(1), column(2)),
    'messages[0].template.columns',
    'The number of actions',
  ],
  [
    'eleven columns',
    carousel(...Array.from({ length: 11 }, () => column(1))),
    'messages[0].template.columns',
    'Size must be between 1 and 10',
  ],
  [
    'a wrong link scheme',
    buttons({ actions: [{ type: 'uri', label: 'u', uri: 'javascript:1' }] }),
    'messages[0].template.actions[0].uri',
    'invalid uri scheme',
  ],
  [
    'a date in the wrong form',
    picker({ mode: 'date', initial: '2026/01/01' }),
    'messages[0].template.actions[0].initial',
    'invalid datetime format',
  ],
  [
    'a 30th of February',
    picker({ mode: 'date', initial: '2026-02-30' }),
    'messages[0].template.actions[0].initial',
    'invalid datetime format',
  ],
  [
    'a maximum before the minimum',
    picker({ mode: 'time', min: '10:00', max: '09:00' }),
    'messages[0].template.actions[0]',
    'invalid date time order',
  ],
  [
    'a sender called LINE',
    { ...text('hi'), sender: { name: 'LINE team' } },
    'messages[0].sender.name',
    'Must be a valid value',
  ],
  ['a sticker without id', { type: 'sticker', packageId: '1' }, 'messages[0].stickerId', 'May not be empty'],
  [
    'a flex message without contents',
    { type: 'flex', altText: 'a' },
    'messages[0].contents',
    'May not be empty',
  ],
  [
    'an emoji beside its dollar sign',
    { ...text('a$'), emojis: [{ index: 0, productId: 'p', emojiId: 'e' }] },
    'messages[0].emojis[0].index',
    'Must be a valid value',
  ],
])('%s is refused', (_name, message, property, words) => {
  const body = refusal(message)
  expect(body?.message).toMatch(/^The request body has \d error\(s\)$/)
  expect(body?.details?.[0]).toEqual({ property, message: expect.stringContaining(words) })
})

test.each<[string, Json]>([
  ['5,000 UTF-16 units', text('x'.repeat(5000))],
  ['doubled braces', v2('{{literal}} {who}', { who: { type: 'mention', mentionee: { type: 'all' } } })],
  ['a title of 40 family emoji', buttons({ title: '👩‍👩‍👧'.repeat(40), text: 'x' })],
  ['a text that looks like HTML', text('<b>hi</b>')],
  ['openKeyboard with fillInText', withQuickReply({ inputOption: 'openKeyboard', fillInText: 'reason: ' })],
  ['a sticker', { type: 'sticker', packageId: '446', stickerId: '1988' }],
  ['a date picker', picker({ mode: 'datetime', min: '2026-01-01T00:00', max: '2026-12-31t23:59' })],
])('%s is taken', (_name, message) => {
  expect(refusal(message)).toBeNull()
})

test.each([0, 6])('%i messages in one call are refused', (count) => {
  expect(refusal(...Array.from({ length: count }, () => text('x')))?.details).toEqual([
    { message: 'Size must be between 1 and 5', property: 'messages' },
  ])
})

test('several errors are told at once', () => {
  expect(refusal(text(''), text(''))).toEqual({
    message: 'The request body has 2 error(s)',
    details: [0, 1].map((n) => ({ message: 'May not be empty', property: `messages[${n}].text` })),
  })
})

test.each(['reply', 'push', 'multicast'])(
  'validating for %s checks messages and sends nothing',
  async (kind) => {
    await using scene = await openScene()
    const path = `/v2/bot/message/validate/${kind}`
    expect((await scene.line('POST', path, { messages: [text('hi')] })).body).toEqual({})
    expect((await scene.line('POST', path, { messages: [text('')] })).status).toBe(400)
  },
)
