import type { JsonObject } from '../state/records.ts'
import { Impossible } from './actor.ts'

/** What the phone's date picker sends: the one param of the action's mode, from the tap or the initial value. */
export function dateParams(
  action: JsonObject,
  params: Record<string, string> | undefined,
): Record<string, string> {
  const mode = String(action.mode)
  const value = params?.[mode] ?? action.initial
  if (typeof value !== 'string') {
    throw new Impossible(400, `This button asks for a ${mode}: send {"params": {"${mode}": "…"}}.`)
  }
  return { [mode]: value.replace('t', 'T') }
}
