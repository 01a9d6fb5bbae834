import type { CardData } from './card-data.ts'
import { type FlexMessage, fill, isFlexMessage, problemsOf } from './fill.ts'
import { fits } from './fit.ts'
import { readTemplates, type SampledTemplate } from './read-templates.ts'
import { TemplateError, type TemplateProblem } from './template-error.ts'

/** The data of a template: checked by the compiler for those listed in card-data.ts. */
type DataOf<N extends string> = N extends keyof CardData ? CardData[N] : object

/** The flex templates of one folder, all found good. */
export interface Templates {
  /** In alphabetical order. */
  readonly names: readonly string[]

  /**
   * Fills a template and checks the result against LINE's limits.
   * @throws TemplateError with file, path and reason if LINE would refuse it, or if there is no such template
   */
  render<N extends string>(name: N, data: DataOf<N>): FlexMessage

  /**
   * Whether the card filled with this data is small enough for one message. False = nothing may be cut: move
   * evidence to a page, say so in `note`, and ask again.
   * @throws TemplateError if the template can't be filled, or if there is no such template
   */
  fits<N extends string>(name: N, data: DataOf<N>): boolean
}

/**
 * Reads every template of a folder and tries each with its sample.
 * @param dir a folder with `NAME.json` and `NAME.sample.json` pairs
 * @throws TemplateError that names every file, path and reason found
 */
export function loadTemplates(dir: string): Templates {
  const { templates, problems } = readTemplates(dir)
  problems.push(...templates.flatMap(problemsWithSample))
  if (problems.length > 0) throw new TemplateError(problems)
  const byName = new Map(templates.map((template) => [template.name, template]))
  const names = [...byName.keys()]

  function get(name: string): SampledTemplate {
    const template = byName.get(name)
    if (template) return template
    throw new TemplateError([
      { file: dir, path: '', reason: `there is no template ${name}, only ${names.join(', ')}` },
    ])
  }

  return {
    names,
    render(name, data) {
      const template = get(name)
      const message = fill(template, data)
      const found = problemsOf(template.file, message)
      if (found.length > 0 || !isFlexMessage(message)) throw new TemplateError(found)
      return message
    },
    fits(name, data) {
      const message = fill(get(name), data)
      return isFlexMessage(message) && fits(message)
    },
  }
}

function problemsWithSample(template: SampledTemplate): TemplateProblem[] {
  try {
    return problemsOf(template.file, fill(template, template.sample))
  } catch (error) {
    if (error instanceof TemplateError) return [...error.problems]
    throw error
  }
}
