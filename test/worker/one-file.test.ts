import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { aFolder, downloadedFile, machinesNode, start } from './programs.ts'

/** More can be named, with `:` between them; `npm run test:nodes` does. */
const NODES = [
  ...new Set([process.execPath, machinesNode(), ...(process.env.COUNTERSIGN_TEST_NODES ?? '').split(':')]),
].filter((it) => it !== '')

const NAMES = [
  'countersign-worker',
  'countersign-worker.mjs',
  'countersign-worker.cjs',
  'countersign-worker.js',
]
const SETTINGS = {
  COUNTERSIGN_URL: 'http://127.0.0.1:1',
  COUNTERSIGN_TOKEN: 'cs_x',
  COUNTERSIGN_WORKER: 'codex-01',
  COUNTERSIGN_JOB: '0190b1d0-0000-7000-8000-000000000001',
}

/** The program as somebody installed it, below a package.json of this type. */
async function installed(type: string | null, name: string): Promise<string> {
  const folder = await aFolder()
  const bin = path.join(folder, '.local/bin')
  await mkdir(bin, { recursive: true })
  if (type) await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type }))
  await copyFile(await downloadedFile(), path.join(bin, name))
  return path.join(bin, name)
}

describe.each(NODES)('the one file under %s', (node) => {
  describe.each([['commonjs'], ['module'], [null]])('below a package.json of type %s', (type) => {
    it.each(NAMES)('runs a command as %s, and passes on how it ended', async (name) => {
      const file = await installed(type, name)
      const env = { ...SETTINGS, COUNTERSIGN_SPOOL: path.join(path.dirname(file), 'spool') }
      const argv = [node, file, 'run', '--phase', 'x', '--', 'sh', '-c', 'echo RAN; exit 3']
      const { stdout, code, stderr } = await start(argv, { env }).ended
      expect([stdout.toString(), code]).toEqual(['RAN\n', 3])
      expect(stderr).toContain('not reported yet')
    })
  })
})

it('says under an older Node what it needs, and does nothing', async () => {
  const file = await downloadedFile()
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '16.20.2' })`
  const { stdout, stderr, code } = await start(
    [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(pretend)}`, file, '--version'],
    { env: {} },
  ).ended
  expect([stdout.toString(), code]).toEqual(['', 64])
  expect(stderr).toMatch(/^countersign-worker: Node 18 or newer is needed, this is .*; nothing was done\.\n$/)
})
