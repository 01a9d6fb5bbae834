import type { JsonObject } from '../state/records.ts'
import type { Spot } from './spot.ts'
import { checkInteger, checkText, checkUrl, IMAGE_URL } from './strings.ts'

const MAX_DAY_MS = 86_400_000

export function checkStickerMessage(spot: Spot, message: JsonObject): void {
  checkText(spot.at('packageId'), message.packageId, { max: 20 })
  checkText(spot.at('stickerId'), message.stickerId, { max: 20 })
}

export function checkImageMessage(spot: Spot, message: JsonObject): void {
  checkUrl(spot.at('originalContentUrl'), message.originalContentUrl, IMAGE_URL)
  checkUrl(spot.at('previewImageUrl'), message.previewImageUrl, IMAGE_URL)
}

export function checkVideoMessage(spot: Spot, message: JsonObject): void {
  checkImageMessage(spot, message)
  checkText(spot.at('trackingId'), message.trackingId, { max: 100, isRequired: false })
}

export function checkAudioMessage(spot: Spot, message: JsonObject): void {
  checkUrl(spot.at('originalContentUrl'), message.originalContentUrl, IMAGE_URL)
  checkInteger(spot.at('duration'), message.duration, 1, MAX_DAY_MS)
}

export function checkLocationMessage(spot: Spot, message: JsonObject): void {
  checkText(spot.at('title'), message.title, { max: 100 })
  checkText(spot.at('address'), message.address, { max: 100 })
  for (const key of ['latitude', 'longitude']) {
    if (typeof message[key] !== 'number') spot.at(key).missing()
  }
}

export function checkImagemapMessage(spot: Spot, message: JsonObject): void {
  checkUrl(spot.at('baseUrl'), message.baseUrl, IMAGE_URL)
  checkText(spot.at('altText'), message.altText, { max: 1500 })
  if (!Array.isArray(message.actions)) spot.at('actions').missing()
}
