import type { ErrorDetail } from '../../api/line-error.ts'
import type { JsonObject } from '../../state/records.ts'
import { checkAction, FLEX_PART } from '../actions.ts'
import { isObject, Spot } from '../spot.ts'
import { checkPart } from './tree.ts'
import { boolean, color } from './values.ts'

// LINE says 30 and 50 KB without saying which KB; the smaller reading is safe with both.
const MAX_BUBBLE_BYTES = 30_000
const MAX_CAROUSEL_BYTES = 50_000
const MAX_BUBBLES = 12
const SIZES = ['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga']
const VIDEO_SIZES = ['kilo', 'mega', 'giga']
const BLOCKS: Record<string, string[]> = {
  header: ['box'],
  hero: ['box', 'image', 'video'],
  body: ['box'],
  footer: ['box'],
}
const BUBBLE_KEYS = ['type', 'size', 'direction', 'styles', 'action', ...Object.keys(BLOCKS)]

/** What LINE finds wrong with the contents of a Flex message; properties are JSON pointers in the container. */
export function flexProblems(contents: unknown): ErrorDetail[] {
  const problems: ErrorDetail[] = []
  const spot = new Spot('flex', problems)
  if (!isObject(contents)) spot.wrong()
  else if (contents.type === 'bubble') checkBubble(spot, contents, false)
  else if (contents.type === 'carousel') checkCarousel(spot, contents)
  else if (contents.type === undefined) spot.at('type').missing()
  else spot.at('type').wrong()
  return problems
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

function checkCarousel(spot: Spot, carousel: JsonObject): void {
  for (const key of Object.keys(carousel)) if (key !== 'type' && key !== 'contents') spot.at(key).wrong()
  if (bytesOf(carousel) > MAX_CAROUSEL_BYTES) spot.fail('upper limit exceeded')
  const place = spot.at('contents')
  const bubbles = carousel.contents
  if (bubbles === undefined) {
    place.missing()
    return
  }
  if (!Array.isArray(bubbles)) {
    place.wrong()
    return
  }
  if (bubbles.length < 1 || bubbles.length > MAX_BUBBLES) place.badSize(bubbles.length, 1, MAX_BUBBLES)
  bubbles.forEach((bubble: unknown, index) => {
    if (isObject(bubble) && bubble.type === 'bubble') checkBubble(place.at(index), bubble, true)
    else place.at(index).wrong()
  })
  const sizes = new Set(bubbles.filter(isObject).map(({ size }) => size ?? 'mega'))
  if (sizes.size > 1) place.fail('all bubbles must have the same size')
}

function checkBubble(spot: Spot, bubble: JsonObject, isInCarousel: boolean): void {
  for (const [key, value] of Object.entries(bubble)) {
    if (value !== undefined && (value === null || !BUBBLE_KEYS.includes(key))) spot.at(key).wrong()
  }
  if (bytesOf(bubble) > MAX_BUBBLE_BYTES) spot.fail('upper limit exceeded')
  if (bubble.size !== undefined && !SIZES.includes(String(bubble.size))) spot.at('size').wrong()
  if (bubble.direction !== undefined && !['ltr', 'rtl'].includes(String(bubble.direction))) {
    spot.at('direction').wrong()
  }
  if (bubble.action !== undefined) checkAction(spot.at('action'), bubble.action, FLEX_PART)
  if (isObject(bubble.styles)) checkStyles(spot.at('styles'), bubble.styles)
  else if (bubble.styles !== undefined) spot.at('styles').wrong()
  checkBlocks(spot, bubble, isInCarousel)
}

function checkBlocks(spot: Spot, bubble: JsonObject, isInCarousel: boolean): void {
  const present = Object.entries(BLOCKS).filter(([name]) => isObject(bubble[name]))
  if (present.length === 0) spot.fail('At least one block must be specified')
  for (const [name, allowed] of present) {
    const block = bubble[name]
    checkPart(spot.at(name), block, allowed)
    if (!isObject(block)) continue
    if (block.position === 'absolute') spot.at(name).at('position').wrong()
    if (block.type !== 'video') continue
    const fits = VIDEO_SIZES.includes(String(bubble.size ?? 'mega'))
    if (isInCarousel || !fits) spot.at(name).fail('embedding videos in messages is not allowed')
  }
}

function checkStyles(spot: Spot, styles: JsonObject): void {
  const checks = { backgroundColor: color, separator: boolean, separatorColor: color }
  for (const [name, style] of Object.entries(styles)) {
    if (!(name in BLOCKS) || !isObject(style)) {
      spot.at(name).wrong()
      continue
    }
    for (const [key, value] of Object.entries(style)) {
      if (key in checks) checks[key as keyof typeof checks](spot.at(name).at(key), value)
      else spot.at(name).at(key).wrong()
    }
  }
}
