import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RISK_COLORS, STATUS_COLORS } from '../../../src/line/flex/colors.ts'
import { clip, fits } from '../../../src/line/flex/fit.ts'

const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}'

describe('clip', () => {
  test('leaves a text that fits', () => {
    expect(clip('a'.repeat(40), 40)).toBe('a'.repeat(40))
  })

  test('cuts a longer one and says so', () => {
    expect(clip('a'.repeat(41), 40)).toBe(`${'a'.repeat(39)}\u2026`)
  })

  test('never cuts inside an emoji or accented letter', () => {
    expect(clip(`ab${family}cd`, 8)).toBe('ab\u2026')
    expect(clip('xe\u0301e\u0301', 4)).toBe('xe\u0301\u2026')
    expect(clip(family, 3)).toBe('\u2026')
  })

  test('is never longer than the limit, and well-formed if the text was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 50 }), (text, limit) => {
        const cut = clip(text, limit)
        expect(cut.length).toBeLessThanOrEqual(limit)
        expect(cut.isWellFormed()).toBe(true)
        expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true)
      }),
    )
  })
})

describe('fits', () => {
  const bubble = (length: number) => ({ type: 'bubble', size: 'x'.repeat(length) })

  test('a bubble fits under 30,000 bytes', () => {
    const frame = JSON.stringify(bubble(0)).length
    expect(fits({ contents: bubble(29_999 - frame) })).toBe(true)
    expect(fits({ contents: bubble(30_000 - frame) })).toBe(false)
  })

  test('a carousel fits under 50,000 bytes, with each bubble under 30,000', () => {
    const carousel = (...contents: object[]) => ({ contents: { type: 'carousel', contents } })
    expect(fits(carousel(bubble(24_000), bubble(24_000)))).toBe(true)
    expect(fits(carousel(bubble(26_000), bubble(26_000)))).toBe(false)
    expect(fits(carousel(bubble(30_000)))).toBe(false)
  })
})

test.each([...Object.entries(RISK_COLORS), ...Object.entries(STATUS_COLORS)])(
  'white text on the colour of %s has a contrast of at least 4.5 to 1',
  (_, color) => {
    expect(1.05 / (luminance(color) + 0.05)).toBeGreaterThanOrEqual(4.5)
  },
)

/** Relative luminance of `#RRGGBB` (WCAG 2.2). */
function luminance(color: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
  const linear = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return [0.2126, 0.7152, 0.0722].reduce((sum, weight, index) => sum + weight * (linear[index] ?? 0), 0)
}
