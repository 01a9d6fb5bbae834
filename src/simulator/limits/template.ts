import type { JsonObject } from '../state/records.ts'
import { type ActionPlace, checkAction, DEFAULT_ACTION, IMAGE_CAROUSEL, TEMPLATE } from './actions.ts'
import { isObject, type Spot } from './spot.ts'
import { checkOneOf, checkText, checkUrl, IMAGE_URL, OPTIONAL_IMAGE_URL } from './strings.ts'

const MAX_COLUMNS = 10
const TITLE = { max: 40, counting: 'graphemes', isRequired: false } as const

/** A template message: alternative text and one of the four templates. */
export function checkTemplateMessage(spot: Spot, { altText, template }: JsonObject): void {
  checkText(spot.at('altText'), altText, { max: 1500 })
  const place = spot.at('template')
  if (!isObject(template)) {
    place.missing()
    return
  }
  if (checkOneOf(place.at('type'), template.type, Object.keys(TEMPLATES))) {
    TEMPLATES[String(template.type)]?.(place, template)
  }
}

type Check = (spot: Spot, template: JsonObject) => void

const TEMPLATES: Record<string, Check> = {
  buttons(spot, template) {
    checkHeading(spot, template, 160)
    checkActions(spot, template.actions, 1, 4)
  },
  confirm(spot, template) {
    checkText(spot.at('text'), template.text, { max: 240, counting: 'graphemes' })
    checkActions(spot, template.actions, 2, 2)
  },
  carousel(spot, template) {
    const columns = columnsOf(spot, template)
    columns.forEach((column, index) => {
      const place = spot.at('columns').at(index)
      checkHeading(place, column, 120)
      checkActions(place, column.actions, 1, 3)
    })
    const counts = new Set(columns.map(({ actions }) => (Array.isArray(actions) ? actions.length : 0)))
    if (counts.size > 1) spot.at('columns').fail('The number of actions must be the same in all columns')
  },
  image_carousel(spot, template) {
    columnsOf(spot, template).forEach((column, index) => {
      const place = spot.at('columns').at(index)
      checkUrl(place.at('imageUrl'), column.imageUrl, IMAGE_URL)
      checkAction(place.at('action'), column.action, IMAGE_CAROUSEL)
    })
  },
}

/** Image, title and text; with an image or title only 60 graphemes of text fit. */
function checkHeading(spot: Spot, part: JsonObject, max: number): void {
  const hasTop = part.title !== undefined || part.thumbnailImageUrl !== undefined
  checkUrl(spot.at('thumbnailImageUrl'), part.thumbnailImageUrl, OPTIONAL_IMAGE_URL)
  checkText(spot.at('title'), part.title, TITLE)
  checkText(spot.at('text'), part.text, { max: hasTop ? 60 : max, counting: 'graphemes' })
  if (part.defaultAction !== undefined) {
    checkAction(spot.at('defaultAction'), part.defaultAction, DEFAULT_ACTION)
  }
}

function checkActions(
  spot: Spot,
  actions: unknown,
  min: number,
  max: number,
  place: ActionPlace = TEMPLATE,
): void {
  const list = spot.at('actions')
  if (!Array.isArray(actions)) {
    list.missing()
    return
  }
  if (actions.length < min || actions.length > max) list.badSize(actions.length, min, max)
  actions.forEach((action: unknown, index) => {
    checkAction(list.at(index), action, place)
  })
}

function columnsOf(spot: Spot, { columns }: JsonObject): JsonObject[] {
  const list = spot.at('columns')
  if (!Array.isArray(columns)) {
    list.missing()
    return []
  }
  if (columns.length < 1 || columns.length > MAX_COLUMNS) list.badSize(columns.length, 1, MAX_COLUMNS)
  columns.forEach((column: unknown, index) => {
    if (!isObject(column)) list.at(index).wrong()
  })
  return columns.filter(isObject)
}
