import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject } from '../limits/json.ts'
import type { Template } from './fill.ts'
import type { TemplateProblem } from './template-error.ts'

/** A template with the data that shows it off. */
export interface SampledTemplate extends Template {
  name: string
  sample: Record<string, unknown>
}

const SAMPLE = '.sample.json'

/**
 * Reads `NAME.json` and `NAME.sample.json` of a folder; other files are passed over.
 * @returns the pairs that could be read, and what is wrong with the rest
 */
export function readTemplates(dir: string): { templates: SampledTemplate[]; problems: TemplateProblem[] } {
  const problems: TemplateProblem[] = []
  const files = listFiles(dir, problems)
  const templates = files.flatMap((file) => {
    if (file.endsWith(SAMPLE)) {
      const owner = file.replace(SAMPLE, '.json')
      if (!files.includes(owner)) problems.push(missing(dir, owner, `its sample ${file} is there`))
      return []
    }
    const name = file.slice(0, -'.json'.length)
    const body = readObject(join(dir, file), problems)
    const sampleFile = `${name}${SAMPLE}`
    if (!files.includes(sampleFile))
      problems.push(missing(dir, sampleFile, 'each template needs one beside it'))
    const sample = files.includes(sampleFile) ? readObject(join(dir, sampleFile), problems) : null
    return body && sample ? [{ name, file: join(dir, file), body, sample }] : []
  })
  return { templates, problems }
}

function listFiles(dir: string, problems: TemplateProblem[]): string[] {
  try {
    const files = readdirSync(dir).filter((file) => file.endsWith('.json'))
    if (files.length === 0) problems.push({ file: dir, path: '', reason: 'holds no template' })
    return files.sort()
  } catch (error) {
    problems.push({ file: dir, path: '', reason: `cannot be read: ${messageOf(error)}` })
    return []
  }
}

function readObject(file: string, problems: TemplateProblem[]): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isJsonObject(value)) return value
    problems.push({ file, path: '', reason: 'must hold a JSON object' })
  } catch (error) {
    problems.push({ file, path: '', reason: `is not valid JSON: ${messageOf(error)}` })
  }
  return null
}

function missing(dir: string, file: string, why: string): TemplateProblem {
  return { file: join(dir, file), path: '', reason: `is missing: ${why}` }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
