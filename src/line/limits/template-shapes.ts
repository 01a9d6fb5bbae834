/** LINE's older template messages: buttons, confirm, carousel, image_carousel (REF#template-messages). */
import { z } from 'zod'
import { imageCarouselAction, templateAction, templateDefaultAction } from './actions.ts'
import { mediaUrl, textUpTo } from './formats.ts'
import {
  BUTTONS_ACTIONS,
  BUTTONS_TEXT_LENGTH,
  COLUMN_ACTIONS,
  COLUMN_TEXT_LENGTH,
  CONFIRM_ACTIONS,
  CONFIRM_TEXT_LENGTH,
  TEMPLATE_COLUMNS,
  TEMPLATE_TITLE_LENGTH,
  TEXT_UNDER_TITLE_LENGTH,
} from './numbers.ts'

// Templates take no alpha channel, other than Flex.
const opaqueColor = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour like #RRGGBB')

const picture = {
  imageAspectRatio: z.enum(['rectangle', 'square']).optional(),
  imageSize: z.enum(['cover', 'contain']).optional(),
}

function titled(textLength: number, mostActions: number) {
  return {
    thumbnailImageUrl: mediaUrl.optional(),
    imageBackgroundColor: opaqueColor.optional(),
    title: textUpTo(TEMPLATE_TITLE_LENGTH).optional(),
    text: textUpTo(textLength),
    defaultAction: templateDefaultAction.optional(),
    actions: z.array(templateAction).min(1).max(mostActions),
  }
}

/** Under an image or a title there is room for less text. */
function checkRoom(
  block: { text: string; title?: string; thumbnailImageUrl?: string },
  ctx: z.RefinementCtx,
) {
  if (block.title === undefined && block.thumbnailImageUrl === undefined) return
  if (block.text.length <= TEXT_UNDER_TITLE_LENGTH) return
  const message = `must have at most ${TEXT_UNDER_TITLE_LENGTH} UTF-16 code units under an image or title, has ${block.text.length}`
  ctx.addIssue({ code: 'custom', path: ['text'], message })
}

const buttons = z
  .strictObject({ type: z.literal('buttons'), ...titled(BUTTONS_TEXT_LENGTH, BUTTONS_ACTIONS), ...picture })
  .superRefine(checkRoom)

const confirm = z.strictObject({
  type: z.literal('confirm'),
  text: textUpTo(CONFIRM_TEXT_LENGTH),
  actions: z.array(templateAction).min(CONFIRM_ACTIONS).max(CONFIRM_ACTIONS),
})

const column = z.strictObject(titled(COLUMN_TEXT_LENGTH, COLUMN_ACTIONS)).superRefine(checkRoom)

const carousel = z
  .strictObject({
    type: z.literal('carousel'),
    columns: z.array(column).min(1).max(TEMPLATE_COLUMNS),
    ...picture,
  })
  .superRefine(({ columns }, ctx) => {
    columns.forEach(({ actions }, index) => {
      if (actions.length === columns[0]?.actions.length) return
      const message = 'must be as many as in the first column'
      ctx.addIssue({ code: 'custom', path: ['columns', index, 'actions'], message })
    })
  })

const imageCarousel = z.strictObject({
  type: z.literal('image_carousel'),
  columns: z
    .array(z.strictObject({ imageUrl: mediaUrl, action: imageCarouselAction }))
    .min(1)
    .max(TEMPLATE_COLUMNS),
})

/** What stands in `template` of a template message. */
export const lineTemplate = z.discriminatedUnion('type', [buttons, confirm, carousel, imageCarousel])
