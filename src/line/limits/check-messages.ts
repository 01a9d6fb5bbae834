import { reportFlexRules } from './flex-rules.ts'
import { isJsonObject, jsonBytes, reportNulls } from './json.ts'
import { message as messageShape } from './message-shapes.ts'
import { MESSAGES_PER_CALL, REQUEST_BODY_BYTES } from './numbers.ts'
import { formatPath, type Path, type Problem, type Report, reportIssues } from './problem.ts'
import { reportEmojis, reportSubstitutions } from './text-rules.ts'

/** The endpoints that we send through. */
export type SendKind = 'reply' | 'push' | 'multicast'

/**
 * Finds everything for which LINE would refuse these messages with a 400 (or 413), as far as it can be known
 * without asking LINE: not whether a mentioned person is in the group, nor what stands behind a URL.
 * @returns the problems, at most one for each path; none if LINE would take the messages
 */
export function checkMessages(messages: unknown[], kind: SendKind): Problem[] {
  const found = new Map<string, Problem>()
  const report: Report = (at, reason) => {
    const path = formatPath(at)
    if (!found.has(path)) found.set(path, { path, reason })
  }
  if (isWritable(messages, report)) {
    reportCount(messages, report)
    messages.forEach((message, index) => {
      reportMessage(message, messages, index, kind, report)
    })
  }
  return [...found.values()]
}

function isWritable(messages: unknown[], report: Report): boolean {
  try {
    const bytes = jsonBytes({ messages })
    if (bytes < REQUEST_BODY_BYTES) return true
    report(['messages'], `must be under ${REQUEST_BODY_BYTES} bytes of JSON, has ${bytes}`)
  } catch {
    report(['messages'], 'cannot be written as JSON')
  }
  return false
}

function reportCount(messages: unknown[], report: Report) {
  if (messages.length >= 1 && messages.length <= MESSAGES_PER_CALL) return
  report(['messages'], `must have 1 to ${MESSAGES_PER_CALL} items, has ${messages.length}`)
}

function reportMessage(message: unknown, messages: unknown[], index: number, kind: SendKind, report: Report) {
  const path: Path = ['messages', index]
  reportNulls(message, path, report)
  const parsed = messageShape.safeParse(message)
  if (!parsed.success) reportIssues(parsed.error.issues, { messages }, path, report)
  if (!isJsonObject(message)) return
  if (message.type === 'flex') reportFlexRules(message.contents, [...path, 'contents'], report)
  if (message.type === 'text') reportEmojis(message, path, report)
  if (message.type === 'textV2') reportSubstitutions(message, path, kind !== 'multicast', report)
}
