import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { proxyAgentFor } from './proxy-agent.ts'

export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; text: string; bytes: number }

export type HttpQuestion = {
  method: string
  headers?: Record<string, string>
  body?: string
  timeout: number
  /** So many bytes of the answer are read; the rest is left alone. */
  limit?: number
}

const LIMIT = 8 * 1024 * 1024

function readBody(response: IncomingMessage, limit: number): Promise<{ text: string; bytes: number }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const end = () => resolve({ text: Buffer.concat(chunks).toString('utf8'), bytes })
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes < limit) return
      end()
      response.destroy()
    })
    response.on('end', end)
    response.on('error', reject)
  })
}

/**
 * One request by node:http: `fetch` prints a warning under Node 18, and takes longer to load.
 *
 * @throws Error of the connection, or "no answer within … ms".
 */
export async function request(url: string, question: HttpQuestion): Promise<HttpAnswer> {
  const { method, headers, body, timeout, limit = LIMIT } = question
  // Loaded when needed: a command that succeeds asks nobody.
  const client = url.startsWith('https:') ? await import('node:https') : await import('node:http')
  const sent = client.request(url, {
    method,
    agent: (await proxyAgentFor(url)) ?? false,
    headers: { ...headers, ...(body ? { 'content-length': String(Buffer.byteLength(body)) } : {}) },
  })
  const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeout} ms`)), timeout)
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve)
      sent.on('error', reject)
      sent.end(body)
    })
    const read = await readBody(response, limit)
    return { status: response.statusCode ?? 0, headers: response.headers, ...read }
  } finally {
    clearTimeout(timer)
    sent.on('error', () => {})
    sent.destroy()
  }
}
