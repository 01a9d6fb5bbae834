import jsone from 'json-e'

const HOLDS_EXPRESSION = ['$eval', '$if']

/**
 * Finds the first expression that json-e's parser stumbles over without saying where, such as `title +`.
 * @returns its path inside the template, or null if all can be read
 */
export function findUnreadableExpression(
  template: unknown,
  path = '',
): { path: string; expression: string } | null {
  if (typeof template !== 'object' || template === null) return null
  for (const [key, value] of Object.entries(template)) {
    if (HOLDS_EXPRESSION.includes(key) && typeof value === 'string') {
      if (!canBeRead(value)) return { path, expression: value }
      continue
    }
    const step = Array.isArray(template) ? `[${key}]` : `${path && '.'}${key}`
    const found = findUnreadableExpression(value, path + step)
    if (found) return found
  }
  return null
}

function canBeRead(expression: string): boolean {
  try {
    jsone({ $eval: expression }, {})
  } catch (error) {
    // json-e's own errors, such as an unknown name, know a location; a crash of its parser does not.
    return error instanceof Object && 'location' in error
  }
  return true
}
