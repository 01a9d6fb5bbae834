import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import ipaddr from 'ipaddr.js'
import type { Logger } from 'pino'
import {
  BODY_TIMEOUT,
  HEADERS_TIMEOUT,
  KEEP_ALIVE_TIMEOUT,
  STALLED_CONNECTIONS_CHECK_INTERVAL,
} from '../domain/rules.ts'
import { connectionsClosed } from '../metrics.ts'

export type Handler = (request: Request, env: object) => Response | Promise<Response>

/** Times in milliseconds; `connections` in all, and of one address that is not this machine's. */
export type ServerLimits = {
  headersTimeout: number
  bodyTimeout: number
  keepAliveTimeout: number
  checkInterval: number
  connections: number
  connectionsPerAddress: number
  /** True for an address behind which there may be many clients; default: this machine's, where proxies are. */
  isShared?: (address: string) => boolean
}

/** What holds for everybody; how many connections there may be is a setting. */
export const SERVER_TIMEOUTS = {
  headersTimeout: HEADERS_TIMEOUT,
  bodyTimeout: BODY_TIMEOUT,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
  checkInterval: STALLED_CONNECTIONS_CHECK_INTERVAL,
} as const

type Connection = { address: string; exchange: { request: IncomingMessage; response: ServerResponse } | null }

/** True for an address of this machine: a proxy beside us, behind which there are many clients. */
export function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

/** Nobody waits for an answer on it: it is kept for a next request, or its request is not here yet. */
const isUnanswered = ({ exchange }: Connection) => exchange === null || !exchange.request.complete

/**
 * Keeps the number of connections within its limits. What is over them costs the connection that has
 * been without a whole request for longest, so that stalled ones give way to new ones and never the
 * other way round; where all others are being answered, the new one is closed.
 */
function limitConnections(server: Server, limits: ServerLimits, log: Logger): void {
  // Oldest first: a connection moves to the end when a request begins.
  const open = new Map<Socket, Connection>()
  const told = new Set<string>()
  const { isShared = isLoopback } = limits

  function makeRoom(newcomer: Socket, among: (it: Connection) => boolean): void {
    const stalled = [...open].find(([socket, it]) => socket !== newcomer && among(it) && isUnanswered(it))
    connectionsClosed.inc({ why: stalled ? 'gave_way' : 'refused' })
    ;(stalled?.[0] ?? newcomer).destroy()
  }

  function tellOnce(key: string, words: string): void {
    if (told.has(key) || told.size >= limits.connections) return
    told.add(key)
    log.warn(words)
  }

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    open.set(socket, { address, exchange: null })
    socket.once('close', () => open.delete(socket))
    const isOwn = (it: Connection) => it.address === address
    const own = isShared(address) ? 0 : [...open.values()].filter(isOwn).length
    if (own > limits.connectionsPerAddress) {
      tellOnce(
        address,
        `${address} has more connections than MAX_CONNECTIONS_PER_ADDRESS (${limits.connectionsPerAddress}): stalled ones are closed. If a load balancer has this address, raise it.`,
      )
      makeRoom(socket, isOwn)
    } else if (open.size > limits.connections) {
      tellOnce(
        'all',
        `there are more connections than MAX_CONNECTIONS (${limits.connections}): stalled ones are closed`,
      )
      makeRoom(socket, () => true)
    }
  })
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    const connection = open.get(socket)
    if (!connection) return
    connection.exchange = { request, response }
    open.delete(socket)
    open.set(socket, connection)
    response.once('close', () => {
      if (connection.exchange?.response === response) connection.exchange = null
    })
  })
}

/**
 * The HTTP server of the bot: headers and bodies that do not end are cut off, and connections are
 * limited. The timer of a request's headers begins with its first byte, so that a shorter one does no
 * harm to a connection that is kept alive.
 */
export function createHttpServer(fetch: Handler, limits: ServerLimits, log: Logger): Server {
  const { headersTimeout, bodyTimeout, keepAliveTimeout, checkInterval } = limits
  const server = createAdaptorServer({
    fetch,
    serverOptions: {
      headersTimeout,
      requestTimeout: bodyTimeout,
      keepAliveTimeout,
      connectionsCheckingInterval: checkInterval,
    },
  }) as Server
  limitConnections(server, limits, log)
  return server
}
