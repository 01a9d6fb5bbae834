import type { ErrorDetail } from '../api/line-error.ts'
import type { JsonObject } from '../state/records.ts'
import { checkAction, RICH_MENU } from './actions.ts'
import { isObject, Spot } from './spot.ts'
import { checkInteger, checkText } from './strings.ts'

const MAX_AREAS = 20
const MAX_WIDTH = 2500
const MIN_WIDTH = 800
const MIN_HEIGHT = 250
const MIN_RATIO = 1.45
const INT_MAX = 2_147_483_647

/** What LINE finds wrong with a rich menu object. */
export function richMenuProblems(menu: JsonObject): ErrorDetail[] {
  const problems: ErrorDetail[] = []
  const spot = new Spot('plain', problems)
  checkSize(spot.at('size'), menu.size)
  if (typeof menu.selected !== 'boolean') spot.at('selected').missing()
  checkText(spot.at('name'), menu.name, { max: 300, counting: 'graphemes' })
  checkText(spot.at('chatBarText'), menu.chatBarText, { max: 14, counting: 'graphemes' })
  const { areas } = menu
  if (!Array.isArray(areas)) {
    spot.at('areas').missing()
    return problems
  }
  if (areas.length > MAX_AREAS) spot.at('areas').badSize(areas.length, 0, MAX_AREAS)
  areas.forEach((area: unknown, index) => {
    const place = spot.at('areas').at(index)
    if (!isObject(area)) {
      place.wrong()
      return
    }
    checkBounds(place.at('bounds'), area.bounds)
    checkAction(place.at('action'), area.action, RICH_MENU)
  })
  return problems
}

function checkSize(spot: Spot, size: unknown): void {
  if (!isObject(size)) {
    spot.missing()
    return
  }
  checkInteger(spot.at('width'), size.width, MIN_WIDTH, MAX_WIDTH)
  checkInteger(spot.at('height'), size.height, MIN_HEIGHT, INT_MAX)
  if (Number(size.width) / Number(size.height) < MIN_RATIO)
    spot.fail(`width / height must be at least ${MIN_RATIO}`)
}

function checkBounds(spot: Spot, bounds: unknown): void {
  if (!isObject(bounds)) {
    spot.missing()
    return
  }
  for (const key of ['x', 'y', 'width', 'height']) checkInteger(spot.at(key), bounds[key], 0, INT_MAX)
}
