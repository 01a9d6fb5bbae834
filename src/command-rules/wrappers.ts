import path from 'node:path'
import type { Argument } from './words.ts'

/** Programs that start another one, which their arguments name. `valued`: flags that take a value. `operands`: words before it. */
type Wrapper = { valued: string[]; operands?: number }

const PLAIN: Wrapper = { valued: [] }

const WRAPPERS: Record<string, Wrapper> = {
  sudo: { valued: ['-u', '-g', '-h', '-p', '-C', '-D', '-R', '-T', '-U', '-r', '-t', '--user', '--group'] },
  doas: { valued: ['-u', '-C'] },
  env: { valued: ['-u', '-C', '--unset', '--chdir'] },
  nohup: PLAIN,
  setsid: PLAIN,
  command: PLAIN,
  builtin: PLAIN,
  exec: { valued: ['-a'] },
  time: { valued: ['-o', '-f', '--output', '--format'] },
  nice: { valued: ['-n', '--adjustment'] },
  ionice: { valued: ['-c', '-n', '-p', '--class', '--classdata'] },
  stdbuf: { valued: ['-i', '-o', '-e', '--input', '--output', '--error'] },
  timeout: { valued: ['-k', '-s', '--kill-after', '--signal'], operands: 1 },
  watch: { valued: ['-n', '--interval'] },
  xargs: {
    valued: ['-n', '-I', '-P', '-L', '-d', '-E', '-s', '-a', '--max-args', '--max-procs', '--delimiter'],
  },
  parallel: { valued: ['-j', '--jobs', '-I', '-a'] },
  chroot: { valued: ['--userspec', '--groups'], operands: 1 },
  taskset: { valued: [], operands: 1 },
  strace: { valued: ['-o', '-e', '-p', '-s', '-u', '-P'] },
  busybox: PLAIN,
  npx: { valued: ['-p', '--package'] },
  bunx: PLAIN,
  pnpx: PLAIN,
}

/** These read a script from an argument after `-c`, or from their input. */
export const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'fish'])

/** These run code that stands in an argument or comes from their input. */
export const INTERPRETERS: Record<string, string[]> = {
  python: ['-c'],
  python3: ['-c'],
  node: ['-e', '--eval', '-p', '--print'],
  deno: ['eval'],
  bun: ['-e', '--eval'],
  ruby: ['-e'],
  perl: ['-e', '-E'],
  php: ['-r'],
}

/** A program's name without its folder; empty where only running it tells. */
export function nameOf(argument: Argument | undefined): string {
  if (!argument || /^[<>]\(/.test(argument.value)) return ''
  const name = path.posix.basename(argument.value)
  return argument.isKnown || !/[$`]/.test(name) ? name : ''
}

const isAssignment = ({ value }: Argument) => /^[A-Za-z_]\w*=/.test(value)

/** How many arguments of a wrapper stand before the program that it starts. */
function skipped(args: Argument[], { valued, operands = 0 }: Wrapper, isEnv: boolean): number {
  let left = operands
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at]
    if (!argument) break
    const { value } = argument
    if (value === '--') return at + 1
    if (value.startsWith('-') && value !== '-') at += valued.includes(value) ? 1 : 0
    else if (isEnv && isAssignment(argument)) continue
    else if (left > 0) left -= 1
    else return at
  }
  return args.length
}

/** `find … -exec PROGRAM … ;` */
function executed(args: Argument[]): Argument[][] {
  const found: Argument[][] = []
  args.forEach(({ value }, at) => {
    if (!/^-(exec|execdir|ok|okdir)$/.test(value)) return
    const rest = args.slice(at + 1)
    const end = rest.findIndex((it) => it.value === ';' || it.value === '+')
    found.push(rest.slice(0, end < 0 ? undefined : end))
  })
  return found
}

/** The programs that a program starts because its arguments say so; none: it starts none. */
export function wrappedBy(argv: Argument[]): Argument[][] {
  const name = nameOf(argv[0])
  const args = argv.slice(1)
  if (name === 'find' || name === 'fd') return executed(args)
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined
  if (!wrapper) return []
  const inner = args.slice(skipped(args, wrapper, name === 'env' || name === 'sudo'))
  if (inner.length === 0) return []
  // What comes in over the pipe is added to the arguments: nobody knows it before.
  const isFed = name === 'xargs' || name === 'parallel'
  return [isFed ? [...inner, { value: '$input', isKnown: false }] : inner]
}
