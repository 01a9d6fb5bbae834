/** One thing wrong with a template, or with the data it was filled with. */
export interface TemplateProblem {
  file: string
  /** Inside the message, or inside the template where json-e stopped; empty = the file as a whole. */
  path: string
  reason: string
}

/** A template can't be loaded or can't be filled with this data. The message names file, path and reason of each problem. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  readonly problems: readonly TemplateProblem[]

  constructor(problems: readonly TemplateProblem[], options?: ErrorOptions) {
    super(
      problems.map(({ file, path, reason }) => [file, path, reason].filter(Boolean).join(': ')).join('\n'),
      options,
    )
    this.problems = problems
  }
}
