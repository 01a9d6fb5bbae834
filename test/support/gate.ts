import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP way to a server. When it sticks, what was sent is lost, on old connections for good; nothing is refused. */
export type Gate = AsyncDisposable & { port: number; stick(): void; unstick(): void }

/** Puts a gate before a port of this machine; it starts open. */
export async function startGate(targetPort: number): Promise<Gate> {
  const sockets = new Set<Socket>()
  let isStuck = false
  const server = createServer((near) => {
    let isLost = false
    const far = connect(targetPort, '127.0.0.1')
    for (const it of [near, far]) {
      sockets.add(it)
      it.on('error', () => {})
      it.on('close', () => {
        sockets.delete(it)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (bytes) => {
      isLost ||= isStuck
      if (!isLost) far.write(bytes)
    })
    far.on('data', (bytes) => near.write(bytes))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port')
  return {
    port: address.port,
    stick: () => {
      isStuck = true
    },
    unstick: () => {
      isStuck = false
    },
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const it of sockets) it.destroy()
      await once(server, 'close')
    },
  }
}
