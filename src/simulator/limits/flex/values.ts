import type { Spot } from '../spot.ts'

/** Checks one property value of a Flex part. */
export type ValueCheck = (spot: Spot, value: unknown) => void

const PX = /^\d+(\.\d+)?px$/
const PERCENT = /^\d+(\.\d+)?%$/
const SPACES = ['none', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl']
const SIZES = ['xxs', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl', '3xl', '4xl', '5xl']
const BORDERS = ['none', 'light', 'normal', 'medium', 'semi-bold', 'bold']
const COLOR = /^#([0-9a-f]{6}|[0-9a-f]{8})$/i

interface Length {
  keywords: string[]
  mayPercent?: boolean
  mayBeNegative?: boolean
}

function length({ keywords, mayPercent = false, mayBeNegative = false }: Length): ValueCheck {
  return (spot, value) => {
    if (typeof value !== 'string') {
      spot.wrong()
      return
    }
    const size = mayBeNegative ? value.replace(/^-/, '') : value
    if (keywords.includes(value) || PX.test(size)) return
    if (!PERCENT.test(size)) spot.wrong()
    else if (!mayPercent) spot.fail('invalid unit')
  }
}

export const space = length({ keywords: SPACES })
export const padding = length({ keywords: SPACES, mayPercent: true })
export const offset = length({ keywords: SPACES, mayPercent: true, mayBeNegative: true })
export const textSize = length({ keywords: SIZES })
export const imageSize = length({ keywords: [...SIZES, 'full'], mayPercent: true })
export const border = length({ keywords: BORDERS })
export const extent = length({ keywords: [], mayPercent: true })
export const pixels = length({ keywords: [] })

export const string: ValueCheck = (spot, value) => {
  if (typeof value !== 'string') spot.wrong()
}

export const boolean: ValueCheck = (spot, value) => {
  if (typeof value !== 'boolean') spot.wrong()
}

export const color: ValueCheck = (spot, value) => {
  if (typeof value !== 'string' || !COLOR.test(value)) spot.wrong()
}

export const wholeNumber: ValueCheck = (spot, value) => {
  if (typeof value !== 'number' || !Number.isInteger(value)) spot.wrong()
  else if (value < 0) spot.fail('must be greater than or equal to 0')
}

export const oneOf =
  (...values: string[]): ValueCheck =>
  (spot, value) => {
    if (typeof value !== 'string' || !values.includes(value)) spot.wrong()
  }

/** `w:h`, each from 1 to 100000, at most three times as high as wide. */
export const aspectRatio: ValueCheck = (spot, value) => {
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(value) : null
  if (!match) {
    spot.wrong()
    return
  }
  const [width = 0, height = 0] = [Number(match[1]), Number(match[2])]
  const isInRange = [width, height].every((side) => side >= 1 && side <= 100_000)
  if (!isInRange || height > 3 * width) spot.fail('aspect ratio must be in the range (0 < (h/w) <= 3)')
}
