import { html } from '../html.ts'
import type { Html, View } from '../view.ts'

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** How far a time lies from now, in the largest unit that it fills: 3 分鐘前. */
export function relative(locale: string, at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1_000)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const [unit, size] = STEPS.find(([, it]) => Math.abs(seconds) >= it) ?? ['second', 1]
  return format.format(Math.trunc(seconds / size), unit)
}

/** A time to the second, in the time zone of the settings. */
export function exact(view: Pick<View, 'words' | 'services'>, at: Date): string {
  return new Intl.DateTimeFormat(view.words.locale, {
    timeZone: view.services.timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(at)
}

/** A relative time that says the exact one on hover; a dash for none. */
export function timeOf(view: View, given: Date | string | null | undefined): Html | string {
  if (!given) return '–'
  const at = new Date(given)
  return html`<time datetime="${at.toISOString()}" title="${exact(view, at)}">${relative(view.words.locale, at, view.now)}</time>`
}

/** How long something took: 90 → 1 分 30 秒. */
export function duration(locale: string, seconds: number | null): string {
  if (seconds === null) return '–'
  const [unit, size] = (
    [
      ['day', 86_400],
      ['hour', 3_600],
      ['minute', 60],
      ['second', 1],
    ] as const
  ).find(([, it]) => seconds >= it) ?? ['second', 1]
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale, options).format(seconds / size)
}
