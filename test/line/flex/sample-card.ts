import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CardData } from '../../../src/line/flex/card-data.ts'

/** The folder of the templates that the bot sends. */
export const TEMPLATES = join(import.meta.dirname, '../../../flex-templates')

/** The sample of a template, fresh each time. */
export function sampleCard<N extends keyof CardData>(name: N): CardData[N] {
  return JSON.parse(readFileSync(join(TEMPLATES, `${name}.sample.json`), 'utf8'))
}

/** Every text in a JSON value, with the path to it. */
export function textsIn(value: unknown, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, `${path}/${key}`))
}
