import { isJsonObject, jsonBytes } from '../limits/json.ts'
import { BUBBLE_BYTES, CAROUSEL_BYTES } from '../limits/numbers.ts'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Cuts a text for a label, `displayText` or `altText`, never inside an emoji or accented letter. Not for anything
 * that an approver must read to decide: that moves to a page when it doesn't fit.
 * @param limit the most, in UTF-16 code units; at least 1
 * @returns the text itself if it fits, else its beginning with `…` at the end, not longer than `limit`
 */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text
  let end = 0
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > limit - 1) break
    end = index + segment.length
  }
  return `${text.slice(0, end).trimEnd()}…`
}

/**
 * Whether the container of a flex message is small enough for LINE (bubble under 30,000 bytes of JSON, carousel
 * under 50,000). If not, the caller moves evidence to a page and renders again.
 */
export function fits(message: { contents: unknown }): boolean {
  const { contents } = message
  if (!isJsonObject(contents) || contents.type !== 'carousel') return jsonBytes(contents) < BUBBLE_BYTES
  const bubbles = Array.isArray(contents.contents) ? contents.contents : []
  return jsonBytes(contents) < CAROUSEL_BYTES && bubbles.every((bubble) => jsonBytes(bubble) < BUBBLE_BYTES)
}
