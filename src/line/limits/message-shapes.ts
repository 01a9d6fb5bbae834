/** The shape of every kind of message that can be sent (REF#message-objects). */
import { z } from 'zod'
import { quickReplyItem } from './actions.ts'
import { flexContainer } from './flex-shapes.ts'
import { count, mediaUrl, textUpTo } from './formats.ts'
import { imagemap } from './imagemap-shapes.ts'
import {
  ALT_TEXT_LENGTH,
  COUPON_TAG_LENGTH,
  EMOJIS_PER_TEXT,
  LOCATION_TEXT_LENGTH,
  QUICK_REPLIES_PER_MESSAGE,
  SENDER_NAME_LENGTH,
  TEXT_LENGTH,
} from './numbers.ts'
import { lineTemplate } from './template-shapes.ts'

const filled = z.string().min(1)

const sender = z.strictObject({
  name: textUpTo(SENDER_NAME_LENGTH)
    .refine((name) => !/\bline\b/i.test(name), 'must not hold the word LINE')
    .optional(),
  iconUrl: mediaUrl.optional(),
})

const common = {
  quickReply: z
    .strictObject({ items: z.array(quickReplyItem).min(1).max(QUICK_REPLIES_PER_MESSAGE) })
    .optional(),
  sender: sender.optional(),
}

const altText = textUpTo(ALT_TEXT_LENGTH)
const quoteToken = filled.optional()

function kind<T extends string, S extends z.ZodRawShape>(type: T, shape: S) {
  return z.strictObject({ type: z.literal(type), ...common, ...shape })
}

const substitution = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('mention'),
    mentionee: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('user'), userId: filled }),
      z.strictObject({ type: z.literal('all') }),
    ]),
  }),
  z.strictObject({ type: z.literal('emoji'), productId: filled, emojiId: filled }),
])

const emoji = z.strictObject({ index: count, productId: filled, emojiId: filled })

/** One message of a reply, push or multicast. */
export const message = z.discriminatedUnion('type', [
  kind('text', {
    text: textUpTo(TEXT_LENGTH),
    emojis: z.array(emoji).max(EMOJIS_PER_TEXT).optional(),
    quoteToken,
  }),
  kind('textV2', {
    text: textUpTo(TEXT_LENGTH),
    substitution: z.record(z.string(), substitution).optional(),
    quoteToken,
  }),
  kind('flex', { altText, contents: flexContainer }),
  kind('template', { altText, template: lineTemplate }),
  kind('imagemap', { altText, ...imagemap }),
  kind('sticker', { packageId: filled, stickerId: filled, quoteToken }),
  kind('image', { originalContentUrl: mediaUrl, previewImageUrl: mediaUrl }),
  kind('video', { originalContentUrl: mediaUrl, previewImageUrl: mediaUrl, trackingId: filled.optional() }),
  kind('audio', { originalContentUrl: mediaUrl, duration: z.number().int().positive() }),
  kind('location', {
    title: textUpTo(LOCATION_TEXT_LENGTH),
    address: textUpTo(LOCATION_TEXT_LENGTH),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  kind('coupon', { couponId: filled, deliveryTag: textUpTo(COUPON_TAG_LENGTH).optional() }),
])
