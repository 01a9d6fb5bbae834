import { type Answer, type RequestOptions, startBot } from './bot.ts'

/** Where workers report. */
export const PATH = '/api/pls/worker-repair-events'

/** A bot, and a worker's way to report to it. */
export async function openApi() {
  const bot = await startBot()
  const token = await bot.token('worker')
  const send = (options: RequestOptions) => bot.request('POST', PATH, { token, ...options })
  return { bot, token, send, kept: () => bot.db.prisma.workerRepairEvent.count() }
}

/** An answer, for the message of a failed test. */
export const said = ({ status, body }: Answer) => `${status} ${JSON.stringify(body)}`
