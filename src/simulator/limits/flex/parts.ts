import type { JsonObject } from '../../state/records.ts'
import { checkAction, FLEX_BUTTON, FLEX_PART } from '../actions.ts'
import type { Spot } from '../spot.ts'
import { checkUrl, IMAGE_URL } from '../strings.ts'
import { background } from './background.ts'
import {
  aspectRatio,
  boolean,
  border,
  color,
  extent,
  imageSize,
  offset,
  oneOf,
  padding,
  pixels,
  space,
  string,
  textSize,
  type ValueCheck,
  wholeNumber,
} from './values.ts'

/** The properties that one kind of part may have. `contents` and `type` are checked with the tree. */
export interface PartRule {
  properties: Record<string, ValueCheck>
  required: string[]
}

const POSITION: Record<string, ValueCheck> = {
  position: oneOf('relative', 'absolute'),
  offsetTop: offset,
  offsetBottom: offset,
  offsetStart: offset,
  offsetEnd: offset,
}
const CHILD: Record<string, ValueCheck> = { flex: wholeNumber, margin: space, ...POSITION }
const GRAVITY = oneOf('top', 'bottom', 'center')
const ALIGN = oneOf('start', 'end', 'center')
const imageUrl: ValueCheck = (spot, value) => checkUrl(spot, value, IMAGE_URL)
const partAction: ValueCheck = (spot, value) => checkAction(spot, value, FLEX_PART)
const TEXT_STYLE: Record<string, ValueCheck> = {
  size: textSize,
  color,
  weight: oneOf('regular', 'bold'),
  style: oneOf('normal', 'italic'),
  decoration: oneOf('none', 'underline', 'line-through'),
}

export const PARTS: Record<string, PartRule> = {
  box: {
    required: ['layout', 'contents'],
    properties: {
      layout: oneOf('horizontal', 'vertical', 'baseline'),
      ...CHILD,
      spacing: space,
      paddingAll: padding,
      paddingTop: padding,
      paddingBottom: padding,
      paddingStart: padding,
      paddingEnd: padding,
      backgroundColor: color,
      borderColor: color,
      borderWidth: border,
      cornerRadius: space,
      width: extent,
      maxWidth: extent,
      height: extent,
      maxHeight: extent,
      justifyContent: oneOf(
        'center',
        'flex-start',
        'flex-end',
        'space-between',
        'space-around',
        'space-evenly',
      ),
      alignItems: oneOf('center', 'flex-start', 'flex-end'),
      background,
      action: partAction,
    },
  },
  button: {
    required: ['action'],
    properties: {
      action: (spot, value) => checkAction(spot, value, FLEX_BUTTON),
      ...CHILD,
      height: oneOf('sm', 'md'),
      style: oneOf('primary', 'secondary', 'link'),
      color,
      gravity: GRAVITY,
      adjustMode: oneOf('shrink-to-fit'),
      scaling: boolean,
    },
  },
  text: {
    required: [],
    properties: {
      text: string,
      ...TEXT_STYLE,
      ...CHILD,
      align: ALIGN,
      gravity: GRAVITY,
      wrap: boolean,
      lineSpacing: pixels,
      maxLines: wholeNumber,
      action: partAction,
      adjustMode: oneOf('shrink-to-fit'),
      scaling: boolean,
    },
  },
  span: { required: ['text'], properties: { text: string, ...TEXT_STYLE } },
  image: {
    required: ['url'],
    properties: {
      url: imageUrl,
      ...CHILD,
      size: imageSize,
      aspectRatio,
      aspectMode: oneOf('cover', 'fit'),
      align: ALIGN,
      gravity: GRAVITY,
      backgroundColor: color,
      action: partAction,
      animated: boolean,
    },
  },
  icon: {
    required: ['url'],
    properties: { url: imageUrl, size: textSize, aspectRatio, margin: space, ...POSITION, scaling: boolean },
  },
  separator: { required: [], properties: { margin: space, color } },
  filler: { required: [], properties: { flex: wholeNumber } },
  video: {
    required: ['url', 'previewUrl', 'altContent'],
    properties: { url: imageUrl, previewUrl: imageUrl, aspectRatio, action: videoAction },
  },
}

function videoAction(spot: Spot, value: unknown): void {
  checkAction(spot, value, { ...FLEX_PART, kinds: ['uri'] })
}

/** Unknown, null and wrong properties, and required ones that are missing. */
export function checkProperties(spot: Spot, part: JsonObject, rule: PartRule, known: string[]): void {
  for (const [key, value] of Object.entries(part)) {
    if (value === undefined || known.includes(key)) continue
    const check = rule.properties[key]
    if (!check || value === null) spot.at(key).wrong()
    else check(spot.at(key), value)
  }
  for (const key of rule.required) if (part[key] === undefined) spot.at(key).missing()
}
