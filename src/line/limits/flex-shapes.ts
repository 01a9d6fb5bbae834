/**
 * The shape of Flex containers and components: properties, formats, required fields (REF#flex-message ff).
 * What may stand inside what, and how big it may be, is in flex-rules.ts.
 */
import { z } from 'zod'
import { flexAction, flexButtonAction, flexVideoAction } from './actions.ts'
import {
  angle,
  aspectRatio,
  borderWidth,
  color,
  count,
  extent,
  fontSize,
  gradientPosition,
  iconSize,
  imageSize,
  mediaUrl,
  offset,
  padding,
  pixels,
  space,
} from './formats.ts'
import { BUBBLES_PER_CAROUSEL } from './numbers.ts'

const gravity = z.enum(['top', 'bottom', 'center']).optional()
const align = z.enum(['start', 'end', 'center']).optional()
const adjustMode = z.literal('shrink-to-fit').optional()
const scaling = z.boolean().optional()

const placement = {
  margin: space.optional(),
  position: z.enum(['relative', 'absolute']).optional(),
  offsetTop: offset.optional(),
  offsetBottom: offset.optional(),
  offsetStart: offset.optional(),
  offsetEnd: offset.optional(),
}

const letters = {
  color: color.optional(),
  size: fontSize.optional(),
  weight: z.enum(['regular', 'bold']).optional(),
  style: z.enum(['normal', 'italic']).optional(),
  decoration: z.enum(['none', 'underline', 'line-through']).optional(),
}

const background = z.strictObject({
  type: z.literal('linearGradient'),
  angle,
  startColor: color,
  endColor: color,
  centerColor: color.optional(),
  centerPosition: gradientPosition.optional(),
})

const box = z.strictObject({
  type: z.literal('box'),
  layout: z.enum(['horizontal', 'vertical', 'baseline']),
  contents: z.array(z.lazy(() => flexComponent)),
  flex: count.optional(),
  spacing: space.optional(),
  ...placement,
  backgroundColor: color.optional(),
  borderColor: color.optional(),
  borderWidth: borderWidth.optional(),
  cornerRadius: space.optional(),
  width: extent.optional(),
  maxWidth: extent.optional(),
  height: extent.optional(),
  maxHeight: extent.optional(),
  paddingAll: padding.optional(),
  paddingTop: padding.optional(),
  paddingBottom: padding.optional(),
  paddingStart: padding.optional(),
  paddingEnd: padding.optional(),
  justifyContent: z
    .enum(['center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly'])
    .optional(),
  alignItems: z.enum(['center', 'flex-start', 'flex-end']).optional(),
  background: background.optional(),
  action: flexAction.optional(),
})

const button = z.strictObject({
  type: z.literal('button'),
  action: flexButtonAction,
  flex: count.optional(),
  ...placement,
  height: z.enum(['sm', 'md']).optional(),
  style: z.enum(['primary', 'secondary', 'link']).optional(),
  color: color.optional(),
  gravity,
  adjustMode,
  scaling,
})

const span = z.strictObject({ type: z.literal('span'), text: z.string().min(1), ...letters })

const text = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).optional(),
  contents: z.array(span).optional(),
  ...letters,
  align,
  gravity,
  wrap: z.boolean().optional(),
  lineSpacing: pixels.optional(),
  maxLines: count.optional(),
  flex: count.optional(),
  ...placement,
  action: flexAction.optional(),
  adjustMode,
  scaling,
})

const image = z.strictObject({
  type: z.literal('image'),
  url: mediaUrl,
  size: imageSize.optional(),
  aspectRatio: aspectRatio.optional(),
  aspectMode: z.enum(['cover', 'fit']).optional(),
  align,
  gravity,
  flex: count.optional(),
  ...placement,
  backgroundColor: color.optional(),
  action: flexAction.optional(),
  animated: z.boolean().optional(),
})

const icon = z.strictObject({
  type: z.literal('icon'),
  url: mediaUrl,
  size: iconSize.optional(),
  aspectRatio: aspectRatio.optional(),
  ...placement,
  scaling,
})

const video = z.strictObject({
  type: z.literal('video'),
  url: mediaUrl,
  previewUrl: mediaUrl,
  altContent: z.lazy(() => flexComponent),
  aspectRatio: aspectRatio.optional(),
  action: flexVideoAction.optional(),
})

const separator = z.strictObject({
  type: z.literal('separator'),
  margin: space.optional(),
  color: color.optional(),
})

const filler = z.strictObject({ type: z.literal('filler'), flex: count.optional() })

// Any component is accepted anywhere here, so that flex-rules.ts can say what is wrong with its place.
const flexComponent: z.ZodType<unknown> = z.discriminatedUnion('type', [
  box,
  button,
  text,
  span,
  image,
  icon,
  video,
  separator,
  filler,
])

const blockStyle = z.strictObject({
  backgroundColor: color.optional(),
  separator: z.boolean().optional(),
  separatorColor: color.optional(),
})

const bubble = z.strictObject({
  type: z.literal('bubble'),
  size: z.enum(['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga']).optional(),
  direction: z.enum(['ltr', 'rtl']).optional(),
  header: box.optional(),
  hero: flexComponent.optional(),
  body: box.optional(),
  footer: box.optional(),
  styles: z
    .strictObject({
      header: blockStyle.optional(),
      hero: blockStyle.optional(),
      body: blockStyle.optional(),
      footer: blockStyle.optional(),
    })
    .optional(),
  action: flexAction.optional(),
})

const carousel = z.strictObject({
  type: z.literal('carousel'),
  contents: z.array(bubble).min(1).max(BUBBLES_PER_CAROUSEL),
})

/** What stands in `contents` of a flex message. */
export const flexContainer = z.discriminatedUnion('type', [bubble, carousel])
