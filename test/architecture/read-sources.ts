import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** One file of our own; `path` from the root of the repository, with slashes. */
export type Source = {
  path: string
  text: string
  /** The text with comments and the insides of strings blanked: every position stays what it was. */
  code: string
  /** The comments alone, the rest blanked. */
  comments: string
}

const ROOT = path.join(import.meta.dirname, '../..')
const GENERATED = 'src/db/generated/'
const KINDS = /\.(ts|js|css|html)$/

/** Every file of a folder that people write. */
export function readSources(folder: 'src' | 'test'): Source[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile() && KINDS.test(it.name))
    .map((it) => path.relative(ROOT, path.join(it.parentPath, it.name)).replaceAll('\\', '/'))
    .filter((it) => !it.startsWith(GENERATED))
    .sort()
    .map((it) => source(it, readFileSync(path.join(ROOT, it), 'utf8')))
}

export function source(path: string, text: string): Source {
  const parts = path.endsWith('.css') || path.endsWith('.html') ? [] : [...split(text)]
  const keep = (kind: Part['kind']) => {
    const out = text.split('')
    for (const part of parts) {
      if (part.kind === kind) continue
      for (let at = part.start; at < part.end; at += 1) if (out[at] !== '\n') out[at] = ' '
    }
    return out.join('')
  }
  return { path, text, code: keep('code'), comments: keep('comment') }
}

type Part = { kind: 'code' | 'comment' | 'text'; start: number; end: number }

const BEFORE_REGEX = /(^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|=>))\s*$/

/** Cuts a program into code, comments and the insides of strings, templates and regular expressions. */
function* split(text: string): Generator<Part> {
  const templates: number[] = []
  let depth = 0
  let from = 0
  let at = 0
  function* part(kind: Part['kind'], end: number): Generator<Part> {
    if (at > from) yield { kind: 'code', start: from, end: at }
    yield { kind, start: at, end }
    at = end
    from = end
  }
  while (at < text.length) {
    const char = text[at]
    const two = text.slice(at, at + 2)
    if (two === '//') yield* part('comment', endOf(text, '\n', at))
    else if (two === '/*') yield* part('comment', endOf(text, '*/', at) + 2)
    else if (char === "'" || char === '"') {
      at += 1
      yield* part('text', endOfString(text, at, char))
      at += 1
    } else if (char === '`' || (char === '}' && templates.at(-1) === depth)) {
      if (char === '}') templates.pop()
      at += 1
      const end = endOfTemplate(text, at)
      yield* part('text', end)
      if (text[end] === '$') templates.push(depth)
      at += text[end] === '$' ? 2 : 1
    } else if (char === '/' && BEFORE_REGEX.test(text.slice(Math.max(0, at - 40), at))) {
      at += 1
      yield* part('text', endOfRegex(text, at))
      at += 1
    } else {
      if (char === '{') depth += 1
      if (char === '}') depth -= 1
      at += 1
    }
  }
  yield { kind: 'code', start: from, end: text.length }
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found
}

function endOfString(text: string, from: number, quote: string): number {
  let at = from
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1
  return at
}

function endOfTemplate(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== '`' && text.slice(at, at + 2) !== '${')
    at += text[at] === '\\' ? 2 : 1
  return at
}

function endOfRegex(text: string, from: number): number {
  let at = from
  let inClass = false
  while (at < text.length && (inClass || text[at] !== '/')) {
    if (text[at] === '[') inClass = true
    if (text[at] === ']') inClass = false
    at += text[at] === '\\' ? 2 : 1
  }
  return at
}

/** Where something stands, as an editor understands it: `src/a.ts:3`. */
export function placeOf(it: Source, index: number): string {
  return `${it.path}:${it.text.slice(0, index).split('\n').length}`
}
