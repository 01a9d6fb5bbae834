import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect, onTestFinished } from 'vitest'
import type { Bot } from './bot.ts'

type Called = { isError: boolean; body: Record<string, unknown> & { what_to_do?: string } }

/** The official client, as the owner of a token. */
export async function connectMcp(bot: Bot, token: string) {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const requestInit = { headers: { authorization: `Bearer ${token}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${bot.url}/mcp`), { requestInit }))
  onTestFinished(() => client.close())
  const called = new Set<string>()
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<Called> => {
    called.add(name)
    const result = await client.callTool({ name, arguments: args })
    const [content] = result.content as { type: string; text: string }[]
    return { isError: result.isError === true, body: JSON.parse(content?.text ?? '{}') }
  }
  const works = async (name: string, args: Record<string, unknown> = {}) => {
    const it = await call(name, args)
    expect(it.isError, `${name}: ${JSON.stringify(it.body)}`).toBe(false)
    return it.body
  }
  return { client, call, works, called }
}
