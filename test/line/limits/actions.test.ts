import { describe } from 'vitest'
import {
  body,
  button,
  flex,
  httpsUrl,
  image,
  limit,
  postback,
  quickReply,
  testLimits,
  video,
  words,
} from './each-limit.ts'

const BUTTON = 'contents.body.contents[0].action'
const QUICK = 'quickReply.items[0].action'
const uri = (link: string) => button({ type: 'uri', label: 'Open', uri: link })
const say = (more: object) => button({ type: 'message', label: 'Say', text: 'hi', ...more })
const copy = (clipboardText: string) => button({ type: 'clipboard', label: 'Copy', clipboardText })
const pick = (mode: string, more: object = {}) =>
  button({ type: 'datetimepicker', label: 'When', data: 'v1.d', mode, ...more })
const withVideo = (action: unknown) => flex({ type: 'bubble', hero: video({ action }) })

describe('a label', () => {
  testLimits([
    limit(
      'is required on a Flex button',
      `${BUTTON}.label`,
      button(postback()),
      button({ type: 'postback', data: 'a' }),
      'is required',
    ),
    limit(
      'is not empty on a Flex button',
      `${BUTTON}.label`,
      button(postback()),
      button(postback({ label: '' })),
    ),
    limit(
      'has at most 40 on a Flex button',
      `${BUTTON}.label`,
      button(postback({ label: 'a'.repeat(40) })),
      button(postback({ label: 'a'.repeat(41) })),
    ),
    limit(
      'counts an emoji as two, the strictest way',
      `${BUTTON}.label`,
      button(postback({ label: '\u{1F600}'.repeat(20) })),
      button(postback({ label: '\u{1F600}'.repeat(21) })),
      'has 42',
    ),
    limit(
      'may be missing elsewhere in Flex, but has at most 40',
      `${BUTTON}.label`,
      body(words({ action: { type: 'postback', data: 'a' } })),
      body(words({ action: postback({ label: 'a'.repeat(41) }) })),
    ),
    limit(
      'has at most 20 on a quick reply',
      `${QUICK}.label`,
      quickReply(postback({ label: 'a'.repeat(20) })),
      quickReply(postback({ label: 'a'.repeat(21) })),
    ),
    limit(
      'is required on a quick reply',
      `${QUICK}.label`,
      quickReply(postback()),
      quickReply({ type: 'postback', data: 'a' }),
      'is required',
    ),
  ])
})

describe('a postback', () => {
  const asked = (more: object) => button(postback(more))
  testLimits([
    limit('has data', `${BUTTON}.data`, asked({}), button({ type: 'postback', label: 'OK' }), 'is required'),
    limit('has data that is not empty', `${BUTTON}.data`, asked({ data: 'a' }), asked({ data: '' })),
    limit(
      'has at most 300 of data',
      `${BUTTON}.data`,
      asked({ data: 'a'.repeat(300) }),
      asked({ data: 'a'.repeat(301) }),
    ),
    limit(
      'has ASCII data',
      `${BUTTON}.data`,
      asked({ data: 'v1.~' }),
      asked({ data: 'v1.\u6279' }),
      'must be ASCII',
    ),
    limit(
      'shows at most 300',
      `${BUTTON}.displayText`,
      asked({ displayText: 'a'.repeat(300) }),
      asked({ displayText: 'a'.repeat(301) }),
    ),
    limit(
      'shows no empty text',
      `${BUTTON}.displayText`,
      asked({ displayText: 'a' }),
      asked({ displayText: '' }),
    ),
    limit(
      'has displayText or text, not both',
      `${BUTTON}.text`,
      asked({ text: 'a' }),
      asked({ text: 'a', displayText: 'b' }),
    ),
    limit(
      'fills the keyboard with at most 300',
      `${BUTTON}.fillInText`,
      asked({ inputOption: 'openKeyboard', fillInText: 'a'.repeat(300) }),
      asked({ inputOption: 'openKeyboard', fillInText: 'a'.repeat(301) }),
    ),
    limit(
      'fills the keyboard only when it opens it',
      `${BUTTON}.fillInText`,
      asked({ inputOption: 'openKeyboard', fillInText: 'a' }),
      asked({ inputOption: 'openVoice', fillInText: 'a' }),
      'openKeyboard',
    ),
    limit(
      'knows four input options',
      `${BUTTON}.inputOption`,
      asked({ inputOption: 'closeRichMenu' }),
      asked({ inputOption: 'openCamera' }),
    ),
    limit(
      'has no unknown property',
      `${BUTTON}.payload`,
      asked({}),
      asked({ payload: 'x' }),
      'not a property',
    ),
  ])
})

describe('a message action', () => {
  testLimits([
    limit(
      'says at most 300',
      `${BUTTON}.text`,
      say({ text: 'a'.repeat(300) }),
      say({ text: 'a'.repeat(301) }),
    ),
    limit('says something', `${BUTTON}.text`, say({}), say({ text: '' })),
  ])
})

describe('a link', () => {
  testLimits([
    limit('has at most 1,000', `${BUTTON}.uri`, uri(httpsUrl(1000)), uri(httpsUrl(1001))),
    limit('may be http', `${BUTTON}.uri`, uri('http://example.com'), uri('ftp://example.com')),
    limit('may be line', `${BUTTON}.uri`, uri('line://nv/chat'), uri('mailto:a@example.com')),
    limit('may be tel', `${BUTTON}.uri`, uri('tel:0223456789'), uri('javascript:alert(1)')),
    limit('is absolute', `${BUTTON}.uri`, uri('https://example.com/a'), uri('/a')),
    limit('has a host', `${BUTTON}.uri`, uri('https://e'), uri('https://')),
    limit(
      'is percent-encoded',
      `${BUTTON}.uri`,
      uri('https://example.com/%E6%89%B9'),
      uri('https://example.com/\u6279'),
    ),
    limit('has no space', `${BUTTON}.uri`, uri('https://example.com/a%20b'), uri('https://example.com/a b')),
    limit(
      'has at most 1,000 for the desktop',
      `${BUTTON}.altUri.desktop`,
      button({ type: 'uri', label: 'a', uri: 'https://e', altUri: { desktop: httpsUrl(1000) } }),
      button({ type: 'uri', label: 'a', uri: 'https://e', altUri: { desktop: httpsUrl(1001) } }),
    ),
    limit(
      'has no desktop link in a quick reply',
      `${QUICK}.altUri`,
      quickReply({ type: 'uri', label: 'a', uri: 'https://e' }),
      quickReply({ type: 'uri', label: 'a', uri: 'https://e', altUri: { desktop: 'https://e' } }),
    ),
    limit(
      'is the only action of a video',
      'contents.hero.action.type',
      withVideo({ type: 'uri', label: 'a', uri: 'https://e' }),
      withVideo(postback()),
    ),
  ])
})

describe('a clipboard action', () => {
  testLimits([
    limit('copies at most 1,000', `${BUTTON}.clipboardText`, copy('a'.repeat(1000)), copy('a'.repeat(1001))),
    limit('copies something', `${BUTTON}.clipboardText`, copy('a'), copy('')),
  ])
})

describe('a datetimepicker', () => {
  testLimits([
    limit(
      'has at most 300 of data',
      `${BUTTON}.data`,
      pick('date', { data: 'a'.repeat(300) }),
      pick('date', { data: 'a'.repeat(301) }),
    ),
    limit('knows date, time and datetime', `${BUTTON}.mode`, pick('datetime'), pick('month')),
    limit(
      'writes a date as YYYY-MM-DD',
      `${BUTTON}.initial`,
      pick('date', { initial: '2026-08-31' }),
      pick('date', { initial: '2026/08/31' }),
    ),
    limit(
      'takes real days only',
      `${BUTTON}.initial`,
      pick('date', { initial: '2028-02-29' }),
      pick('date', { initial: '2026-02-29' }),
    ),
    limit(
      'takes no time in a date',
      `${BUTTON}.initial`,
      pick('date', { initial: '2026-08-31' }),
      pick('date', { initial: '2026-08-31T09:30' }),
    ),
    limit(
      'writes a time as HH:mm',
      `${BUTTON}.initial`,
      pick('time', { initial: '23:59' }),
      pick('time', { initial: '24:00' }),
    ),
    limit(
      'writes a datetime with T',
      `${BUTTON}.initial`,
      pick('datetime', { initial: '2026-08-31T09:30' }),
      pick('datetime', { initial: '2026-08-31 09:30' }),
    ),
    limit(
      'takes a small t, but needs the time',
      `${BUTTON}.initial`,
      pick('datetime', { initial: '2026-08-31t09:30' }),
      pick('datetime', { initial: '2026-08-31' }),
    ),
    limit(
      'begins in 1900',
      `${BUTTON}.min`,
      pick('date', { min: '1900-01-01' }),
      pick('date', { min: '1899-12-31' }),
    ),
    limit(
      'ends in 2100',
      `${BUTTON}.max`,
      pick('date', { max: '2100-12-31' }),
      pick('date', { max: '2101-01-01' }),
    ),
    limit(
      'has a max after its min',
      `${BUTTON}.max`,
      pick('time', { min: '09:00', max: '09:01' }),
      pick('time', { min: '09:00', max: '09:00' }),
      'after min',
    ),
  ])
})

describe('an action in its place', () => {
  const camera = { type: 'camera', label: 'Photo' }
  const cameraRoll = { type: 'cameraRoll', label: 'Photos' }
  const location = { type: 'location', label: 'Where' }
  const switcher = { type: 'richmenuswitch', label: 'Tab', richMenuAliasId: 'a', data: 'v1' }
  testLimits([
    limit('opens the camera in a quick reply only', `${BUTTON}.type`, quickReply(camera), button(camera)),
    limit(
      'opens the camera roll in a quick reply only',
      `${BUTTON}.type`,
      quickReply(cameraRoll),
      button(cameraRoll),
    ),
    limit(
      'asks for the location in a quick reply only',
      `${BUTTON}.type`,
      quickReply(location),
      button(location),
    ),
    limit('switches no rich menu from a message', `${BUTTON}.type`, button(postback()), button(switcher)),
    limit(
      'can stand on a picture',
      'contents.body.contents[0].action.data',
      body(image({ action: postback() })),
      body(image({ action: postback({ data: '' }) })),
    ),
  ])
})
