import { isObject } from '../spot.ts'
import { color, type ValueCheck } from './values.ts'

const KEYS = ['type', 'angle', 'startColor', 'endColor', 'centerColor', 'centerPosition']

/** A linear gradient, the only kind of background that there is. */
export const background: ValueCheck = (spot, value) => {
  if (!isObject(value)) {
    spot.wrong()
    return
  }
  for (const key of Object.keys(value)) if (!KEYS.includes(key)) spot.at(key).wrong()
  if (value.type !== 'linearGradient') spot.at('type').wrong()
  const angle = /^(\d+(?:\.\d+)?)deg$/.exec(String(value.angle ?? ''))?.[1]
  if (value.angle === undefined) spot.at('angle').missing()
  else if (angle === undefined || Number(angle) >= 360) spot.at('angle').wrong()
  for (const key of ['startColor', 'endColor']) {
    if (value[key] === undefined) spot.at(key).missing()
    else color(spot.at(key), value[key])
  }
  if (value.centerColor !== undefined) color(spot.at('centerColor'), value.centerColor)
  if (value.centerPosition !== undefined && !isPercentage(value.centerPosition))
    spot.at('centerPosition').wrong()
}

function isPercentage(value: unknown): boolean {
  const number = /^(\d+(?:\.\d+)?)%$/.exec(String(value))?.[1]
  return number !== undefined && Number(number) <= 100
}
