import type { JsonObject } from '../../state/records.ts'
import { isObject, type Spot } from '../spot.ts'
import { checkProperties, PARTS } from './parts.ts'

const IN_BASELINE = ['icon', 'text', 'filler', 'spacer']
const IN_BOX = ['box', 'button', 'image', 'text', 'separator', 'filler', 'spacer']

/** Checks a part and everything in it; `allowed` are the kinds that may stand here. */
export function checkPart(spot: Spot, part: unknown, allowed: readonly string[]): void {
  if (!isObject(part)) {
    spot.wrong()
    return
  }
  const type = String(part.type ?? '')
  if (part.type === undefined) {
    spot.at('type').missing()
    return
  }
  // `spacer` is a forerunner of padding that LINE still takes.
  if (type === 'spacer' && allowed.includes('spacer')) return
  const rule = PARTS[type]
  if (!rule || !allowed.includes(type)) {
    spot.fail('invalid property')
    return
  }
  checkProperties(spot, part, rule, ['type', 'contents', 'altContent'])
  if (type === 'box') checkBox(spot, part)
  if (type === 'text') checkTextPart(spot, part)
  if (type === 'video' && part.altContent !== undefined) {
    checkPart(spot.at('altContent'), part.altContent, ['box', 'image'])
  }
  const takesContents = type === 'box' || type === 'text'
  if (!takesContents && part.contents !== undefined) spot.at('contents').wrong()
}

function checkBox(spot: Spot, box: JsonObject): void {
  if (box.contents === undefined) return
  const place = spot.at('contents')
  if (!Array.isArray(box.contents)) {
    place.wrong()
    return
  }
  const allowed = box.layout === 'baseline' ? IN_BASELINE : IN_BOX
  box.contents.forEach((child: unknown, index) => {
    checkPart(place.at(index), child, allowed)
  })
}

function checkTextPart(spot: Spot, { text, contents }: JsonObject): void {
  if (text === undefined && contents === undefined) {
    spot.fail('`text` or `contents` must be specified')
    return
  }
  if (text === '' && (!Array.isArray(contents) || contents.length === 0)) {
    spot.at('text').fail('must be non-empty text')
  }
  if (contents === undefined) return
  const place = spot.at('contents')
  if (!Array.isArray(contents)) {
    place.wrong()
    return
  }
  contents.forEach((span: unknown, index) => {
    checkPart(place.at(index), span, ['span'])
  })
}
