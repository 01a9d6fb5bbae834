import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { wantedPictures, withoutScene } from './architecture/gallery.ts'
import { CHAPTERS } from './gallery/scenes/all.ts'

const ROOT = path.join(import.meta.dirname, '..')
const SCRIPTS = Object.keys(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).scripts)
const PAGES = ['README.md', 'README.zh-TW.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })]
const NAMES = new Set(
  globSync('{src,test,docs,prisma,flex-templates}/**', { cwd: ROOT }).map((it) => path.basename(it)),
)

type Page = { path: string; text: string }

const pages = PAGES.filter((it) => existsSync(path.join(ROOT, it))).map(
  (it): Page => ({ path: it, text: readFileSync(path.join(ROOT, it), 'utf8') }),
)

const withoutFences = (text: string) => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '')

/** Spans in backticks that name a file or folder of this repository, without `:line` behind. */
function namedPaths(text: string): string[] {
  return [...withoutFences(text).matchAll(/`([^`\n]+)`/g)]
    .map(([, it]) => (it ?? '').replace(/:\d+(?:-\d+)?$/, '').replace(/#.*$/, ''))
    .filter((it) => /^[\w.@-]+(?:\/[\w.@-]+)*\/?$/.test(it) && !/[A-Z]{4,}\.(?!md)/.test(it))
    .filter(
      (it) =>
        /^(?:src|test|docs|prisma|flex-templates)\//.test(it) || /\w\.(?:ts|md|sql|json|prisma)$/.test(it),
    )
}

/** A path from the root, from src/, or (a bare name) of any file that there is. */
function isThere(it: string): boolean {
  if (existsSync(path.join(ROOT, it))) return true
  return it.includes('/') ? existsSync(path.join(ROOT, 'src', it)) : NAMES.has(it)
}

const missingPaths = ({ path, text }: Page) =>
  namedPaths(text)
    .filter((it) => !isThere(it))
    .map((it) => `${path} names ${it}`)

const missingScripts = ({ path, text }: Page) =>
  [...text.matchAll(/\bnpm run (?:(?:-s|--silent) )?([\w:-]+)/g)]
    .filter(([, name]) => !SCRIPTS.includes(name ?? ''))
    .map(([it]) => `${path} names ${it}`)

/** The name that GitHub gives a heading. */
const slug = (heading: string) =>
  heading
    .replace(/[`*_]|!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')

const anchors = (text: string) =>
  [...withoutFences(text).matchAll(/^#+\s+(.+)$/gm)].map(([, it]) => slug(it ?? ''))

function deadLinks({ path: page, text }: Page): string[] {
  return [...withoutFences(text).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)]
    .map(([, it]) => it ?? '')
    .filter((it) => !/^[a-z][a-z0-9+.-]*:/i.test(it))
    .filter((it) => {
      const [file = '', anchor] = decodeURI(it).split('#')
      const target = file === '' ? path.join(ROOT, page) : path.join(ROOT, path.dirname(page), file)
      if (file !== '' && !existsSync(target)) return true
      if (!anchor || !target.endsWith('.md')) return false
      return !anchors(file === '' ? text : readFileSync(target, 'utf8')).includes(anchor)
    })
    .map((it) => `${page} links to ${it}`)
}

const broken: [string, (page: Page) => string[], string[]][] = [
  [
    'every file that a page names in backticks is there',
    missingPaths,
    ['see `src/nothing.ts`', '`docs/none/`', '`no-such-file.ts:12`', '`domain/gone.ts`'],
  ],
  [
    'every npm script that a page names is in package.json',
    missingScripts,
    ['`npm run nothing`', '```\nnpm run -s nope -- x\n```'],
  ],
  [
    'every link between the pages leads somewhere',
    deadLinks,
    ['[a](docs/nothing.md)', '![a](./none.png)', '[a](#no-such-heading)', '[a](package.json/x)'],
  ],
]

test.each(broken)('%s', (_, check, examples) => {
  expect(readdirSync(ROOT)).toContain('package.json')
  expect(pages.flatMap(check)).toEqual([])
  for (const text of examples) expect(check({ path: 'README.md', text }), text).toHaveLength(1)
})

test('what a page may name is left alone: commands, routes, values, places of a heading', () => {
  const text = [
    '# Try it: two commands, no account',
    '`npm run -s countersign -- doctor` `npm test` `src/domain/rules.ts:8` `rules.ts` `domain/rules.ts` `src/`',
    '`/api/pls/worker-policy` `zh-TW` `flex-templates/NAME.json` `application/json` `repair:fetch_failed`',
    '[here](#try-it-two-commands-no-account) [there](https://example.com/none) [file](package.json)',
  ].join('\n')
  for (const [, check] of broken) expect(check({ path: 'README.md', text })).toEqual([])
})

const scenes = CHAPTERS.flatMap((it) => it.scenes)

test('every kind of card, every template and every rich menu has a scene in the gallery', () => {
  const templates = globSync('flex-templates/*.json', { cwd: ROOT })
    .map((it) => path.basename(it, '.json'))
    .filter((it) => !it.endsWith('.sample'))
  expect(withoutScene(scenes, templates)).toEqual([])
  const fewer = scenes.filter((it) => it.card !== 'pick-date' && it.name !== 'menu-worker')
  expect(withoutScene([...fewer, ...fewer.slice(0, 1)], templates)).toEqual([
    'no scene shows the card pick-date',
    'no scene shows flex-templates/pick-date.json',
    'no scene shows the menu worker',
    expect.stringContaining('two scenes are called'),
  ])
})

test('every scene has its pictures in the gallery, in each language, and no picture is left over', () => {
  const there = globSync('docs/gallery/{card,answer,menu}-*.png', { cwd: ROOT }).map((it) =>
    path.basename(it),
  )
  expect(there.sort(), 'npm run gallery:cards').toEqual(wantedPictures(scenes).sort())
})
