import type { JsonObject } from '../state/records.ts'
import { checkDatePicker } from './date-picker.ts'
import { isAbsent, isObject, type Spot } from './spot.ts'
import { ACTION_URI, checkOneOf, checkText, checkUrl } from './strings.ts'

/** Where an action stands decides about its label and which kinds are allowed. */
export interface ActionPlace {
  label: number
  isLabelRequired: boolean
  kinds: readonly string[]
}

const EVERYWHERE = ['postback', 'message', 'uri', 'datetimepicker', 'clipboard']

export const QUICK_REPLY: ActionPlace = {
  label: 20,
  isLabelRequired: true,
  kinds: [...EVERYWHERE, 'camera', 'cameraRoll', 'location'],
}
export const TEMPLATE: ActionPlace = { label: 20, isLabelRequired: true, kinds: EVERYWHERE }
export const DEFAULT_ACTION: ActionPlace = { ...TEMPLATE, isLabelRequired: false }
export const IMAGE_CAROUSEL: ActionPlace = { label: 12, isLabelRequired: false, kinds: EVERYWHERE }
export const RICH_MENU: ActionPlace = {
  label: 20,
  isLabelRequired: false,
  kinds: [...EVERYWHERE, 'richmenuswitch'],
}
export const FLEX_BUTTON: ActionPlace = { label: 40, isLabelRequired: true, kinds: EVERYWHERE }
export const FLEX_PART: ActionPlace = { label: 40, isLabelRequired: false, kinds: EVERYWHERE }

const INPUT_OPTIONS = ['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice']

/** Checks one action object. */
export function checkAction(spot: Spot, action: unknown, place: ActionPlace): void {
  if (isAbsent(action, spot)) {
    spot.missing()
    return
  }
  if (!isObject(action)) {
    spot.wrong()
    return
  }
  if (!checkOneOf(spot.at('type'), action.type, place.kinds)) return
  checkLabel(spot, action, place)
  if (spot.isFlex) reportNulls(spot, action)
  CHECKS[String(action.type)]?.(spot, action)
}

function checkLabel(spot: Spot, { label }: JsonObject, place: ActionPlace): void {
  if (spot.isFlex && place.isLabelRequired && (label === undefined || label === '')) {
    spot.fail('`label` must be specified')
    return
  }
  // LINE's text says graphemes, but a check against the live API saw code points: the stricter of the two.
  const limit = { max: place.label, isRequired: place.isLabelRequired, min: place.isLabelRequired ? 1 : 0 }
  checkText(spot.at('label'), label, { ...limit, counting: 'code points' })
}

function reportNulls(spot: Spot, action: JsonObject): void {
  for (const [key, value] of Object.entries(action)) if (value === null) spot.at(key).wrong()
}

type Check = (spot: Spot, action: JsonObject) => void

const checkData: Check = (spot, { data }) => checkText(spot.at('data'), data, { max: 300 })

const CHECKS: Record<string, Check> = {
  postback(spot, action) {
    checkData(spot, action)
    const shown = { max: 300, isRequired: false, counting: 'graphemes' } as const
    checkText(spot.at('displayText'), action.displayText, shown)
    checkText(spot.at('text'), action.text, shown)
    checkText(spot.at('fillInText'), action.fillInText, shown)
    if (action.displayText !== undefined && action.text !== undefined) spot.at('text').wrong()
    checkOneOf(spot.at('inputOption'), action.inputOption, INPUT_OPTIONS, { isRequired: false })
    const hasKeyboard = action.inputOption === 'openKeyboard'
    if (action.fillInText !== undefined && !hasKeyboard) spot.at('fillInText').wrong()
  },
  message: (spot, { text }) => checkText(spot.at('text'), text, { max: 300, counting: 'graphemes' }),
  uri(spot, { uri, altUri }) {
    checkUrl(spot.at('uri'), uri, ACTION_URI)
    if (altUri === undefined) return
    if (isObject(altUri)) checkUrl(spot.at('altUri').at('desktop'), altUri.desktop, ACTION_URI)
    else spot.at('altUri').wrong()
  },
  datetimepicker(spot, action) {
    checkData(spot, action)
    checkDatePicker(spot, action)
  },
  clipboard: (spot, { clipboardText }) => checkText(spot.at('clipboardText'), clipboardText, { max: 1000 }),
  richmenuswitch(spot, action) {
    checkData(spot, action)
    checkText(spot.at('richMenuAliasId'), action.richMenuAliasId, { max: 32 })
  },
}
