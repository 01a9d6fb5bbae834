import { describe } from 'vitest'
import { box, bubble, flex, image, limit, testLimits, video, words } from './each-limit.ts'

const FIRST = 'contents.body.contents[0]'
const carousel = (...contents: unknown[]) => flex({ type: 'carousel', contents })
const bubbles = (count: number) => Array.from({ length: count }, () => bubble())

/** A bubble whose minified JSON has exactly so many bytes; `unit` is three bytes in UTF-8. */
function bubbleOf(bytes: number) {
  const base = Buffer.byteLength(JSON.stringify(bubble({ body: box([words({ text: '' })]) })))
  const room = bytes - base
  const unit = '\u6279'
  return bubble({ body: box([words({ text: unit.repeat(Math.floor(room / 3)) + 'a'.repeat(room % 3) })]) })
}

function carouselOf(bytes: number) {
  const fixed = Buffer.byteLength(JSON.stringify({ type: 'carousel', contents: [0, 0] })) - 2
  return carousel(bubbleOf(25_000), bubbleOf(bytes - fixed - 25_000))
}

describe('a bubble', () => {
  testLimits([
    limit(
      'is under 30,000 bytes of JSON in UTF-8',
      'contents',
      flex(bubbleOf(29_999)),
      flex(bubbleOf(30_000)),
      'has 30000',
    ),
    limit('has at least one block', 'contents', flex(bubble()), flex({ type: 'bubble', size: 'mega' })),
    limit(
      'knows seven sizes',
      'contents.size',
      flex(bubble({ size: 'deca' })),
      flex(bubble({ size: 'huge' })),
    ),
    limit(
      'reads from the left or the right',
      'contents.direction',
      flex(bubble({ direction: 'rtl' })),
      flex(bubble({ direction: 'ttb' })),
    ),
    limit(
      'has boxes as header, body and footer',
      'contents.footer.type',
      flex(bubble({ footer: box([]) })),
      flex(bubble({ footer: image() })),
    ),
    limit(
      'has a box, an image or a video as hero',
      'contents.hero',
      flex(bubble({ hero: box([]) })),
      flex(bubble({ hero: words() })),
    ),
    limit(
      'styles its blocks by colours',
      'contents.styles.body.backgroundColor',
      flex(bubble({ styles: { body: { backgroundColor: '#FFFFFF', separator: true } } })),
      flex(bubble({ styles: { body: { backgroundColor: 'white' } } })),
    ),
    limit(
      'has no absolute first child in a block',
      `${FIRST}.position`,
      flex(bubble({ body: box([words(), words({ position: 'absolute' })]) })),
      flex(bubble({ body: box([words({ position: 'absolute' })]) })),
    ),
    limit('is a bubble or a carousel', 'contents.type', flex(bubble()), flex({ type: 'balloon' })),
    limit('is required', 'contents', flex(bubble()), { type: 'flex', altText: 'a' }, 'is required'),
  ])
})

describe('a carousel', () => {
  testLimits([
    limit('is under 50,000 bytes of JSON', 'contents', carouselOf(49_999), carouselOf(50_000), 'has 50000'),
    limit(
      'has bubbles under 30,000 bytes each',
      'contents.contents[1]',
      carousel(bubble(), bubbleOf(29_999)),
      carousel(bubble(), bubbleOf(30_000)),
    ),
    limit('has at most 12 bubbles', 'contents.contents', carousel(...bubbles(12)), carousel(...bubbles(13))),
    limit('has at least one bubble', 'contents.contents', carousel(bubble()), carousel()),
    limit(
      'has bubbles of one size',
      'contents.contents[1].size',
      carousel(bubble(), bubble({ size: 'mega' })),
      carousel(bubble(), bubble({ size: 'kilo' })),
    ),
    limit(
      'has no video',
      'contents.contents[0].hero',
      flex(bubble({ hero: video() })),
      carousel(bubble({ hero: video() })),
    ),
    limit(
      'holds bubbles only',
      'contents.contents[0].type',
      carousel(bubble()),
      carousel({ type: 'carousel', contents: [bubble()] }),
    ),
  ])
})
