import path from 'node:path'
import type { Source } from './read-sources.ts'

export type Import = { from: string; to: string; isType: boolean }

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:([^'"]*?)\s+from\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm

/** True if every name between the braces says `type`. */
function namesTypesOnly(names: string | undefined): boolean {
  const braces = /^\{([^}]*)\}$/.exec(names?.trim() ?? '')
  const each = braces?.[1]?.split(',').filter((it) => it.trim() !== '') ?? []
  return each.length > 0 && each.every((it) => it.trim().startsWith('type '))
}

function specifiers(it: Source): { name: string; isType: boolean }[] {
  // What is a comment, or a text that only looks like an import, has no keyword left in `code`.
  return [...it.text.matchAll(IMPORT)]
    .filter((found) => /^(import|export)/.test(it.code.slice(found.index, found.index + 6)))
    .map(([, type, names, from, dynamic]) => ({
      name: from ?? dynamic ?? '',
      isType: type !== undefined || namesTypesOnly(names),
    }))
}

/** Imports of files of our own, by their paths from the root. */
export function importsOf(it: Source): Import[] {
  return specifiers(it)
    .filter(({ name }) => name.startsWith('.'))
    .map(({ name, isType }) => ({
      from: it.path,
      to: path.posix.join(path.posix.dirname(it.path), name),
      isType,
    }))
}

/** Imports of our own files say their ending: Node runs them as they are. */
export function withoutEnding(sources: Source[]): string[] {
  return sources
    .flatMap(importsOf)
    .filter(({ to }) => !/\.(ts|js|json)$/.test(to))
    .map(({ from, to }) => `${from} imports ${to} without .ts`)
}

/** The part of src that a file belongs to: its folder, or itself. */
const areaOf = (file: string) => file.split('/')[1]?.replace(/\.ts$/, '') ?? ''

/** One file, or a part; `types` means `import type` only. */
type Allowed = string | { types: string }

/** Who may import what, from the roof down. A part that is not here has no place yet. */
export const DIRECTION: Record<string, Allowed[]> = {
  main: [
    'app',
    'config',
    'create-services',
    'db',
    'demo',
    'domain',
    'errors',
    'http/server',
    'log',
    'queue',
    'schedules',
    'services',
    'start',
  ],
  // What main does in more than a line.
  start: ['config', 'db', 'domain', 'errors', 'metrics', { types: 'services' }],
  app: ['console', 'errors', 'http', 'services'],
  queue: ['db', 'errors', 'line/inbox/keep-events', 'schedules', 'services', 'tasks'],
  schedules: ['db', 'domain', 'errors', { types: 'services' }],
  tasks: ['chat', 'domain', 'line', { types: 'services' }],
  // A command ends bad input as the API does: with the same list of places.
  cli: [
    'config',
    'create-services',
    'db',
    'domain',
    'errors',
    'http/problem',
    'line',
    'log',
    'services',
    'visible-text',
    'words',
  ],
  demo: ['config', 'contract', 'db', 'domain', 'errors', { types: 'line' }, 'line/rich-menu/sync', 'words'],
  'create-services': [
    { types: 'config' },
    'db',
    'domain',
    'domain/gate/probe',
    'domain/gate/public-address',
    'line',
    { types: 'services' },
  ],
  // A page is served by the same server as the API, and knows requests by the same type.
  console: [
    'contract',
    'db',
    'domain',
    'errors',
    'http',
    'line',
    { types: 'services' },
    'visible-text',
    'words',
  ],
  http: [
    'contract',
    'db',
    'domain',
    'errors',
    'exact-json',
    'line',
    'metrics',
    { types: 'services' },
    'storable',
    'visible-text',
  ],
  chat: ['contract', 'db', 'domain', 'errors', 'line', { types: 'services' }, 'visible-text', 'words'],
  line: ['contract', 'db', 'domain', 'errors', 'metrics', { types: 'services' }, 'visible-text', 'words'],
  services: [{ types: 'config' }, { types: 'db' }, { types: 'domain' }, { types: 'line' }],
  domain: ['contract', 'db', 'errors', 'metrics', 'storable', { types: 'words' }],
  db: ['errors'],
  // Rated on the worker's machine and shown by the server, so of neither.
  'command-rules': [],
  worker: ['command-rules', 'contract', 'errors', 'exact-json', 'storable', 'visible-text'],
  contract: ['errors', 'storable'],
  // What can be kept has limits, and every number stands in rules.ts, which imports nothing.
  storable: ['domain/rules', 'visible-text'],
  // How a text is shown that somebody else wrote: for every face, and for the worker's program.
  'visible-text': [],
  // What JSON loses between who sends it and who reads it: for the API and for the worker's program.
  'exact-json': [],
  metrics: [],
  config: ['errors'],
  errors: [],
  log: ['visible-text'],
  words: [],
  simulator: [],
}

const LEAVES = ['src/domain/rules.ts']

function isAllowed(allowed: Allowed[], it: Import): boolean {
  const file = it.to.replace(/^src\//, '').replace(/\.ts$/, '')
  return allowed.some((one) =>
    typeof one === 'string'
      ? one === areaOf(it.to) || one === file
      : it.isType && one.types === areaOf(it.to),
  )
}

/** Imports that run against the table. */
export function againstDirection(sources: Source[]): string[] {
  const parts = new Set(sources.map((it) => areaOf(it.path)))
  const homeless = [...parts].filter((it) => !(it in DIRECTION)).map((it) => `src/${it} is not in the table`)
  const wrong = sources
    .flatMap(importsOf)
    .filter((it) => LEAVES.includes(it.from) || areaOf(it.from) !== areaOf(it.to))
    .filter((it) => LEAVES.includes(it.from) || !isAllowed(DIRECTION[areaOf(it.from)] ?? [], it))
    .map(({ from, to, isType }) => `${from} may not import ${isType ? 'types of ' : ''}${to}`)
  return [...homeless, ...wrong]
}

/** Circles of imports that exist when the program runs (`import type` does not). */
export function cycles(sources: Source[]): string[] {
  const to = new Map(sources.map((it) => [it.path, importsOf(it).filter((one) => !one.isType)]))
  const done = new Set<string>()
  const found: string[] = []
  function visit(file: string, trail: string[]): void {
    if (trail.includes(file)) found.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
    if (trail.includes(file) || done.has(file)) return
    for (const it of to.get(file) ?? []) visit(it.to, [...trail, file])
    done.add(file)
  }
  for (const it of to.keys()) visit(it, [])
  return found
}
