import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { middleware, type webhook } from '@line/bot-sdk'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../../../src/db/generated/client.ts'

// (b) of the benchmark: the bot that one writes today. Express, the SDK's middleware, one Prisma
// create per event, then 200. No deduplication but the primary key, and no queue.

type Request = IncomingMessage & { body: { events: webhook.Event[] } }
type Response = ServerResponse & { json(body: object): void }
type Express = {
  post(
    path: string,
    check: ReturnType<typeof middleware>,
    run: (it: Request, answer: Response) => unknown,
  ): void
  listen(port: number, host: string, done: () => void): Server
}
// Express comes without types, and the types made for it are not worth a dependency here.
const express = createRequire(import.meta.url)('express') as () => Express

const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL ?? '' }),
})
const app = express()
const check = middleware({ channelSecret: process.env.CHANNEL_SECRET ?? '' })
app.post('/line/webhook', check, async (request, response) => {
  for (const event of request.body.events) {
    const { webhookEventId } = event as { webhookEventId: string }
    await prisma.inboxEvent.create({
      data: { webhookEventId, event: JSON.stringify(event), receivedAt: new Date() },
    })
  }
  response.json({})
})
await prisma.$connect()
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ msg: 'ready', url: `http://127.0.0.1:${port}` })}\n`)
})
