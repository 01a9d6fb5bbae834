import {
  type AssignmentPrefix,
  type Command,
  forEachChild,
  type HereDoc,
  parse,
  type Redirection,
  type SyntaxNode,
} from 'unbash'
import { type Argument, argumentOf, type Variables } from './words.ts'

/** One program that a command starts. */
export type Piece = {
  argv: Argument[]
  /** Files that its output goes to. */
  writes: Argument[]
  /** Files that its input comes from. */
  reads: Argument[]
  /** Variables that it sets for itself or for what follows. */
  sets: string[]
  /** What it reads as a script may come from: another program; or it stands in the command. */
  stdin: { kind: 'pipe' } | { kind: 'text'; text: Argument } | null
  text: string
}

/** The programs of a command; `isWhole` false: a part of it could not be read. */
export type Pieces = { pieces: Piece[]; isWhole: boolean }

/** A command longer than this is not read (UTF-16 units). */
const LONGEST = 64 * 1024

type Reading = { source: string; variables: Variables; pieces: Piece[]; isWhole: boolean }

function remember({ variables }: Reading, { name, value, append, index }: AssignmentPrefix): string {
  const isPlain = value.type === 'Word' && !append && !index
  variables.set(name, isPlain ? argumentOf(value, variables) : { value: `$${name}`, isKnown: false })
  return name
}

const bodyOf = ({ body, delimiter }: HereDoc): Argument => ({
  value: body.text,
  isKnown: delimiter?.quoted === true || !/[$`]/.test(body.text),
})

function stdinOf(redirects: readonly Redirection[], isPiped: boolean, reading: Reading): Piece['stdin'] {
  const given = redirects.find((it) => it.type !== 'Redirect')
  if (given?.type === 'HereDoc') return { kind: 'text', text: bodyOf(given) }
  if (given?.type === 'HereString' && given.target)
    return { kind: 'text', text: argumentOf(given.target, reading.variables) }
  return isPiped ? { kind: 'pipe' } : null
}

function readCommand(reading: Reading, command: Command, isPiped: boolean): void {
  const sets = command.prefix.flatMap((it) => (it.type === 'Assignment' ? [remember(reading, it)] : []))
  const args = command.args.map((it) => {
    if (it.type === 'Word') return argumentOf(it, reading.variables)
    sets.push(remember(reading, it))
    return { value: it.text, isKnown: true }
  })
  const files = (isWrite: boolean) =>
    command.redirects.flatMap((it) =>
      it.type === 'Redirect' && it.target && it.operator.includes('>') === isWrite
        ? [argumentOf(it.target, reading.variables)]
        : [],
    )
  reading.pieces.push({
    argv: command.name ? [argumentOf(command.name, reading.variables), ...args] : [],
    writes: files(true),
    reads: files(false),
    sets,
    stdin: stdinOf(command.redirects, isPiped, reading),
    text: reading.source.slice(command.pos, command.end),
  })
}

/** `isPiped`: whatever reads its input here may read another program's output. */
function visit(reading: Reading, node: SyntaxNode, isPiped: boolean): void {
  if ('errors' in node && Array.isArray(node.errors) && node.errors.length > 0) reading.isWhole = false
  if (node.type === 'Command') readCommand(reading, node, isPiped)
  if (node.type === 'Pipeline') {
    node.commands.forEach((it, index) => {
      visit(reading, it, isPiped || index > 0)
    })
    return
  }
  forEachChild(node, (child) => visit(reading, child, isPiped))
}

/** The programs that a shell command starts, also inside of loops, substitutions and pipes. */
export function piecesOf(source: string): Pieces {
  if (source.length > LONGEST || source.includes('\0')) return { pieces: [], isWhole: false }
  const reading: Reading = { source, variables: new Map(), pieces: [], isWhole: true }
  try {
    visit(reading, parse(source), false)
  } catch {
    // Nested deeper than the stack: whatever it is, nobody has read it.
    reading.isWhole = false
  }
  return reading
}
