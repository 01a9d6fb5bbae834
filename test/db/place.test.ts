import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findPlace, isReachable, shareablePrograms } from '../../src/db/embedded/place.ts'

/** An account that owns nothing here. */
const STRANGER = { uid: 4_000_001, gid: 4_000_001 }

async function aFolder(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'countersign-place-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** A package as npm leaves it: programs, a library, and a link to it. */
async function aPackage(version: string) {
  const root = path.join(await aFolder(), 'node_modules/linux-x64')
  for (const it of ['native/bin', 'native/lib']) mkdirSync(path.join(root, it), { recursive: true })
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ version }))
  for (const it of ['initdb', 'postgres'])
    writeFileSync(path.join(root, 'native/bin', it), `${it} ${version}`, { mode: 0o755 })
  writeFileSync(path.join(root, 'native/lib/libpq.so.5.18'), 'library')
  symlinkSync('libpq.so.5.18', path.join(root, 'native/lib/libpq.so.5'))
  const bin = (it: string) => path.join(root, 'native/bin', it)
  return { initdb: bin('initdb'), postgres: bin('postgres') }
}

test('a folder is closed to another account if one folder above it is', async () => {
  const top = await aFolder()
  const dir = path.join(top, 'a/b')
  mkdirSync(dir, { recursive: true, mode: 0o755 })
  for (const it of [dir, path.dirname(dir)]) chmodSync(it, 0o755)
  chmodSync(top, 0o700)
  expect(isReachable(dir, STRANGER)).toBe(false)
  expect(isReachable(dir, null)).toBe(true)
  chmodSync(top, 0o711)
  expect(isReachable(dir, STRANGER)).toBe(true)
  chmodSync(dir, 0o700)
  expect(isReachable(dir, STRANGER)).toBe(false)
})

test('an account enters what its owner or its group may enter', async () => {
  const dir = await aFolder()
  const { uid, gid } = statSync(dir)
  chmodSync(dir, 0o700)
  expect(isReachable(dir, { uid, gid: STRANGER.gid })).toBe(true)
  chmodSync(dir, 0o710)
  expect(isReachable(dir, { uid: STRANGER.uid, gid })).toBe(true)
  chmodSync(dir, 0o701)
  expect(isReachable(dir, { uid: STRANGER.uid, gid })).toBe(false)
})

test('our own account needs no other place than the data folder', async () => {
  const dataDir = await aFolder()
  const { cluster, log, initdb } = await findPlace(dataDir, null)
  expect([cluster, log]).toEqual([path.join(dataDir, 'postgres'), path.join(dataDir, 'postgres.log')])
  expect(existsSync(initdb)).toBe(true)
})

test('programs in a closed folder are copied once for each version to where others can run them', async () => {
  const shared = await aFolder()
  chmodSync(shared, 0o755)
  const first = shareablePrograms(await aPackage('18.4.0'), shared)
  expect(readFileSync(first.postgres, 'utf8')).toBe('postgres 18.4.0')
  expect(isReachable(path.dirname(first.postgres), STRANGER)).toBe(true)
  expect(statSync(first.initdb).mode & 0o111).toBe(0o111)
  const library = path.join(path.dirname(path.dirname(first.postgres)), 'lib/libpq.so.5')
  expect(readFileSync(library, 'utf8')).toBe('library')
  // A link back into the closed folder would be of no use to the other account.
  expect(readlinkSync(library)).toBe('libpq.so.5.18')

  writeFileSync(first.postgres, 'as it was')
  expect(shareablePrograms(await aPackage('18.4.0'), shared)).toEqual(first)
  expect(readFileSync(first.postgres, 'utf8')).toBe('as it was')
  const next = shareablePrograms(await aPackage('18.5.0'), shared)
  expect(next.postgres).not.toBe(first.postgres)
  expect(readFileSync(next.postgres, 'utf8')).toBe('postgres 18.5.0')
})

test('programs of a package with closed modes can be run by others all the same', async () => {
  const shared = await aFolder()
  chmodSync(shared, 0o755)
  const packaged = await aPackage('18.4.0')
  for (const it of [packaged.initdb, packaged.postgres, path.dirname(packaged.postgres)]) chmodSync(it, 0o700)
  const { postgres } = shareablePrograms(packaged, shared)
  expect(isReachable(path.dirname(postgres), STRANGER)).toBe(true)
  expect(statSync(postgres).mode & 0o005).toBe(0o005)
})
