import { describe } from 'vitest'
import {
  body,
  box,
  bubble,
  flex,
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

describe('what stands where', () => {
  testLimits([
    limit('icons stand in baseline boxes only', FIRST, baseline(icon(), words()), body(icon()), 'baseline'),
    limit(
      'spans stand in texts only',
      FIRST,
      body({ type: 'text', contents: [{ type: 'span', text: 'a' }] }),
      body({ type: 'span', text: 'a' }),
      'texts only',
    ),
    limit('videos stand in hero only', FIRST, flex(bubble({ hero: video() })), body(video()), 'hero only'),
    limit(
      'a baseline box takes no button',
      `${FIRST}.contents[0]`,
      baseline(words()),
      baseline({ type: 'button', action: postback() }),
    ),
    limit(
      'a baseline box takes no box',
      `${FIRST}.contents[0]`,
      baseline({ type: 'filler' }),
      baseline(box([])),
    ),
    limit('a baseline box takes no image', `${FIRST}.contents[0]`, baseline(icon()), baseline(image())),
    limit(
      'a baseline box takes no separator',
      `${FIRST}.contents[0]`,
      baseline(words()),
      baseline({ type: 'separator' }),
    ),
    limit(
      'the rules hold at any depth',
      `${FIRST}.contents[0].contents[0]`,
      body(box([box([words()])])),
      body(box([box([icon()])])),
    ),
    limit(
      'a video has a bubble of at least kilo',
      'contents.hero',
      flex(bubble({ size: 'kilo', hero: video() })),
      flex(bubble({ size: 'micro', hero: video() })),
    ),
    limit(
      'a video falls back to a box or an image',
      'contents.hero.altContent',
      flex(bubble({ hero: video({ altContent: box([]) }) })),
      flex(bubble({ hero: video({ altContent: words() }) })),
    ),
    limit('components are of kinds that LINE knows', `${FIRST}.type`, body(words()), body({ type: 'table' })),
  ])
})
