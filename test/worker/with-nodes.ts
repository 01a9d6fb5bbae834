// Runs the tests of the one file under older and newer Nodes too, which come from the npm package `node`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const MAJORS = [18, 20, 22, 24]
const ROOT = path.join(import.meta.dirname, '../..')
const CACHE = path.join(ROOT, '.test-data/nodes')

const nodes = MAJORS.map((major) => {
  const folder = path.join(CACHE, String(major))
  const node = path.join(folder, 'node_modules/node/bin/node')
  if (existsSync(node)) return node
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { node: true } }),
  )
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', `node@${major}`], {
    cwd: folder,
    stdio: 'inherit',
    timeout: 300_000,
  })
  if (status !== 0 || !existsSync(node)) throw new Error(`Node ${major} could not be installed in ${folder}.`)
  return node
})

const { status } = spawnSync('npm', ['exec', '--', 'vitest', 'run', 'test/worker/one-file.test.ts'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, COUNTERSIGN_TEST_NODES: nodes.join(':') },
})
process.exit(status ?? 1)
