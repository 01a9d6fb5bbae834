import { expect, test } from 'vitest'
import { flexProblems } from '../../src/simulator/limits/flex/container.ts'
import { flex, type Json, openScene, postbackButton } from './scene.ts'

const bubble = (...parts: Json[]): Json => flex(...parts).contents as Json
const part = (more: Json): Json => bubble({ type: 'text', text: 'a', ...more })
const box = (layout: string, ...contents: Json[]): Json => ({ type: 'box', layout, contents })
const image = (more: Json): Json => bubble({ type: 'image', url: 'https://e.com/a.png', ...more })
const video = {
  type: 'video',
  url: 'https://e.com/v',
  previewUrl: 'https://e.com/p',
  altContent: box('vertical'),
}
const inFirst = '/body/contents/0'
const carousel = (...contents: Json[]): Json => ({ type: 'carousel', contents })

test.each<[string, Json, string, string]>([
  ['an empty text', part({ text: '' }), `${inFirst}/text`, 'must be non-empty text'],
  ['a text part without text', part({ text: undefined }), inFirst, '`text` or `contents` must be specified'],
  ['a null property', part({ color: null }), `${inFirst}/color`, 'invalid property'],
  ['an unknown property', part({ colour: '#000000' }), `${inFirst}/colour`, 'invalid property'],
  ['a colour by name', part({ color: 'red' }), `${inFirst}/color`, 'invalid property'],
  ['a nonsense size', part({ size: 'huge' }), `${inFirst}/size`, 'invalid property'],
  ['per cent where only pixels go', part({ margin: '10%' }), `${inFirst}/margin`, 'invalid unit'],
  ['a negative flex', part({ flex: -1 }), `${inFirst}/flex`, 'must be greater than or equal to 0'],
  [
    'a button without label',
    bubble({ type: 'button', action: { type: 'postback', data: 'x' } }),
    `${inFirst}/action`,
    '`label` must be specified',
  ],
  [
    'a button label over 40',
    bubble(postbackButton('x'.repeat(41), 'x')),
    `${inFirst}/action/label`,
    'upper limit exceeded',
  ],
  ['a button without action', bubble({ type: 'button' }), `${inFirst}/action`, 'must be specified'],
  [
    'postback without data',
    bubble({ type: 'button', action: { type: 'postback', label: 'a' } }),
    `${inFirst}/action/data`,
    'must be specified',
  ],
  [
    'postback data over 300',
    bubble(postbackButton('a', 'x'.repeat(301))),
    `${inFirst}/action/data`,
    'upper limit exceeded',
  ],
  [
    'a javascript link',
    bubble({ type: 'button', action: { type: 'uri', label: 'a', uri: 'javascript:x' } }),
    `${inFirst}/action/uri`,
    'invalid uri scheme',
  ],
  [
    'a link over 1,000',
    bubble({ type: 'button', action: { type: 'uri', label: 'a', uri: `https://e.com/${'x'.repeat(1000)}` } }),
    `${inFirst}/action/uri`,
    'upper limit exceeded',
  ],
  ['a picture by http', image({ url: 'http://e.com/a.png' }), `${inFirst}/url`, 'invalid uri scheme'],
  [
    'a picture too high for its width',
    image({ aspectRatio: '1:4' }),
    `${inFirst}/aspectRatio`,
    'aspect ratio must be in the range (0 < (h/w) <= 3)',
  ],
  [
    'an icon outside a baseline box',
    bubble({ type: 'icon', url: 'https://e.com/i.png' }),
    inFirst,
    'invalid property',
  ],
  [
    'a button in a baseline box',
    bubble(box('baseline', postbackButton('a', 'b'))),
    `${inFirst}/contents/0`,
    'invalid property',
  ],
  ['a span outside a text', bubble({ type: 'span', text: 'a' }), inFirst, 'invalid property'],
  [
    'a box without contents',
    bubble({ type: 'box', layout: 'vertical' }),
    `${inFirst}/contents`,
    'must be specified',
  ],
  ['a box without layout', bubble({ type: 'box', contents: [] }), `${inFirst}/layout`, 'must be specified'],
  [
    'a gradient of 360 degrees',
    bubble({
      ...box('vertical'),
      background: { type: 'linearGradient', angle: '360deg', startColor: '#000000', endColor: '#ffffff' },
    }),
    `${inFirst}/background/angle`,
    'invalid property',
  ],
  ['a bubble without blocks', { type: 'bubble' }, '/', 'At least one block must be specified'],
  ['a text as body', { type: 'bubble', body: { type: 'text', text: 'a' } }, '/body', 'invalid property'],
  ['an unknown bubble size', { ...bubble(), size: 'tera' }, '/size', 'invalid property'],
  [
    'a bubble over 30 KB',
    bubble(...Array.from({ length: 400 }, () => ({ type: 'text', text: 'x'.repeat(60) }))),
    '/',
    'upper limit exceeded',
  ],
  [
    'a video in a carousel',
    carousel({ type: 'bubble', hero: video }),
    '/contents/0/hero',
    'embedding videos in messages is not allowed',
  ],
  [
    'thirteen bubbles',
    carousel(...Array.from({ length: 13 }, () => bubble())),
    '/contents',
    'upper limit exceeded',
  ],
  [
    'bubbles of different sizes',
    carousel({ ...bubble(), size: 'kilo' }, bubble()),
    '/contents',
    'all bubbles must have the same size',
  ],
  ['neither bubble nor carousel', { type: 'box' }, '/type', 'invalid property'],
  [
    'a wrong style colour',
    { ...bubble(), styles: { body: { backgroundColor: 'x' } } },
    '/styles/body/backgroundColor',
    'invalid property',
  ],
])('%s is refused', (_name, contents, property, message) => {
  expect(flexProblems(contents)).toContainEqual({ property, message })
})

test.each<[string, Json]>([
  ['an empty box', bubble(box('vertical'))],
  ['spans', bubble({ type: 'text', contents: [{ type: 'span', text: 'a', color: '#11223344' }] })],
  ['a label of 40', bubble(postbackButton('字'.repeat(40), 'x'))],
  ['a video hero', { type: 'bubble', hero: video }],
  [
    'an icon beside a text',
    bubble(box('baseline', { type: 'icon', url: 'https://e.com/i.png' }, { type: 'text', text: 'a' })),
  ],
  [
    'pixels and per cent where both go',
    bubble({ ...box('vertical'), width: '50%', height: '10.5px', paddingAll: '5%' }),
  ],
  ['a carousel of twelve', carousel(...Array.from({ length: 12 }, () => bubble()))],
])('%s is taken', (_name, contents) => {
  expect(flexProblems(contents)).toEqual([])
})

test('a bad card is answered with the message number and a JSON pointer', async () => {
  await using scene = await openScene()
  const messages = [{ type: 'text', text: 'ok' }, flex({ type: 'text', text: '' })]
  const { status, body } = await scene.line('POST', '/v2/bot/message/push', {
    to: await scene.user(),
    messages,
  })
  expect(status).toBe(400)
  expect(body).toEqual({
    message: 'A message (messages[1]) in the request body is invalid',
    details: [{ message: 'must be non-empty text', property: '/body/contents/0/text' }],
  })
})
