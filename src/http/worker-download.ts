import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Services } from '../services.ts'
import type { ApiEnv } from './api-env.ts'
import { workerPrompt } from './mcp-worker-prompt.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const PROGRAM = path.join(ROOT, 'src/worker/program.ts')
const NAME = 'countersign-worker.mjs'
const OLDEST_NODE = 18
/** As the program ends when it cannot do what it was called for. */
const EXIT_USAGE = 64
const PLACEHOLDER = '0.0.0+00000000'

/** A worker that runs from the repository is as new as the repository. */
const FROM_SOURCE = 'source'
const VERSION_HEADER = 'x-countersign-worker-version'
const UPDATE_HEADER = 'x-countersign-worker-update'

/** The one-file worker: self-contained, for any Node from 18. */
export type OneFile = { text: string; bytes: number; sha256: string; version: string }

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * The bundle as a program that Node reads alike as CommonJS and as an ES module, whatever the file is called
 * and whatever a package.json above it says. Node too old for it says so: nothing here is newer than Node 12.
 */
const asProgram = (bundle: string) => `#!/usr/bin/env node
if (Number(process.versions.node.split('.')[0]) < ${OLDEST_NODE}) {
  process.stderr.write('countersign-worker: Node ${OLDEST_NODE} or newer is needed, this is ' + process.version + '; nothing was done.\\n')
  process.exit(${EXIT_USAGE})
}
import('node:module').then(function (loader) {
'use strict'
var require = loader.createRequire(process.execPath), module = { exports: {} }, exports = module.exports
${bundle}
return module.exports.runProgram(process.argv.slice(2))
})
`

/**
 * Bundles src/worker to one file, in memory. Its version is ours and, after a plus, what its content
 * is: any other content is another version.
 */
export async function buildOneFile(): Promise<OneFile> {
  const { build, stop } = await import('esbuild')
  const { version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  const { outputFiles } = await build({
    entryPoints: [PROGRAM],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node12',
    define: { COUNTERSIGN_WORKER_VERSION: JSON.stringify(PLACEHOLDER) },
    logLevel: 'silent',
  })
  await stop()
  const raw = asProgram(outputFiles[0]?.text ?? '')
  const named = `${version}+${sha256(raw).slice(0, 8)}`
  const text = raw.replaceAll(PLACEHOLDER, named)
  return { text, bytes: Buffer.byteLength(text), sha256: sha256(text), version: named }
}

let built: Promise<OneFile> | null = null

/** Built at the first call, then kept; a build that failed is tried again. */
export function oneFile(): Promise<OneFile> {
  built ??= buildOneFile().catch((error: unknown) => {
    built = null
    throw error
  })
  return built
}

const addressOf = (services: Services) => `${services.publicUrl()}/worker/${NAME}`

/** /worker: the command line for workers' machines, its checksum, and the workers' rules. Public: they hold no secret. */
export function workerDownload(services: Services): Hono<ApiEnv> {
  const worker = new Hono<ApiEnv>()
  worker.get('/', async (c) => {
    const { bytes, sha256, version } = await oneFile()
    return c.json({ name: NAME, version, sha256, bytes, node: '>=18', url: addressOf(services) })
  })
  worker.get(`/${NAME}`, async (c) => {
    const { text, sha256, version } = await oneFile()
    const headers = {
      'content-type': 'text/javascript; charset=utf-8',
      'content-disposition': `attachment; filename="${NAME}"`,
      'cache-control': 'no-cache',
      etag: `"${sha256}"`,
      'x-checksum-sha256': sha256,
      [VERSION_HEADER]: version,
    }
    if (c.req.header('if-none-match') === headers.etag) return c.body(null, 304, headers)
    return c.body(text, 200, headers)
  })
  worker.get(`/${NAME}.sha256`, async (c) => c.text(`${(await oneFile()).sha256}  ${NAME}\n`))
  const markdown = { 'content-type': 'text/markdown; charset=utf-8' }
  worker.get('/worker-prompt.md', (c) => c.body(workerPrompt(), 200, markdown))
  return worker
}

/** Tells a worker of another version, in a header of every answer, what to do; its program says it to its user. */
export function tellOldWorkers(services: Services) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const theirs = c.req.header(VERSION_HEADER)
    if (theirs !== undefined && theirs !== FROM_SOURCE) {
      // Without a bundler there is nothing newer to be had.
      const ours = await oneFile().catch(() => null)
      if (ours && ours.version !== theirs) {
        const known = /^[\w.+-]{1,60}$/.test(theirs) ? theirs : 'of an unknown version'
        c.header(
          UPDATE_HEADER,
          `this countersign-worker is ${known}, the bot has ${ours.version}: download it again from ${addressOf(services)} (sha256 ${ours.sha256})`,
        )
      }
    }
    await next()
  })
}
