import type { ZodObject } from 'zod'
import { AppError } from '../errors.ts'
import { inputProblems } from './problem.ts'
import { unsetNulls } from './unset-nulls.ts'

type Arguments = Record<string, unknown>

/**
 * A model's arguments as a tool takes them: a null for what may be left out is left out.
 *
 * @throws AppError `bad-input`, whose problems name each argument that is missing or wrong.
 */
export function checkArguments(input: ZodObject, given: Arguments): Arguments {
  const args = unsetNulls(input, given) as Arguments
  const { error } = input.safeParse(args)
  if (!error) return args
  const problems = inputProblems(error).map(({ path, message }) =>
    args[path] === undefined && path in input.shape
      ? { path, message: `is missing: ${message}` }
      : { path, message },
  )
  const said = problems.map(({ path, message }) => `${path} ${message}`).join('; ')
  throw new AppError('bad-input', `Some arguments are missing or wrong: ${said}.`, { problems, cause: error })
}
