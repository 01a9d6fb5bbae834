import { describe } from 'vitest'
import {
  body,
  box,
  bubble,
  button,
  flex,
  httpsUrl,
  icon,
  image,
  limit,
  postback,
  testLimits,
  video,
  words,
} from './each-limit.ts'

const FIRST = 'contents.body.contents[0]'
const baseline = (...contents: unknown[]) => body(box(contents, { layout: 'baseline' }))

describe('a text', () => {
  const styled = (more: object) => body(words(more))
  testLimits([
    limit('is not empty', `${FIRST}.text`, styled({}), styled({ text: '' }), 'must not be empty'),
    limit('has words or spans', `${FIRST}.text`, styled({}), body({ type: 'text' })),
    limit(
      'has at least one span in place of words',
      `${FIRST}.text`,
      body({ type: 'text', contents: [{ type: 'span', text: 'a' }] }),
      body({ type: 'text', contents: [] }),
    ),
    limit(
      'has spans that are not empty',
      `${FIRST}.contents[0].text`,
      body({ type: 'text', contents: [{ type: 'span', text: 'a' }] }),
      body({ type: 'text', contents: [{ type: 'span', text: '' }] }),
    ),
    limit(
      'has spans only in its contents',
      `${FIRST}.contents[0].type`,
      body({ type: 'text', contents: [{ type: 'span', text: 'a' }] }),
      body({ type: 'text', contents: [words()] }),
    ),
    limit('has a named size or pixels', `${FIRST}.size`, styled({ size: '5xl' }), styled({ size: 'full' })),
    limit('has no size in percent', `${FIRST}.size`, styled({ size: '23.5px' }), styled({ size: '50%' })),
    limit('has at least 0 lines', `${FIRST}.maxLines`, styled({ maxLines: 0 }), styled({ maxLines: -1 })),
    limit(
      'is spaced by pixels',
      `${FIRST}.lineSpacing`,
      styled({ lineSpacing: '6px' }),
      styled({ lineSpacing: 'md' }),
    ),
    limit('is regular or bold', `${FIRST}.weight`, styled({ weight: 'bold' }), styled({ weight: '700' })),
    limit('is normal or italic', `${FIRST}.style`, styled({ style: 'italic' }), styled({ style: 'oblique' })),
    limit(
      'is decorated in three ways',
      `${FIRST}.decoration`,
      styled({ decoration: 'line-through' }),
      styled({ decoration: 'overline' }),
    ),
    limit(
      'aligns to start, end or center',
      `${FIRST}.align`,
      styled({ align: 'end' }),
      styled({ align: 'right' }),
    ),
    limit('wraps by true or false', `${FIRST}.wrap`, styled({ wrap: true }), styled({ wrap: 'true' })),
    limit(
      'shrinks to fit or not',
      `${FIRST}.adjustMode`,
      styled({ adjustMode: 'shrink-to-fit' }),
      styled({ adjustMode: 'grow' }),
    ),
    limit('has no unknown property', `${FIRST}.fontSize`, styled({}), styled({ fontSize: 'md' })),
    limit('has no null property', `${FIRST}.color`, styled({}), styled({ color: null }), 'must be left out'),
  ])
})

describe('a button', () => {
  testLimits([
    limit('has an action', `${FIRST}.action`, button(postback()), body({ type: 'button' }), 'is required'),
    limit(
      'is sm or md high',
      `${FIRST}.height`,
      button(postback(), { height: 'sm' }),
      button(postback(), { height: 'lg' }),
    ),
    limit(
      'is primary, secondary or link',
      `${FIRST}.style`,
      button(postback(), { style: 'link' }),
      button(postback(), { style: 'danger' }),
    ),
    limit(
      'has a colour in hex',
      `${FIRST}.color`,
      button(postback(), { color: '#0B7A43' }),
      button(postback(), { color: 'green' }),
    ),
    limit(
      'sits at top, center or bottom',
      `${FIRST}.gravity`,
      button(postback(), { gravity: 'center' }),
      button(postback(), { gravity: 'middle' }),
    ),
  ])
})

describe('an image', () => {
  const animated = (count: number) => body(...Array.from({ length: count }, () => image({ animated: true })))
  testLimits([
    limit('comes by https', `${FIRST}.url`, body(image()), body(image({ url: 'http://example.com/a.png' }))),
    limit(
      'has an address of at most 2,000',
      `${FIRST}.url`,
      body(image({ url: httpsUrl(2000) })),
      body(image({ url: httpsUrl(2001) })),
    ),
    limit('has an address', `${FIRST}.url`, body(image()), body({ type: 'image' }), 'is required'),
    limit(
      'has a named size, pixels or a percentage',
      `${FIRST}.size`,
      body(image({ size: 'full' })),
      body(image({ size: 'none' })),
    ),
    limit(
      'has a ratio of width to height',
      `${FIRST}.aspectRatio`,
      body(image({ aspectRatio: '20:13' })),
      body(image({ aspectRatio: '20/13' })),
    ),
    limit(
      'is at most three times as high as wide',
      `${FIRST}.aspectRatio`,
      body(image({ aspectRatio: '1:3' })),
      body(image({ aspectRatio: '10:31' })),
    ),
    limit(
      'has sides of at least 1',
      `${FIRST}.aspectRatio`,
      body(image({ aspectRatio: '1:1' })),
      body(image({ aspectRatio: '1:0' })),
    ),
    limit(
      'has sides of at most 100,000',
      `${FIRST}.aspectRatio`,
      body(image({ aspectRatio: '100000:1' })),
      body(image({ aspectRatio: '100001:1' })),
    ),
    limit(
      'covers or fits',
      `${FIRST}.aspectMode`,
      body(image({ aspectMode: 'cover' })),
      body(image({ aspectMode: 'fill' })),
    ),
    limit('is animated at most ten times in a message', 'contents', animated(10), animated(11)),
  ])
})

describe('icons, videos, separators and fillers', () => {
  const separator = (more: object) => body({ type: 'separator', ...more })
  testLimits([
    limit(
      'an icon comes by https',
      `${FIRST}.contents[0].url`,
      baseline(icon()),
      baseline(icon({ url: 'data:image/png,a' })),
    ),
    limit(
      'an icon has a size of its own list',
      `${FIRST}.contents[0].size`,
      baseline(icon({ size: '3xl' })),
      baseline(icon({ size: 'full' })),
    ),
    limit(
      'an icon takes no flex',
      `${FIRST}.contents[0].flex`,
      baseline(icon()),
      baseline(icon({ flex: 1 })),
    ),
    limit(
      'a video has a preview',
      'contents.hero.previewUrl',
      flex(bubble({ hero: video() })),
      flex(bubble({ hero: video({ previewUrl: 'http://e/a' }) })),
    ),
    limit(
      'a video has something to show in its place',
      'contents.hero.altContent',
      flex(bubble({ hero: video() })),
      flex(bubble({ hero: { type: 'video', url: httpsUrl(30), previewUrl: httpsUrl(30) } })),
      'is required',
    ),
    limit(
      'a separator has margin and colour',
      `${FIRST}.color`,
      separator({ margin: 'md', color: '#E5E7EB' }),
      separator({ color: 'grey' }),
    ),
    limit(
      'a filler has a flex only',
      `${FIRST}.size`,
      body({ type: 'filler', flex: 1 }),
      body({ type: 'filler', size: 'md' }),
    ),
  ])
})
