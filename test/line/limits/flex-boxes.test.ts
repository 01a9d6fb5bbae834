import { describe } from 'vitest'
import { body, box, limit, testLimits } from './each-limit.ts'

const FIRST = 'contents.body.contents[0]'

describe('a box', () => {
  const styled = (more: object) => body(box([], more))
  const gradient = (more: object) =>
    styled({
      background: {
        type: 'linearGradient',
        angle: '0deg',
        startColor: '#000000',
        endColor: '#FFFFFF',
        ...more,
      },
    })
  testLimits([
    limit('has a layout', `${FIRST}.layout`, styled({}), body({ type: 'box', contents: [] }), 'is required'),
    limit(
      'is horizontal, vertical or baseline',
      `${FIRST}.layout`,
      styled({ layout: 'horizontal' }),
      styled({ layout: 'grid' }),
    ),
    limit(
      'has contents, which may be empty',
      `${FIRST}.contents`,
      styled({}),
      body({ type: 'box', layout: 'vertical' }),
      'is required',
    ),
    limit(
      'spaces by keywords or pixels',
      `${FIRST}.spacing`,
      styled({ spacing: 'xxl' }),
      styled({ spacing: '3xl' }),
    ),
    limit(
      'spaces by pixels with a unit',
      `${FIRST}.spacing`,
      styled({ spacing: '12px' }),
      styled({ spacing: '12' }),
    ),
    limit(
      'spaces by no percentage',
      `${FIRST}.margin`,
      styled({ margin: '5.5px' }),
      styled({ margin: '5%' }),
    ),
    limit(
      'pads by keyword, pixels or percentage',
      `${FIRST}.paddingAll`,
      styled({ paddingAll: '5%', paddingTop: 'none', paddingEnd: '3px' }),
      styled({ paddingAll: 'huge' }),
    ),
    limit(
      'is so wide by pixels or percentage',
      `${FIRST}.width`,
      styled({ width: '50%' }),
      styled({ width: 'md' }),
    ),
    limit(
      'is so high by pixels or percentage',
      `${FIRST}.maxHeight`,
      styled({ height: '9px', maxHeight: '100%' }),
      styled({ maxHeight: '9em' }),
    ),
    limit(
      'moves by keyword, pixels or percentage',
      `${FIRST}.offsetTop`,
      styled({ offsetTop: '-2px', offsetStart: '5%', offsetEnd: 'xs' }),
      styled({ offsetTop: 'up' }),
    ),
    limit(
      'has a border of named width or pixels',
      `${FIRST}.borderWidth`,
      styled({ borderWidth: 'semi-bold' }),
      styled({ borderWidth: 'xs' }),
    ),
    limit(
      'has a corner of named radius or pixels',
      `${FIRST}.cornerRadius`,
      styled({ cornerRadius: 'xxl' }),
      styled({ cornerRadius: '50%' }),
    ),
    limit(
      'has colours of six or eight hex digits',
      `${FIRST}.backgroundColor`,
      styled({ backgroundColor: '#12abEF80' }),
      styled({ backgroundColor: '#fff' }),
    ),
    limit(
      'has no named colours',
      `${FIRST}.borderColor`,
      styled({ borderColor: '#000000' }),
      styled({ borderColor: 'black' }),
    ),
    limit(
      'justifies in six ways',
      `${FIRST}.justifyContent`,
      styled({ justifyContent: 'space-evenly' }),
      styled({ justifyContent: 'left' }),
    ),
    limit(
      'aligns in three ways',
      `${FIRST}.alignItems`,
      styled({ alignItems: 'flex-end' }),
      styled({ alignItems: 'stretch' }),
    ),
    limit('has a flex of 0 or more', `${FIRST}.flex`, styled({ flex: 0 }), styled({ flex: -1 })),
    limit('has a flex that is an integer', `${FIRST}.flex`, styled({ flex: 3 }), styled({ flex: 1.5 })),
    limit(
      'has a gradient under 360 degrees',
      `${FIRST}.background.angle`,
      gradient({ angle: '359.9deg' }),
      gradient({ angle: '360deg' }),
    ),
    limit(
      'has a gradient angle in degrees',
      `${FIRST}.background.angle`,
      gradient({ angle: '90deg' }),
      gradient({ angle: '90' }),
    ),
    limit(
      'has a gradient with its middle up to 100%',
      `${FIRST}.background.centerPosition`,
      gradient({ centerColor: '#888888', centerPosition: '100%' }),
      gradient({ centerColor: '#888888', centerPosition: '101%' }),
    ),
    limit(
      'has a gradient with both ends',
      `${FIRST}.background.startColor`,
      gradient({}),
      gradient({ startColor: 'red' }),
    ),
    limit(
      'is relative or absolute',
      `${FIRST}.position`,
      styled({ position: 'relative' }),
      styled({ position: 'fixed' }),
    ),
  ])
})
