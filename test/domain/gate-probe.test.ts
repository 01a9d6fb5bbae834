import { createHash } from 'node:crypto'
import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { type ProbeOptions, probeArtifact } from '../../src/domain/gate/probe.ts'
import { isPublicAddress } from '../../src/domain/gate/public-address.ts'

const PUBLIC: LookupAddress = { address: '93.184.216.34', family: 4 }
const HOME: LookupAddress = { address: '127.0.0.1', family: 4 }

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A server on this machine that stands for the internet: names lead to a public address, connections come here. */
async function openWeb(handler: Handler) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.headers.host}${request.url}`)
    handler(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port')
  const { port } = address
  const looked: string[] = []
  const dialled: string[] = []
  const probe = (path: string, over: Partial<ProbeOptions> = {}, host = 'files.example') =>
    probeArtifact(`http://${host}:${port}${path}`, {
      resolve: async (name) => {
        looked.push(name)
        return [PUBLIC]
      },
      dial: (pinned) => {
        dialled.push(pinned.address)
        return HOME
      },
      ...over,
    })
  return { port, seen, looked, dialled, probe }
}

const sends =
  (body: string | Buffer, type = 'text/plain'): Handler =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': type }).end(body)

const NOT_PUBLIC = expect.objectContaining({
  status: 0,
  sha256: null,
  mayRetry: false,
  problem: expect.stringContaining('public internet'),
})

test('what it fetched is kept: status, length, type and hash', async () => {
  const body = Buffer.from('%PDF-1.7 a report')
  const { probe, looked, dialled } = await openWeb(sends(body, 'application/pdf'))
  expect(await probe('/a.pdf')).toMatchObject({
    status: 200,
    length: body.length,
    type: 'application/pdf',
    sha256: createHash('sha256').update(body).digest('hex'),
    problem: null,
  })
  expect([looked, dialled]).toEqual([['files.example'], ['93.184.216.34']])
})

const PRIVATE = [
  '127.0.0.1',
  '127.255.255.254',
  '::1',
  '0.0.0.0',
  '::',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '::ffff:0:127.0.0.1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::',
  '2001::1',
  '2001:db8::1',
  '100::1',
]

test.each(PRIVATE)(
  '%s is not an address of the public internet, nor a name that leads there',
  async (address) => {
    expect(isPublicAddress(address)).toBe(false)
    const { probe, seen, dialled } = await openWeb(sends('secret'))
    const resolve = async () => [{ address, family: address.includes(':') ? 6 : 4 }]
    expect(await probe('/', { resolve })).toEqual(NOT_PUBLIC)
    expect([seen, dialled]).toEqual([[], []])
  },
)

test.each([
  '127.0.0.1',
  '127.1',
  '0',
  '0.0.0.0',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '１２７.０.０.１',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[fc00::1]',
  '10.0.0.1',
  '192.168.1.1',
  '169.254.169.254',
])('the address %s in a URL is refused, however it is written', async (host) => {
  const { probe, seen, looked } = await openWeb(sends('secret'))
  expect(await probe('/', {}, host)).toEqual(NOT_PUBLIC)
  expect(seen).toEqual([])
  expect(looked).toEqual([])
})

test('a name with one public and one private address is refused', async () => {
  const { probe, seen } = await openWeb(sends('secret'))
  for (const found of [[PUBLIC, HOME], [HOME, PUBLIC], [PUBLIC, { address: 'fd00::1', family: 6 }], []])
    expect(await probe('/', { resolve: async () => found })).toEqual(NOT_PUBLIC)
  expect(seen).toEqual([])
})

test('a name that changes its answer between check and use is used as it was checked', async () => {
  const { probe, dialled } = await openWeb(sends('a report'))
  let asked = 0
  const resolve = async () => {
    asked += 1
    return asked === 1 ? [PUBLIC] : [HOME]
  }
  expect(await probe('/', { resolve })).toMatchObject({ status: 200, problem: null })
  expect([asked, dialled]).toEqual([1, ['93.184.216.34']])
})

test.each([
  'http://127.0.0.1:9/',
  'http://[::1]/',
  'http://2130706433/',
  'http://intranet.example/',
  '//10.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
])('a redirect to %s is not followed', async (location) => {
  const { probe, seen } = await openWeb((_, response) => void response.writeHead(302, { location }).end())
  const resolve = async (name: string) => (name === 'intranet.example' ? [HOME] : [PUBLIC])
  expect(await probe('/', { resolve })).toEqual(NOT_PUBLIC)
  expect(seen).toHaveLength(1)
})

test('a redirect back to the same name is looked up and checked again', async () => {
  const { probe, seen } = await openWeb(
    (_, response) => void response.writeHead(302, { location: '/again' }).end(),
  )
  let asked = 0
  const resolve = async () => {
    asked += 1
    return asked === 1 ? [PUBLIC] : [HOME]
  }
  expect(await probe('/', { resolve })).toEqual(NOT_PUBLIC)
  expect(seen).toHaveLength(1)
})

test.each(['file:///etc/passwd', 'ftp://files.example/a', 'gopher://x/', 'javascript:1'])(
  'a redirect to %s is not fetched',
  async (location) => {
    const { probe } = await openWeb((_, response) => void response.writeHead(301, { location }).end())
    expect(await probe('/')).toMatchObject({ problem: expect.stringContaining('is not fetched') })
  },
)

test('five redirects are followed, the sixth is not', async () => {
  const { probe } = await openWeb((request, response) => {
    const left = Number(request.url?.slice(1))
    if (left === 0) response.end('there')
    else response.writeHead(307, { location: `/${left - 1}` }).end()
  })
  expect(await probe('/5')).toMatchObject({ status: 200, problem: null, length: 5 })
  expect(await probe('/6')).toMatchObject({ problem: expect.stringContaining('redirects more than') })
})

test('what is larger than the limit is not read to its end', async () => {
  let closed = 0
  const { probe } = await openWeb((_, response) => {
    response.on('close', () => {
      closed += 1
    })
    const chunk = Buffer.alloc(64 * 1024)
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', more)
    more()
  })
  const finding = await probe('/', { sizeBytes: 1024 * 1024 })
  expect(finding).toMatchObject({ status: 200, problem: expect.stringContaining('over 1048576 bytes') })
  const { probe: exact } = await openWeb(sends(Buffer.alloc(1000, 'x')))
  expect((await exact('/', { sizeBytes: 1000 })).problem).toBeNull()
  expect((await exact('/', { sizeBytes: 999 })).problem).toContain('over 999 bytes')
  expect(closed).toBeLessThanOrEqual(1)
})

const SLOW: [string, Handler][] = [
  ['never answers', () => {}],
  ['never ends', (_, response) => void response.writeHead(200).write('x')],
]

test.each(SLOW)('a server that %s is not waited for longer than the limit', async (_, handler) => {
  const { probe } = await openWeb(handler)
  const began = performance.now()
  const finding = await probe('/', { timeMs: 200 })
  expect(performance.now() - began).toBeLessThan(3_000)
  expect(finding).toMatchObject({
    status: 0,
    mayRetry: true,
    problem: expect.stringContaining('within 0.2 s'),
  })
})

test('a name that is looked up for ever is not waited for either', async () => {
  const { probe } = await openWeb(sends('x'))
  const finding = await probe('/', { timeMs: 100, resolve: () => new Promise(() => {}) })
  expect(finding).toMatchObject({ mayRetry: true, problem: expect.stringContaining('within 0.1 s') })
})

test('a name that is not known, or a server that refuses, may be tried again', async () => {
  const { probe } = await openWeb((request) => request.socket.destroy())
  const unknown = await probe('/', { resolve: () => Promise.reject(new Error('ENOTFOUND')) })
  expect(unknown).toMatchObject({ status: 0, mayRetry: true, problem: expect.stringContaining('ENOTFOUND') })
  expect(await probe('/')).toMatchObject({ status: 0, mayRetry: true })
})

test.each([
  ['', 'empty'],
  ['TODO', 'a placeholder'],
  ['to do', 'a placeholder'],
  ['  Placeholder.\n', 'a placeholder'],
  ['{}', 'a placeholder'],
  ['[]', 'a placeholder'],
  ['null', 'a placeholder'],
  ['N/A', 'a placeholder'],
  ['TBD', 'a placeholder'],
  ['Lorem ipsum', 'a placeholder'],
  ['coming soon!', 'a placeholder'],
  ['   ', 'empty'],
])('an artifact that is %j is %s, and no artifact', async (body, why) => {
  const { probe } = await openWeb(sends(body))
  expect((await probe('/')).problem).toBe(`the artifact is ${why}`)
})

test.each(['{"rows": 0}', 'TODO list of the team: 1. ship', '0', 'a'])('%s is an artifact', async (body) => {
  const { probe } = await openWeb(sends(body))
  expect((await probe('/')).problem).toBeNull()
})

test.each([404, 503, 204])('another status is found as it is: %i', async (status) => {
  const { probe } = await openWeb((_, response) => void response.writeHead(status).end())
  expect(await probe('/')).toMatchObject({ status, sha256: null, problem: null })
})
