import { once } from 'node:events'
import { connect as open } from 'node:net'
import { onTestFinished } from 'vitest'

/** A connection on which a test sends what bytes it likes. */
export type RawConnection = {
  send(text: string): void
  /** What came back so far. */
  received(): string
  /** Resolves when the other side has closed it, with all that came back. */
  closed: Promise<string>
  isClosed(): boolean
  /** Goes away without a word. */
  leave(): void
}

/** Opens a connection to a server; it ends with the test. */
export async function connectRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = open(Number(port), hostname)
  let text = ''
  let isClosed = false
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.on('error', () => {})
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => {
      isClosed = true
      resolve(text)
    })
  })
  onTestFinished(() => {
    socket.destroy()
  })
  await Promise.race([once(socket, 'connect'), closed])
  return {
    send: (it) => {
      socket.write(it)
    },
    received: () => text,
    closed,
    isClosed: () => isClosed,
    leave: () => {
      socket.destroy()
    },
  }
}

/** A request that promises a body of 1,000 bytes and sends one. */
export const stalledPost = (path: string, token?: string) =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    ...(token ? [`Authorization: Bearer ${token}`] : []),
    'Content-Length: 1000',
    '',
    '{',
  ].join('\r\n')

export const aGet = (path: string, token?: string) =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(token ? [`Authorization: Bearer ${token}`] : []),
    '',
    '',
  ].join('\r\n')
