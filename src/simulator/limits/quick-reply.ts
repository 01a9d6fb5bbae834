import { checkAction, QUICK_REPLY } from './actions.ts'
import { isAbsent, isObject, type Spot } from './spot.ts'
import { checkOneOf, checkUrl, OPTIONAL_IMAGE_URL } from './strings.ts'

const MAX_ITEMS = 13

/** Checks the quickReply property that any message may have. */
export function checkQuickReply(spot: Spot, quickReply: unknown): void {
  if (isAbsent(quickReply, spot)) return
  if (!isObject(quickReply)) {
    spot.wrong()
    return
  }
  const { items } = quickReply
  const list = spot.at('items')
  if (!Array.isArray(items)) {
    list.missing()
    return
  }
  if (items.length < 1 || items.length > MAX_ITEMS) list.badSize(items.length, 1, MAX_ITEMS)
  items.forEach((item: unknown, index) => {
    const place = list.at(index)
    if (!isObject(item)) {
      place.wrong()
      return
    }
    checkOneOf(place.at('type'), item.type, ['action'])
    checkUrl(place.at('imageUrl'), item.imageUrl, OPTIONAL_IMAGE_URL)
    checkAction(place.at('action'), item.action, QUICK_REPLY)
  })
}
