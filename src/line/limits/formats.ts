/** How LINE writes sizes, colours, ratios and addresses (REF#flex-message ff, REF#action-objects). */
import { z } from 'zod'
import {
  ASPECT_RATIO_HEIGHT_PER_WIDTH,
  ASPECT_RATIO_SIDE,
  GRADIENT_DEGREES,
  GRADIENT_PERCENT,
  MEDIA_URL_LENGTH,
  URI_LENGTH,
} from './numbers.ts'

const SPACES = ['none', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl']
const FONTS = ['xxs', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl', '3xl', '4xl', '5xl']
const BORDERS = ['none', 'light', 'normal', 'medium', 'semi-bold', 'bold']

const PX = '\\d+(?:\\.\\d+)?px'
const SIGNED_PX = `-?${PX}`
const PERCENT = '\\d+(?:\\.\\d+)?%'

function size(keywords: string[], formats: string[], hint: string) {
  return z.string().regex(new RegExp(`^(?:${[...keywords, ...formats].join('|')})$`), `must be ${hint}`)
}

export const space = size(SPACES, [PX], 'none, xs … xxl or pixels like 12px')
export const padding = size(SPACES, [PX, PERCENT], 'none, xs … xxl, pixels like 12px or a percentage like 5%')
export const offset = size(
  SPACES,
  [SIGNED_PX, `-?${PERCENT}`],
  'none, xs … xxl, pixels like 12px or a percentage like 5%',
)
export const extent = size([], [PX, PERCENT], 'pixels like 12px or a percentage like 50%')
export const pixels = size([], [PX], 'pixels like 12px')
export const borderWidth = size(BORDERS, [PX], 'none, light … bold or pixels like 1px')
export const fontSize = size(FONTS, [PX], 'xxs … 5xl or pixels like 16px')
export const iconSize = size(FONTS, [PX, PERCENT], 'xxs … 5xl, pixels like 16px or a percentage like 20%')
export const imageSize = size(
  [...FONTS, 'full'],
  [PX, PERCENT],
  'xxs … 5xl, full, pixels like 16px or a percentage like 20%',
)

export const color = z
  .string()
  .regex(/^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/i, 'must be a colour like #RRGGBB or #RRGGBBAA')

/** Integers that LINE wants to be 0 or more: `flex`, `maxLines`. */
export const count = z.number().refine((n) => Number.isInteger(n) && n >= 0, 'must be an integer, 0 or more')

export const aspectRatio = z.string().refine(isAspectRatio, {
  message: `must be width:height, each 1 to ${ASPECT_RATIO_SIDE}, the height at most ${ASPECT_RATIO_HEIGHT_PER_WIDTH} times the width`,
})

function isAspectRatio(text: string): boolean {
  const match = /^(\d{1,9}):(\d{1,9})$/.exec(text)
  if (!match) return false
  const [width, height] = [Number(match[1]), Number(match[2])]
  const sides = [width, height].every((side) => side >= 1 && side <= ASPECT_RATIO_SIDE)
  return sides && height <= width * ASPECT_RATIO_HEIGHT_PER_WIDTH
}

export const angle = z
  .string()
  .refine(
    (text) => /^\d+(\.\d+)?deg$/.test(text) && Number.parseFloat(text) < GRADIENT_DEGREES,
    `must be an angle from 0deg to under ${GRADIENT_DEGREES}deg`,
  )

export const gradientPosition = z
  .string()
  .refine(
    (text) => /^\d+(\.\d+)?%$/.test(text) && Number.parseFloat(text) <= GRADIENT_PERCENT,
    `must be a percentage from 0% to ${GRADIENT_PERCENT}%`,
  )

/** A text that must be there and has a most, in UTF-16 code units: zod's own `max` counts code points. */
export function textUpTo(most: number) {
  return z
    .string()
    .min(1)
    .refine((text) => text.length <= most, {
      error: ({ input }) => `must have at most ${most} UTF-16 code units, has ${String(input).length}`,
    })
}

const PRINTABLE_ASCII = /^[\x21-\x7e]*$/
const ENCODED = 'must be percent-encoded ASCII without spaces'

/** Where a tap may lead to (REF#uri-action). */
export const link = textUpTo(URI_LENGTH)
  .regex(PRINTABLE_ASCII, ENCODED)
  .refine(isLink, 'must begin with http://, https://, line:// or tel:')

function isLink(text: string): boolean {
  return /^(?:https?:\/\/[^/?#]|line:\/\/.|tel:.)/i.test(text)
}

/** Images, icons and films: https only (REF#image-message, REF#f-image). */
export const mediaUrl = textUpTo(MEDIA_URL_LENGTH)
  .regex(PRINTABLE_ASCII, ENCODED)
  .regex(/^https:\/\/[^/?#]/i, 'must begin with https://')
