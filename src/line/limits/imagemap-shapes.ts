/** Images with areas to tap (REF#imagemap-message). */
import { z } from 'zod'
import { count, link, mediaUrl, textUpTo } from './formats.ts'
import { ACTION_TEXT_LENGTH, CLIPBOARD_TEXT_LENGTH, IMAGEMAP_LABEL_LENGTH } from './numbers.ts'

const area = z.strictObject({ x: count, y: count, width: count, height: count })
const label = textUpTo(IMAGEMAP_LABEL_LENGTH).optional()

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message'), area, label, text: textUpTo(ACTION_TEXT_LENGTH) }),
  z.strictObject({ type: z.literal('uri'), area, label, linkUri: link }),
  z.strictObject({
    type: z.literal('clipboard'),
    area,
    label,
    clipboardText: textUpTo(CLIPBOARD_TEXT_LENGTH),
  }),
])

const video = z.strictObject({
  originalContentUrl: mediaUrl,
  previewImageUrl: mediaUrl,
  area,
  externalLink: z.strictObject({ linkUri: link, label: z.string().min(1) }).optional(),
})

/** The properties of an imagemap message beside `altText`. */
export const imagemap = {
  baseUrl: mediaUrl,
  baseSize: z.strictObject({ width: count, height: count }),
  actions: z.array(action).min(1),
  video: video.optional(),
}
