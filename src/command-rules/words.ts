import type { Word, WordPart } from 'unbash'

/** One word of a command; `isKnown` false: a part of it is only known when it runs. */
export type Argument = { value: string; isKnown: boolean }

/** What variables are known to hold, from assignments earlier in the same command. */
export type Variables = Map<string, Argument>

const unknown = (text: string): Argument => ({ value: text, isKnown: false })

const join = (parts: Argument[]): Argument => ({
  value: parts.map((it) => it.value).join(''),
  isKnown: parts.every((it) => it.isKnown),
})

function variable(name: string, text: string, variables: Variables): Argument {
  if (name === 'HOME') return { value: '~', isKnown: true }
  return variables.get(name) ?? unknown(text)
}

function partOf(part: WordPart, variables: Variables): Argument {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return { value: part.value, isKnown: true }
    case 'Glob':
      return { value: part.text, isKnown: true }
    case 'DoubleQuoted':
    case 'LocaleString':
      return join(part.parts.map((it) => partOf(it, variables)))
    case 'SimpleExpansion':
      return variable(part.text.slice(1), part.text, variables)
    case 'ParameterExpansion':
      return part.operation || part.prefix || part.index
        ? unknown(part.text)
        : variable(part.parameter, part.text, variables)
    default:
      return unknown(part.text)
  }
}

/** A word as far as it is known before it runs. */
export function argumentOf(word: Word, variables: Variables): Argument {
  if (!word.parts) return { value: word.value, isKnown: true }
  return join(word.parts.map((it) => partOf(it, variables)))
}
