import type { ErrorDetail } from '../api/line-error.ts'
import type { JsonObject } from '../state/records.ts'

/** LINE words its findings in one way inside Flex containers and in another everywhere else. */
type Dialect = 'plain' | 'flex'

/** A place in a request body, and the list that its problems go to. */
export class Spot {
  readonly path: string
  readonly #dialect: Dialect
  readonly #problems: ErrorDetail[]

  constructor(dialect: Dialect, problems: ErrorDetail[], path = '') {
    this.#dialect = dialect
    this.#problems = problems
    this.path = path
  }

  /** One step inside: `messages[0].text` outside of Flex, `/body/contents/0` inside. */
  at(key: string | number): Spot {
    return new Spot(this.#dialect, this.#problems, this.#step(key))
  }

  #step(key: string | number): string {
    if (this.#dialect === 'flex') return `${this.path}/${key}`
    if (typeof key === 'number') return `${this.path}[${key}]`
    return this.path === '' ? key : `${this.path}.${key}`
  }

  get isFlex(): boolean {
    return this.#dialect === 'flex'
  }

  fail(message: string): void {
    this.#problems.push({ message, property: this.path === '' ? '/' : this.path })
  }

  missing(): void {
    this.fail(this.isFlex ? 'must be specified' : 'May not be empty')
  }

  wrong(): void {
    this.fail(this.isFlex ? 'invalid property' : 'Must be a valid value')
  }

  notOneOf(values: readonly string[]): void {
    this.fail(
      this.isFlex ? 'invalid property' : `Must be one of the following values: [${values.join(', ')}]`,
    )
  }

  badLength(length: number, min: number, max: number): void {
    if (!this.isFlex) this.fail(`Length must be between ${min} and ${max}`)
    else this.fail(length > max ? 'upper limit exceeded' : 'lower limit exceeded')
  }

  badSize(size: number, min: number, max: number): void {
    if (!this.isFlex) this.fail(`Size must be between ${min} and ${max}`)
    else this.fail(size > max ? 'upper limit exceeded' : 'lower limit exceeded')
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Absent; outside of Flex LINE takes null for absent. */
export function isAbsent(value: unknown, spot: Spot): boolean {
  return value === undefined || (value === null && !spot.isFlex)
}
