import path from 'node:path'
import { matches, matchesAny } from './glob.ts'
import type { Piece } from './pieces.ts'
import type { CommandRule, Place } from './rule.ts'
import type { Argument } from './words.ts'
import { nameOf } from './wrappers.ts'

/** These look at files and change none. */
const READERS = new Set(
  'cat ls head tail less more stat file wc grep rg egrep fgrep diff cmp md5sum sha256sum test [ [[ find fd tree du realpath readlink'.split(
    ' ',
  ),
)

const isFlag = ({ value }: Argument) => value.startsWith('-') && value !== '-'

const operandsOf = (args: Argument[]) => args.filter((it) => !isFlag(it))

/** What is only known when it runs might be anything. */
const mightBe = (args: Argument[]) => args.some((it) => !it.isKnown && !/^\d/.test(it.value))

function hasWords(args: Argument[], words: string[]): boolean {
  const operands = operandsOf(args)
  // Flags with values stand between: the words are looked for in their order, from the first on.
  let at = 0
  for (const word of words) {
    const choices = word.split('|')
    const found = operands.findIndex(
      // A subcommand that is only known when it runs might be this one.
      (it, index) => index >= at && (matchesAny(choices, it.value) || (index === 0 && !it.isKnown)),
    )
    if (found < 0) return false
    at = found + 1
  }
  return true
}

function hasFlag(args: Argument[], flags: string[]): boolean {
  return args.some(({ value }) =>
    flags.some((flag) => {
      if (value === flag || value.startsWith(`${flag}=`)) return true
      // `-rf` holds `-r` and `-f`.
      return /^-[A-Za-z]$/.test(flag) && /^-[A-Za-z]+$/.test(value) && value.includes(flag.charAt(1))
    }),
  )
}

const hostsIn = ({ value }: Argument) =>
  [...value.matchAll(/[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^\s/@]{0,200}@)?([^\s/:?#'"]{1,253})/gi)].map((it) =>
    (it[1] ?? '').toLowerCase(),
  )

/** A file's absolute path, with `~` for the home folder. */
export function placeOf(value: string, { cwd, home }: Place): string {
  const isHome = value === '~' || value.startsWith('~/')
  const full = isHome ? path.posix.join(home, value.slice(1)) : path.posix.resolve(cwd, value)
  return full === home || full.startsWith(`${home}/`) ? `~${full.slice(home.length)}` : full
}

/** `--output=FILE` and `if=FILE` name a file too. */
const fileOf = (value: string) => value.replace(/^(--?[\w-]+|[a-z]+)=/i, '')

/** A pattern that begins with `~` or `/` is of one place; any other one is of the end of a path. */
const isOfPath = (pattern: string, file: string) =>
  /^[~/]/.test(pattern) ? matches(pattern, file) : matches(`*/${pattern}`, file)

function touches({ argv, writes, reads }: Piece, rule: CommandRule, place: Place): boolean {
  const patterns = rule.paths ?? []
  const args = rule.writes && READERS.has(nameOf(argv[0])) ? [] : argv.slice(1)
  const files = [...args, ...writes, ...(rule.writes ? [] : reads)]
  return files.some(({ value }) => {
    const file = placeOf(fileOf(value), place)
    return patterns.some((it) => isOfPath(it, file))
  })
}

const TEMPORARY = ['/tmp', '/var/tmp', '/dev/null', '/dev/stdout', '/dev/stderr']

/** Outside of the work: somewhere else, the whole of it, or who knows where. */
function isOutside({ value, isKnown }: Argument, place: Place): boolean {
  if (!isKnown) return true
  const file = placeOf(fileOf(value), place)
  const cwd = placeOf(place.cwd, place)
  if (TEMPORARY.some((it) => file.startsWith(`${it}/`) || (file === it && it.startsWith('/dev/'))))
    return false
  const isWhole =
    file === cwd || file === `${cwd}/*` || file === `${cwd}/.git` || file.startsWith(`${cwd}/.git/`)
  return isWhole || !file.startsWith(`${cwd}/`)
}

/** Whether a rule knows a piece. What is not known before it runs counts as what the rule looks for. */
export function matchesRule(rule: CommandRule, piece: Piece, place: Place): boolean {
  const { argv } = piece
  const args = argv.slice(1)
  if (rule.programs && !matchesAny(rule.programs, nameOf(argv[0]))) return false
  if (rule.words && !hasWords(args, rule.words)) return false
  if (rule.flags && !hasFlag(args, rule.flags) && !mightBe(args)) return false
  if (
    rule.args &&
    !args.some(({ value }) => matchesAny(rule.args ?? [], value.toLowerCase())) &&
    !mightBe(args)
  )
    return false
  if (rule.sets && !piece.sets.some((it) => matchesAny(rule.sets ?? [], it))) return false
  if (rule.hosts && !args.some((it) => hostsIn(it).some((host) => matchesAny(rule.hosts ?? [], host))))
    return false
  if (rule.paths && !touches(piece, rule, place)) return false
  return !rule.outside || operandsOf(args).some((it) => isOutside(it, place))
}
