import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** The network between a worker and the bot: one address that can be shut, opened, and led elsewhere. */
export type Way = {
  url: string
  /** How many connections were made so far. */
  connections(): number
  /** Refuses everybody, and cuts off who is there. */
  shut(): Promise<void>
  open(): Promise<void>
  /** From now on requests arrive, and their answers are lost. */
  loseAnswers(isLost: boolean): void
  /** From now on to another server; who is there is cut off. */
  leadTo(url: string): void
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<unknown> {
  server.listen(port, '127.0.0.1')
  return once(server, 'listening')
}

/** Opens a way to a server; it ends with the test. */
export async function openWay(target: string): Promise<Way> {
  const sockets = new Set<Socket>()
  let [count, port, targetPort, isLost] = [0, 0, Number(new URL(target).port), false]
  const join = (near: Socket) => {
    count += 1
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
    near.on('data', (bytes) => far.write(bytes))
    far.on('data', (bytes) => {
      if (isLost) near.destroy()
      else near.write(bytes)
    })
  }
  let server = createServer(join)
  const cut = () => {
    for (const it of sockets) it.destroy()
  }
  const shut = async () => {
    const closed = once(server, 'close')
    server.close()
    cut()
    await closed
  }
  await listen(server, 0)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port')
  port = address.port
  onTestFinished(async () => {
    if (server.listening) await shut()
  })
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => count,
    shut,
    open: async () => {
      server = createServer(join)
      await listen(server, port)
    },
    loseAnswers: (it) => {
      isLost = it
    },
    leadTo: (url) => {
      targetPort = Number(new URL(url).port)
      cut()
    },
  }
}
