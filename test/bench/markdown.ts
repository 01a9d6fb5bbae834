/** A number without its fraction: 12,345. */
export const whole = (value: number) => Math.round(value).toLocaleString('en-US')
/** Milliseconds: two digits behind the point while they say something. */
export const ms = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(1))
/** How many times. */
export const times = (value: number) => value.toFixed(2)

/** A table; all columns but the first are numbers. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const ruler = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return [line(head), line(ruler), ...rows.map(line)].join('\n')
}
