import { describe } from 'vitest'
import { httpsUrl, limit, postback, template, testLimits } from './each-limit.ts'

const taps = (count: number) => Array.from({ length: count }, () => postback())
const buttons = (more: object = {}) =>
  template({ type: 'buttons', text: 'Which?', actions: taps(1), ...more })
const confirm = (more: object = {}) => template({ type: 'confirm', text: 'Sure?', actions: taps(2), ...more })
const column = (more: object = {}) => ({ text: 'One', actions: taps(1), ...more })
const carousel = (...columns: unknown[]) => template({ type: 'carousel', columns })
const picture = (more: object = {}) => ({ imageUrl: httpsUrl(30), action: postback(), ...more })
const pictures = (...columns: unknown[]) => template({ type: 'image_carousel', columns })
const thumbnailImageUrl = httpsUrl(30)

describe('a buttons template', () => {
  testLimits([
    limit(
      'has a title of at most 40',
      'template.title',
      buttons({ title: 'a'.repeat(40) }),
      buttons({ title: 'a'.repeat(41) }),
    ),
    limit(
      'has a text of at most 160',
      'template.text',
      buttons({ text: 'a'.repeat(160) }),
      buttons({ text: 'a'.repeat(161) }),
    ),
    limit(
      'has a text of at most 60 under a title',
      'template.text',
      buttons({ title: 'T', text: 'a'.repeat(60) }),
      buttons({ title: 'T', text: 'a'.repeat(61) }),
    ),
    limit(
      'has a text of at most 60 under an image',
      'template.text',
      buttons({ thumbnailImageUrl, text: 'a'.repeat(60) }),
      buttons({ thumbnailImageUrl, text: 'a'.repeat(61) }),
    ),
    limit(
      'has at most four actions',
      'template.actions',
      buttons({ actions: taps(4) }),
      buttons({ actions: taps(5) }),
    ),
    limit(
      'has at least one action',
      'template.actions',
      buttons({ actions: taps(1) }),
      buttons({ actions: [] }),
    ),
    limit(
      'has labels of at most 20',
      'template.actions[0].label',
      buttons({ actions: [postback({ label: 'a'.repeat(20) })] }),
      buttons({ actions: [postback({ label: 'a'.repeat(21) })] }),
    ),
    limit(
      'has labels',
      'template.actions[0].label',
      buttons(),
      buttons({ actions: [{ type: 'postback', data: 'a' }] }),
      'is required',
    ),
    limit(
      'shows an image by https',
      'template.thumbnailImageUrl',
      buttons({ thumbnailImageUrl: httpsUrl(2000) }),
      buttons({ thumbnailImageUrl: httpsUrl(2001) }),
    ),
    limit(
      'shows an image as rectangle or square',
      'template.imageAspectRatio',
      buttons({ imageAspectRatio: 'square' }),
      buttons({ imageAspectRatio: '1:1' }),
    ),
    limit(
      'shows an image as cover or contain',
      'template.imageSize',
      buttons({ imageSize: 'contain' }),
      buttons({ imageSize: 'fit' }),
    ),
    limit(
      'has a background colour without alpha',
      'template.imageBackgroundColor',
      buttons({ imageBackgroundColor: '#FFFFFF' }),
      buttons({ imageBackgroundColor: '#FFFFFF00' }),
    ),
    limit(
      'may have a default action without label',
      'template.defaultAction.data',
      buttons({ defaultAction: { type: 'postback', data: 'a' } }),
      buttons({ defaultAction: { type: 'postback', data: '' } }),
    ),
  ])
})

describe('a confirm template', () => {
  testLimits([
    limit(
      'has a text of at most 240',
      'template.text',
      confirm({ text: 'a'.repeat(240) }),
      confirm({ text: 'a'.repeat(241) }),
    ),
    limit('has no fewer than two actions', 'template.actions', confirm(), confirm({ actions: taps(1) })),
    limit('has no more than two actions', 'template.actions', confirm(), confirm({ actions: taps(3) })),
  ])
})

describe('a carousel template', () => {
  const columns = (count: number) => Array.from({ length: count }, () => column())
  testLimits([
    limit('has at most ten columns', 'template.columns', carousel(...columns(10)), carousel(...columns(11))),
    limit('has at least one column', 'template.columns', carousel(column()), carousel()),
    limit(
      'has titles of at most 40',
      'template.columns[0].title',
      carousel(column({ title: 'a'.repeat(40) })),
      carousel(column({ title: 'a'.repeat(41) })),
    ),
    limit(
      'has texts of at most 120',
      'template.columns[0].text',
      carousel(column({ text: 'a'.repeat(120) })),
      carousel(column({ text: 'a'.repeat(121) })),
    ),
    limit(
      'has texts of at most 60 under a title',
      'template.columns[0].text',
      carousel(column({ title: 'T', text: 'a'.repeat(60) })),
      carousel(column({ title: 'T', text: 'a'.repeat(61) })),
    ),
    limit(
      'has texts of at most 60 under an image',
      'template.columns[0].text',
      carousel(column({ thumbnailImageUrl, text: 'a'.repeat(60) })),
      carousel(column({ thumbnailImageUrl, text: 'a'.repeat(61) })),
    ),
    limit(
      'has at most three actions in a column',
      'template.columns[0].actions',
      carousel(column({ actions: taps(3) })),
      carousel(column({ actions: taps(4) })),
    ),
    limit(
      'has the same number of actions in each column',
      'template.columns[1].actions',
      carousel(column({ actions: taps(2) }), column({ actions: taps(2) })),
      carousel(column({ actions: taps(2) }), column()),
      'first column',
    ),
  ])
})

describe('an image carousel template', () => {
  const columns = (count: number) => Array.from({ length: count }, () => picture())
  testLimits([
    limit('has at most ten columns', 'template.columns', pictures(...columns(10)), pictures(...columns(11))),
    limit(
      'has labels of at most 12',
      'template.columns[0].action.label',
      pictures(picture({ action: postback({ label: 'a'.repeat(12) }) })),
      pictures(picture({ action: postback({ label: 'a'.repeat(13) }) })),
    ),
    limit(
      'may lack labels but not pictures',
      'template.columns[0].imageUrl',
      pictures(picture({ action: { type: 'postback', data: 'a' } })),
      pictures({ action: postback() }),
      'is required',
    ),
  ])
})

describe('a template', () => {
  testLimits([
    limit('is of a kind that LINE knows', 'template.type', confirm(), template({ type: 'list', text: 'a' })),
  ])
})
