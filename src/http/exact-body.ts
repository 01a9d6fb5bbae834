import { AppError, type InputProblem } from '../errors.ts'
import { findInexact, type Inexact, keepAsItCame, MOST_INEXACT, whyInexact } from '../exact-json.ts'

/** The field whose content is evidence: it is kept as it came, whatever it is. */
const RAW = 'raw_command_output'

const problemOf = (it: Inexact, path: Inexact['path']): InputProblem => ({
  path: path.join('.'),
  message: whyInexact(it),
})

function requireFew(found: Inexact[]): void {
  if (found.length <= MOST_INEXACT) return
  const message = `more than ${MOST_INEXACT} numbers or keys would not be kept as they were sent: send ${RAW} as one string`
  throw new AppError('bad-input', `The body is refused: ${message}.`, { problems: [{ path: RAW, message }] })
}

/** The refusal of a body whose values would not be kept as they were sent. */
export const inexactInput = (problems: InputProblem[]) =>
  new AppError('bad-input', 'Some values would not arrive as they were sent.', { problems })

/**
 * A body of which every value is the one that was sent: what is approved must be what runs. In raw
 * output what a number cannot hold stands as the text that came.
 *
 * @throws AppError `bad-input` with the places.
 */
export function exactBody({ value, text }: { value: unknown; text: string }): unknown {
  const found = findInexact(text)
  requireFew(found)
  const problems = found.filter((it) => it.path[0] !== RAW).map((it) => problemOf(it, it.path))
  if (problems.length > 0) throw inexactInput(problems)
  return keepAsItCame(value, found)
}

/** Where a path goes on behind the arguments of a message, alone or in a batch; null: it is not in there. */
function inArguments(path: Inexact['path']): Inexact['path'] | null {
  const [params, name, ...rest] = typeof path[0] === 'number' ? path.slice(1) : path
  return params === 'params' && name === 'arguments' && rest.length > 0 ? rest : null
}

/**
 * The same for a JSON-RPC message, whose arguments become bodies: problems are told by the tool, not
 * by JSON-RPC, so that a model can act on them.
 */
export function exactMessage({ value, text }: { value: unknown; text: string }) {
  const found = findInexact(text)
  requireFew(found)
  const problems: InputProblem[] = []
  const raw: Inexact[] = []
  for (const it of found) {
    const path = inArguments(it.path)
    if (path?.[0] === RAW) raw.push(it)
    // Numbers of the envelope are the client's own.
    else if (path || it.kind === 'twice') problems.push(problemOf(it, path ?? it.path))
  }
  return { value: keepAsItCame(value, raw), problems }
}
