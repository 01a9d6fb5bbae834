import { placeOf, type Source } from './read-sources.ts'

type Body = { name: string; source: Source; start: number; end: number }

const MUTATION =
  /\.(?:create|createMany|createManyAndReturn|update|updateMany|updateManyAndReturn|upsert|delete|deleteMany)\(/
const RAW = /\$(?:executeRaw|queryRaw)(?:Unsafe)?\b/g
const WRITES = /^(?:<[^`]*>)?\(?\s*(?:Prisma\.sql)?`?\s*(?:insert|update|delete|with|merge|truncate)\b/i

/** The index after the bracket that closes the one at `open`. */
function closing(code: string, open: number): number {
  let depth = 0
  for (let at = open; at < code.length; at += 1) {
    if ('([{'.includes(code[at] ?? '')) depth += 1
    if (')]}'.includes(code[at] ?? '')) depth -= 1
    if (depth === 0) return at + 1
  }
  return code.length
}

/** Named functions, from their name to the next one: near enough, since none is inside another here. */
function functionsOf(source: Source): Body[] {
  const starts = [...source.code.matchAll(/^(?:export )?(?:(?:async )?function\*?|const) (\w+)/gm)]
  return starts.map((it, n) => ({
    name: it[1] ?? '',
    source,
    start: it.index + it[0].length,
    end: starts[n + 1]?.index ?? source.code.length,
  }))
}

function transactionsOf(source: Source): Body[] {
  return [...source.code.matchAll(/(?<![\w$])(?:inTransaction|\$transaction)\(/g)]
    .filter(({ index }) => !/function\s*$/.test(source.code.slice(0, index)))
    .map((it) => {
      const start = it.index + it[0].length - 1
      return { name: '', source, start, end: closing(source.code, start) }
    })
}

const codeOf = ({ source, start, end }: Body) => source.code.slice(start, end)

function writesItself(body: Body): boolean {
  const code = codeOf(body)
  if (MUTATION.test(code.replace(/\bcreateHash\(.*?\)\.update\(/gs, ''))) return true
  // What a raw statement does stands in its text.
  return [...code.matchAll(RAW)].some((it) => {
    const text = body.source.text.slice(body.start + it.index + it[0].length, body.end)
    return WRITES.test(text.trimStart())
  })
}

/** Whether a body does something itself, or by calling a function that does. */
function reaches(body: Body, does: (it: Body) => boolean, known: Body[], seen = new Set<Body>()): boolean {
  if (does(body)) return true
  seen.add(body)
  const code = codeOf(body)
  return known
    .filter((it) => !seen.has(it) && new RegExp(`\\b${it.name}\\(`).test(code))
    .some((it) => reaches(it, does, known, seen))
}

const audits = (body: Body) => /\brecordAudit\(/.test(codeOf(body))

/** Transactions of the domain that change something and leave no entry in the audit log. */
export function unaudited(sources: Source[]): string[] {
  const known = sources.flatMap(functionsOf)
  return sources
    .filter((it) => it.path !== 'src/domain/context.ts')
    .flatMap(transactionsOf)
    .filter((it) => reaches(it, writesItself, known) && !reaches(it, audits, known))
    .map((it) => `${placeOf(it.source, it.start)} changes something and calls no recordAudit`)
}

/** Changes of the domain that would happen outside a transaction: they don't go through `tx`. */
export function outsideTransactions(sources: Source[]): string[] {
  return sources.flatMap((source) =>
    [...source.code.matchAll(/(\w+)\.db\.\w+(\.\w+\()/g)]
      .filter(([, who, call]) => who !== 'tx' && MUTATION.test(call ?? ''))
      .map((it) => `${placeOf(source, it.index)} ${it[0]}`),
  )
}
