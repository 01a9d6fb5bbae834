import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { downloadedFile, machinesNode, start } from './programs.ts'

/** A proxy that passes requests on, and refuses tunnels; with what it was asked for. */
async function aProxy() {
  const asked: string[] = []
  const server = createServer((from, answer) => {
    asked.push(`${from.method} ${from.url}`)
    const to = request(from.url ?? '', { method: from.method, headers: from.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    to.on('error', () => answer.writeHead(502).end())
    from.pipe(to)
  })
  server.on('connect', (from, socket) => {
    asked.push(`CONNECT ${from.url}`)
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function aServer() {
  const server = createServer((_, answer) => answer.end('{}'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const doctor = async (env: Record<string, string>) => {
  const argv = [machinesNode(), await downloadedFile(), 'doctor']
  return start(argv, { env: { COUNTERSIGN_TOKEN: 'cs_x', COUNTERSIGN_TIMEOUT_MS: '5000', ...env } }).ended
}

describe('behind a proxy', () => {
  it('goes through the one that the environment names', async () => {
    const [proxy, server] = [await aProxy(), await aServer()]
    await doctor({ COUNTERSIGN_URL: server, HTTP_PROXY: proxy.url })
    expect(proxy.asked).toContain(`GET ${server}/readyz`)
  })

  it('goes straight to what NO_PROXY names', async () => {
    const [proxy, server] = [await aProxy(), await aServer()]
    const { stdout } = await doctor({ COUNTERSIGN_URL: server, http_proxy: proxy.url, NO_PROXY: '127.0.0.1' })
    expect(proxy.asked).toEqual([])
    expect(stdout.toString()).toContain(`${server} is ready`)
  })

  it('asks for a tunnel to an https address, and says when there is none', async () => {
    const proxy = await aProxy()
    const { stdout, code } = await doctor({ COUNTERSIGN_URL: 'https://bot.example', HTTPS_PROXY: proxy.url })
    expect(proxy.asked).toContain('CONNECT bot.example:443')
    expect(stdout.toString()).toContain('answers /readyz with 502')
    expect(code).not.toBe(0)
  })

  it('says that a proxy has no address that can be used, without repeating it', async () => {
    const { stdout } = await doctor({
      COUNTERSIGN_URL: 'http://bot.example',
      HTTP_PROXY: 'socks5://u:secret@x',
    })
    expect(stdout.toString()).toContain('HTTP_PROXY')
    expect(stdout.toString()).not.toContain('secret')
  })
})
