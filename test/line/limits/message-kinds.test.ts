import { describe } from 'vitest'
import {
  bubble,
  flex,
  httpsUrl,
  limit,
  postback,
  quickReply,
  template,
  testLimits,
  text,
} from './each-limit.ts'

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))
const confirm = { type: 'confirm', text: 'Sure?', actions: [postback(), postback()] }
const media = { originalContentUrl: httpsUrl(30), previewImageUrl: httpsUrl(30) }
const imagemap = (more: object = {}) => ({
  type: 'imagemap',
  baseUrl: httpsUrl(30),
  altText: 'map',
  baseSize: { width: 1040, height: 700 },
  actions: [{ type: 'message', text: 'here', area: { x: 0, y: 0, width: 100, height: 100 } }],
  ...more,
})
const located = (more: object) => ({
  type: 'location',
  title: 'A',
  address: 'B',
  latitude: 25,
  longitude: 121,
  ...more,
})

describe('a message of any kind', () => {
  const alt = (altText: string) => flex(bubble(), { altText })
  testLimits([
    limit(
      'has an altText of at most 1,500 when it is flex',
      'altText',
      alt('a'.repeat(1500)),
      alt('a'.repeat(1501)),
    ),
    limit('has an altText that is not empty', 'altText', alt('a'), alt('')),
    limit(
      'has an altText of at most 1,500 when it is a template',
      'altText',
      { ...template(confirm), altText: 'a'.repeat(1500) },
      { ...template(confirm), altText: 'a'.repeat(1501) },
    ),
    limit(
      'has an altText of at most 1,500 when it is an imagemap',
      'altText',
      imagemap({ altText: 'a'.repeat(1500) }),
      imagemap({ altText: 'a'.repeat(1501) }),
    ),
    limit(
      'names its sender by at most 20',
      'sender.name',
      text({ sender: { name: 'n'.repeat(20) } }),
      text({ sender: { name: 'n'.repeat(21) } }),
    ),
    limit(
      'does not call its sender LINE',
      'sender.name',
      text({ sender: { name: 'Online' } }),
      text({ sender: { name: 'LINE bot' } }),
    ),
    limit(
      'shows a sender icon of at most 2,000 characters',
      'sender.iconUrl',
      text({ sender: { iconUrl: httpsUrl(2000) } }),
      text({ sender: { iconUrl: httpsUrl(2001) } }),
    ),
    limit(
      'offers at most 13 quick replies',
      'quickReply.items',
      quickReply(...times(13, () => postback())),
      quickReply(...times(14, () => postback())),
    ),
    limit('offers at least one quick reply', 'quickReply.items', quickReply(postback()), quickReply()),
    limit(
      'shows quick reply icons by https',
      'quickReply.items[0].imageUrl',
      text({ quickReply: { items: [{ type: 'action', imageUrl: httpsUrl(2000), action: postback() }] } }),
      text({
        quickReply: { items: [{ type: 'action', imageUrl: 'http://example.com/a.png', action: postback() }] },
      }),
    ),
    limit(
      'has a quick reply of type action',
      'quickReply.items[0].type',
      quickReply(postback()),
      text({ quickReply: { items: [{ action: postback() }] } }),
      'is required',
    ),
    limit(
      'shows pictures of at most 2,000 characters',
      'originalContentUrl',
      { type: 'image', ...media, originalContentUrl: httpsUrl(2000) },
      { type: 'image', ...media, originalContentUrl: httpsUrl(2001) },
    ),
    limit(
      'shows pictures by https',
      'previewImageUrl',
      { type: 'image', ...media },
      { type: 'image', ...media, previewImageUrl: 'http://example.com/a.png' },
    ),
    limit(
      'plays films by https',
      'originalContentUrl',
      { type: 'video', ...media },
      { type: 'video', ...media, originalContentUrl: 'ftp://example.com/a' },
    ),
    limit(
      'says how long its sound is',
      'duration',
      { type: 'audio', originalContentUrl: httpsUrl(30), duration: 1 },
      { type: 'audio', originalContentUrl: httpsUrl(30), duration: 0 },
    ),
    limit(
      'names a place by at most 100',
      'title',
      located({ title: 'a'.repeat(100) }),
      located({ title: 'a'.repeat(101) }),
    ),
    limit(
      'addresses a place by at most 100',
      'address',
      located({ address: 'a'.repeat(100) }),
      located({ address: 'a'.repeat(101) }),
    ),
    limit(
      'names package and sticker',
      'stickerId',
      { type: 'sticker', packageId: '1', stickerId: '2' },
      { type: 'sticker', packageId: '1' },
      'is required',
    ),
    limit(
      'tags a coupon by at most 30',
      'deliveryTag',
      { type: 'coupon', couponId: 'c', deliveryTag: 'a'.repeat(30) },
      { type: 'coupon', couponId: 'c', deliveryTag: 'a'.repeat(31) },
    ),
    limit('has tappable areas in an imagemap', 'actions', imagemap(), imagemap({ actions: [] })),
  ])
})
