import { matchesAny } from './glob.ts'
import { matchesRule } from './match-rule.ts'
import { type Piece, piecesOf } from './pieces.ts'
import type { Finding, Place, RuleSet } from './rule.ts'
import type { Argument } from './words.ts'
import { INTERPRETERS, nameOf, SHELLS, wrappedBy } from './wrappers.ts'

/** What cannot be read before it runs is no action of the catalogue, and so a high risk. */
export const OPAQUE = 'opaque_command'

/** `isText`: what is rated is a text inside of code; what could be no command is none. */
type Rating = { rules: RuleSet; place: Place; findings: Finding[]; depth: number; isText: boolean }

const IN_FLIGHT = 'What would run is only known when it runs'
/** So much of a program's code is looked through (UTF-16 units). */
const LONGEST_CODE = 64 * 1024
const TEXT_IN_CODE = /(["'`])((?:(?!\1)[^\\]){3,2000})\1/g

/** Commands inside of commands are read this deep. */
const DEEPEST = 8
/** So much of a finding's command is shown (UTF-16 units). */
const SHOWN = 500

const opaque = (part: string, why: string): Finding => ({
  rule: 'opaque',
  action: OPAQUE,
  why,
  part: part.slice(0, SHOWN),
})

function rateScript(rating: Rating, script: Argument, why: string): void {
  if (!script.isKnown || rating.depth >= DEEPEST) rating.findings.push(opaque(script.value, why))
  else rateSource({ ...rating, depth: rating.depth + 1 }, script.value)
}

const argumentAfter = (args: Argument[], isFlag: (value: string) => boolean): Argument | undefined => {
  const at = args.findIndex(({ value }) => isFlag(value))
  return at < 0 ? undefined : (args[at + 1] ?? args[at])
}

/** A script or code that a program gets from a pipe, a here document or a file. */
function rateInput(
  rating: Rating,
  { stdin, text, reads }: Piece,
  rate: (rating: Rating, script: Argument, why: string) => void,
): void {
  if (stdin?.kind === 'text') rate(rating, stdin.text, IN_FLIGHT)
  else if (stdin?.kind === 'pipe' || reads.some((it) => !it.isKnown))
    rating.findings.push(opaque(text, IN_FLIGHT))
}

/** `sh -c 'a b'`, `sh <<< 'a b'`, `… | sh`; a shell that runs a file is as everyday as the file. */
function rateShell(rating: Rating, piece: Piece): void {
  const args = piece.argv.slice(1)
  const script = argumentAfter(args, (it) => /^-[a-z]*c[a-z]*$/.test(it))
  const file = args.find(({ value }) => !/^[-+]/.test(value))
  if (script) rateScript(rating, script, IN_FLIGHT)
  else if (file && nameOf(file) === '') rating.findings.push(opaque(piece.text, IN_FLIGHT))
  else if (!file || args.some(({ value }) => value === '-s')) rateInput(rating, piece, rateScript)
}

/** Texts inside of a program's code that would be commands. */
function rateCode(rating: Rating, code: Argument): void {
  if (rating.depth >= DEEPEST) return
  const deeper = { ...rating, depth: rating.depth + 1, isText: true }
  for (const [, , text] of code.value.slice(0, LONGEST_CODE).matchAll(TEXT_IN_CODE)) {
    if (text) rateSource(deeper, text)
  }
}

function rateInterpreter(rating: Rating, piece: Piece, flags: string[]): void {
  const args = piece.argv.slice(1)
  const code = argumentAfter(args, (it) => flags.includes(it))
  if (code) rateCode(rating, code)
  else if (args.every(({ value }) => value.startsWith('-'))) rateInput(rating, piece, rateCode)
}

function rateEval(rating: Rating, { argv }: Piece): void {
  const args = argv.slice(1)
  const value = args.map((it) => it.value).join(' ')
  rateScript(rating, { value, isKnown: args.every((it) => it.isKnown) }, IN_FLIGHT)
}

function rateSourced(rating: Rating, { argv, text }: Piece): void {
  if (argv[1] && nameOf(argv[1]) === '') rating.findings.push(opaque(text, IN_FLIGHT))
}

/** `docker exec x sh -c '…'`: a shell among the arguments is one too. */
function rateShellInside(rating: Rating, piece: Piece): void {
  const at = piece.argv.findIndex(
    (it, n) => SHELLS.has(nameOf(it)) && /^-[a-z]*c$/.test(piece.argv[n + 1]?.value ?? ''),
  )
  if (at >= 0) rateShell(rating, { ...piece, argv: piece.argv.slice(at), stdin: null })
}

/** What a program runs that is written in its arguments or comes to its input. */
function rateNested(rating: Rating, piece: Piece): void {
  const name = nameOf(piece.argv[0])
  const flags = Object.hasOwn(INTERPRETERS, name) ? INTERPRETERS[name] : undefined
  if (SHELLS.has(name)) rateShell(rating, piece)
  else if (flags) rateInterpreter(rating, piece, flags)
  else if (name === 'eval') rateEval(rating, piece)
  else if (name === 'source' || name === '.') rateSourced(rating, piece)
  else rateShellInside(rating, piece)
}

function ratePiece(rating: Rating, piece: Piece): void {
  const { argv, text } = piece
  const { rules, place, findings, depth, isText } = rating
  if (argv.length > 0 && nameOf(argv[0]) === '' && !isText) findings.push(opaque(text, IN_FLIGHT))
  for (const rule of rules.commands) {
    if (matchesRule(rule, piece, place))
      findings.push({ rule: rule.id, action: rule.action, why: rule.why, part: text.slice(0, SHOWN) })
  }
  rateNested(rating, piece)
  for (const inner of wrappedBy(argv)) {
    if (depth >= DEEPEST) findings.push(opaque(text, IN_FLIGHT))
    else
      ratePiece({ ...rating, depth: depth + 1 }, { ...piece, argv: inner, writes: [], reads: [], sets: [] })
  }
}

function rateSource(rating: Rating, source: string): void {
  const { pieces, isWhole } = piecesOf(source)
  if (!isWhole && !rating.isText) rating.findings.push(opaque(source, 'A command that cannot be read'))
  for (const piece of pieces) ratePiece(rating, piece)
}

const once = (findings: Finding[]) => [
  ...new Map(findings.map((it) => [`${it.rule} ${it.part}`, it])).values(),
]

/**
 * What a shell command would do beyond everyday work, by the strictest reading; empty: it is everyday work.
 *
 * @param command as the shell would get it.
 */
export function rateCommand(command: string, rules: RuleSet, place: Place): Finding[] {
  const rating: Rating = { rules, place, findings: [], depth: 0, isText: false }
  rateSource(rating, command)
  return once(rating.findings)
}

/** What a patch would change, by the files that it names. @param files as the patch names them */
export function ratePaths(files: string[], rules: RuleSet, place: Place): Finding[] {
  const argv = [{ value: 'patch', isKnown: true }]
  const findings = files.flatMap((file) => {
    const piece: Piece = {
      argv,
      writes: [{ value: file, isKnown: true }],
      reads: [],
      sets: [],
      stdin: null,
      text: file,
    }
    return rules.commands
      .filter((it) => it.paths && !it.programs && matchesRule(it, piece, place))
      .map((it): Finding => ({ rule: it.id, action: it.action, why: it.why, part: file.slice(0, SHOWN) }))
  })
  return once(findings)
}

/** What a tool other than the shell would do, by its name. */
export function rateTool(name: string, rules: RuleSet): Finding[] {
  return rules.tools
    .filter((it) => matchesAny(it.tools, name))
    .map((it) => ({ rule: it.id, action: it.action, why: it.why, part: name.slice(0, SHOWN) }))
}
