import path from 'node:path'
import { placeOf, type Source } from './read-sources.ts'

/** Where something may be touched, and why there. A folder ends in a slash. */
export type Places = Record<string, string>

const isIn = (places: Places, file: string) =>
  Object.keys(places).some((it) => (it.endsWith('/') ? file.startsWith(it) : file === it))

function find(sources: Source[], pattern: RegExp, part: 'code' | 'comments' = 'code'): string[] {
  return sources.flatMap((it) =>
    [...it[part].matchAll(pattern)].map((found) => `${placeOf(it, found.index)} ${found[0].trim()}`),
  )
}

export const ENVIRONMENT: Places = {
  'src/main.ts': 'hands the environment to config.ts',
  'src/cli/': 'a program of its own',
  'src/worker/': 'a program of its own',
  'src/simulator/': 'a program of its own',
  'src/demo/': 'starts the simulator with an environment; plays events as a program of its own',
}

export function environmentReaders(sources: Source[]): string[] {
  const rest = sources.filter((it) => !isIn(ENVIRONMENT, it.path))
  return find(rest, /\bprocess\s*\.\s*env\b|\bprocess\s*\[|\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b/g)
}

export const CLOCK_AND_CHANCE: Places = {
  'src/services.ts': 'the system clock and ids that everybody else is given',
  'src/simulator/': 'a program of its own, with a clock that its tests set',
  'src/worker/': 'a program of its own, without our services',
  'src/db/embedded/': 'waits for another process, and makes the secrets of a data folder',
  'src/db/new-migration.ts': 'names a migration after the day it was written',
  'src/demo/': 'plays events as a program of its own',
}

const CLOCK = /\bnew Date(?:\(\s*\)|(?!\s*[(\w]))|(?<!new )\bDate\(|\bDate\.now\b|\bperformance\.now\b/g
const CHANCE =
  /\bMath\.random\b|\brandom(?:Bytes|Int|UUID|FillSync|Fill)\b|\bgetRandomValues\b|\buuidv[1-7]\b|\bv[1-7] as\b|\bnanoid\b/g

/** PostgreSQL's clock is asked in one place. */
export const DATABASE_CLOCK: Places = {
  'src/db/database-time.ts': 'one clock for all bots, and what ours is compared with',
}

export function databaseClock(sources: Source[]): string[] {
  return sources.flatMap((it) =>
    [...it.text.matchAll(/(?<![.\w-])(?:now|clock_timestamp)\(\)|\bcurrent_(?:timestamp|date)\b/gi)]
      .filter(({ index }) => it.code[index] === ' ' && it.comments[index] === ' ')
      .map(({ index }) => `${placeOf(it, index)} the database's clock`),
  )
}

export function clockAndChance(sources: Source[]): string[] {
  const rest = sources.filter((it) => !isIn(CLOCK_AND_CHANCE, it.path))
  const database = rest.filter((it) => !isIn(DATABASE_CLOCK, it.path))
  return [...find(rest, CLOCK), ...find(rest, CHANCE), ...databaseClock(database)]
}

export const CONNECTIONS: Places = {
  'src/db/connect.ts': 'every session of ours is in UTC',
  'test/bench/programs/': 'another bot, to compare with',
}

/** A connection of its own would be in whatever zone the host, the role or the database prefers. */
export function ownConnections(sources: Source[]): string[] {
  const rest = sources.filter((it) => !isIn(CONNECTIONS, it.path))
  return find(rest, /\bnew pg\.(?:Pool|Client)\(|\bnew PrismaPg\(\s*\{|\bconnectionString\s*:/g)
}

/** A list of allowed places is worth something only while each is needed. */
export function unusedPlaces(places: Places, sources: Source[], pattern: RegExp): string[] {
  return Object.keys(places).filter((place) => {
    const there = sources.filter((it) => isIn({ [place]: '' }, it.path))
    return there.length > 0 && find(there, pattern).length === 0
  })
}

export const ANY_CLOCK_OR_CHANCE = new RegExp(`${CLOCK.source}|${CHANCE.source}`, 'g')

export function bannedWords(sources: Source[]): string[] {
  const programs = sources.filter((it) => it.path.endsWith('.ts'))
  return [
    ...find(programs, /\benum\s+\w+\s*\{/g),
    ...find(programs, /\bas any\b/g),
    ...find(programs, /\bvi\s*\.\s*(?:do)?(?:[mM]ock|hoisted)\b|\bvi\s*\.\s*stub\w+|\buseFakeTimers\b/g),
    ...find(programs, /\b(?:it|test|describe|suite)\s*\.\s*(?:skip|only|todo|fails|skipIf|runIf)\b/g),
    ...find(programs, /@ts-(?:ignore|nocheck|expect-error)\b/g, 'comments'),
  ]
}

/** Waiting for time to pass in a test: it is slow when it works and wrong when the machine is. */
export function sleeps(sources: Source[]): string[] {
  return find(sources, /\bsleep\(|\bsetTimeout\(\s*(?:resolve|done)\b|\bawait\s+(?:wait|delay|setTimeout)\(/g)
}

/** The console's templates write out what shows nothing; hono's own do not. */
export function bareTemplates(sources: Source[]): string[] {
  const pages = sources.filter(
    (it) => it.path.startsWith('src/console/') && it.path !== 'src/console/html.ts',
  )
  return pages.flatMap((it) =>
    [...it.text.matchAll(/import \{[^}]*\bhtml\b[^}]*\} from 'hono\/html'/g)].map(
      ({ index }) => `${placeOf(it, index)} takes html from hono`,
    ),
  )
}

const LINES = 300

export function tooLong(sources: Source[]): string[] {
  return sources
    .map((it) => ({ path: it.path, lines: it.text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines`)
}

const SAYS_NOTHING = /^(?:utils?|helpers?|common|lib|types|index|misc|shared)$/

export function namesThatSayNothing(paths: string[]): string[] {
  return paths.filter((it) => it.split('/').some((name) => SAYS_NOTHING.test(path.parse(name).name)))
}
