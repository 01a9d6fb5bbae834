import { type ErrorDetail, LineError } from '../api/line-error.ts'
import type { JsonObject } from '../state/records.ts'
import { flexProblems } from './flex/container.ts'
import {
  checkAudioMessage,
  checkImageMessage,
  checkImagemapMessage,
  checkLocationMessage,
  checkStickerMessage,
  checkVideoMessage,
} from './media-messages.ts'
import { checkQuickReply } from './quick-reply.ts'
import { isAbsent, isObject, Spot } from './spot.ts'
import { checkBoolean, checkOneOf, checkText, checkUrl, OPTIONAL_IMAGE_URL } from './strings.ts'
import { checkTemplateMessage } from './template.ts'
import { checkTextMessage, checkTextV2Message } from './text-messages.ts'

const MAX_MESSAGES = 5
const MAX_ALT_TEXT = 1500

const KINDS: Record<string, (spot: Spot, message: JsonObject) => void> = {
  text: checkTextMessage,
  textV2: checkTextV2Message,
  sticker: checkStickerMessage,
  image: checkImageMessage,
  video: checkVideoMessage,
  audio: checkAudioMessage,
  location: checkLocationMessage,
  imagemap: checkImagemapMessage,
  template: checkTemplateMessage,
  flex(spot, message) {
    checkText(spot.at('altText'), message.altText, { max: MAX_ALT_TEXT })
    if (!isObject(message.contents)) spot.at('contents').missing()
  },
}

/** Gives the 1 to 5 messages of a request body, or throws LINE's 400: one bad message refuses them all. */
export function requireMessages(body: JsonObject): JsonObject[] {
  const problems: ErrorDetail[] = []
  const spot = new Spot('plain', problems)
  const messages = checkMessages(spot.at('messages'), body.messages)
  checkBoolean(spot.at('notificationDisabled'), body.notificationDisabled)
  checkUnits(spot.at('customAggregationUnits'), body.customAggregationUnits)
  if (problems.length > 0) {
    throw new LineError(400, {
      message: `The request body has ${problems.length} error(s)`,
      details: problems,
    })
  }
  messages.forEach((message, index) => {
    const details = message.type === 'flex' ? flexProblems(message.contents) : []
    if (details.length === 0) return
    throw new LineError(400, {
      message: `A message (messages[${index}]) in the request body is invalid`,
      details,
    })
  })
  return messages
}

function checkMessages(spot: Spot, messages: unknown): JsonObject[] {
  const size = Array.isArray(messages) ? messages.length : 0
  if (!Array.isArray(messages) || size < 1 || size > MAX_MESSAGES) {
    spot.badSize(size, 1, MAX_MESSAGES)
    return []
  }
  messages.forEach((message: unknown, index) => {
    const place = spot.at(index)
    if (!isObject(message)) {
      place.wrong()
      return
    }
    if (!checkOneOf(place.at('type'), message.type, Object.keys(KINDS))) return
    KINDS[String(message.type)]?.(place, message)
    checkQuickReply(place.at('quickReply'), message.quickReply)
    checkSender(place.at('sender'), message.sender)
  })
  return messages.filter(isObject)
}

function checkSender(spot: Spot, sender: unknown): void {
  if (isAbsent(sender, spot)) return
  if (!isObject(sender)) {
    spot.wrong()
    return
  }
  const isName = checkText(spot.at('name'), sender.name, { max: 20, isRequired: false })
  if (isName && /line/i.test(String(sender.name))) spot.at('name').wrong()
  checkUrl(spot.at('iconUrl'), sender.iconUrl, OPTIONAL_IMAGE_URL)
}

function checkUnits(spot: Spot, units: unknown): void {
  if (isAbsent(units, spot)) return
  if (!Array.isArray(units) || units.length > 1) {
    spot.badSize(2, 0, 1)
    return
  }
  units.forEach((unit: unknown, index) => {
    if (typeof unit !== 'string' || !/^[A-Za-z0-9_]{1,30}$/.test(unit)) spot.at(index).wrong()
  })
}
