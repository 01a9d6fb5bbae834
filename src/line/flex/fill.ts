import type { messagingApi } from '@line/bot-sdk'
import jsone from 'json-e'
import { checkMessages } from '../limits/check-messages.ts'
import { isJsonObject } from '../limits/json.ts'
import { TemplateError, type TemplateProblem } from './template-error.ts'
import { findUnreadableExpression } from './unreadable-expression.ts'

/** A flex message as LINE's SDK types it; `templates.render` gives only those that LINE takes. */
export type FlexMessage = messagingApi.FlexMessage & { type: 'flex' }

/** A template as read: its file, and the JSON with json-e's operators in it. */
export interface Template {
  file: string
  body: Record<string, unknown>
}

/**
 * Fills a template without looking at LINE's limits. Data is put in as it is: what looks like an operator or a
 * `${…}` in it stays text.
 * @throws TemplateError where json-e stopped, e.g. for a name that the data doesn't have
 */
export function fill(template: Template, data: object): unknown {
  try {
    // json-e stops at objects that are not plain ones; what JSON leaves out is missing for it, not null.
    return jsone(template.body, JSON.parse(JSON.stringify(data)))
  } catch (error) {
    throw new TemplateError([{ file: template.file, ...whereAndWhy(error, template.body) }], { cause: error })
  }
}

/** Finds what LINE would refuse in a filled template; paths start inside the message. */
export function problemsOf(file: string, message: unknown): TemplateProblem[] {
  if (!isFlexMessage(message)) return [{ file, path: 'type', reason: 'must be flex' }]
  return checkMessages([message], 'push').map(({ path, reason }) => {
    return { file, path: path.replace(/^messages\[0\]\.?/, ''), reason }
  })
}

export function isFlexMessage(message: unknown): message is FlexMessage {
  return isJsonObject(message) && message.type === 'flex'
}

/** json-e counts positions in the template: the same as in the message down to the first operator. */
function whereAndWhy(error: unknown, body: unknown): { path: string; reason: string } {
  const reason = error instanceof Error ? error.message : String(error)
  const location: unknown = error instanceof Object ? Reflect.get(error, 'location') : undefined
  if (Array.isArray(location)) return { path: location.join('').replace(/^\./, ''), reason }
  const unreadable = findUnreadableExpression(body)
  if (!unreadable) return { path: '', reason }
  return { path: unreadable.path, reason: `is no expression that json-e can read: ${unreadable.expression}` }
}
