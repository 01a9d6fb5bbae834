import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIRST_RULES } from '../../src/command-rules/first-rules.ts'
import { rateCommand, ratePaths, rateTool } from '../../src/command-rules/rate-command.ts'

type Table = {
  runs: [command: string, why: string][]
  asks: [command: string, action: string, rule: string][]
}

const { runs, asks }: Table = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'commands.json'), 'utf8'),
)
const PLACE = { cwd: '/home/codex/work', home: '/home/codex' }
const rate = (command: string) => rateCommand(command, FIRST_RULES, PLACE)

describe('everyday commands run', () => {
  it.each(runs)('%s (%s)', (command) => {
    expect(rate(command)).toEqual([])
  })
})

describe('what is more than that is asked for', () => {
  it.each(asks)('%s → %s', (command, action, rule) => {
    expect(rate(command)).toContainEqual(expect.objectContaining({ action, rule }))
  })
})

describe('rating', () => {
  it('knows 150 commands at least', () => {
    expect(runs.length + asks.length).toBeGreaterThanOrEqual(150)
  })

  it('has a rule behind each row, and a row for most rules', () => {
    const known = new Set(FIRST_RULES.commands.map(({ id }) => id))
    expect(asks.map(([, , rule]) => rule).filter((it) => it !== 'opaque' && !known.has(it))).toEqual([])
    expect(new Set(FIRST_RULES.commands.map(({ id }) => id)).size).toBe(FIRST_RULES.commands.length)
  })

  it('calls a command that is too long, or holds NUL, what nobody has read', () => {
    expect(rate(`echo ${'x'.repeat(1024 * 1024)}`)).toMatchObject([{ rule: 'opaque' }])
    expect(rate('echo a\0b')).toMatchObject([{ rule: 'opaque' }])
  })

  it('reads a command inside of a command only so deep', () => {
    let command = 'git push --force'
    for (let n = 0; n < 12; n += 1) command = `bash -c ${JSON.stringify(command)}`
    expect(rate(command).length).toBeGreaterThan(0)
  })

  it('knows files that a patch changes', () => {
    const files = ['src/a.ts', '.github/workflows/ci.yml', '/etc/codex/requirements.toml', 'docs/.env']
    expect(ratePaths(files, FIRST_RULES, PLACE).map((it) => [it.part, it.action])).toEqual([
      ['.github/workflows/ci.yml', 'change_tooling'],
      ['/etc/codex/requirements.toml', 'guard_change'],
      ['docs/.env', 'cross_project_permission'],
    ])
  })

  it('knows tools by their name', () => {
    expect(rateTool('mcp__github__merge_pull_request', FIRST_RULES)).toMatchObject([
      { rule: 'mcp-repository' },
    ])
    expect(rateTool('mcp__github__get_issue', FIRST_RULES)).toEqual([])
  })
})
