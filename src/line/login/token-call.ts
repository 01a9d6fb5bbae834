import { z } from 'zod'
import { asLineError } from '../line-call.ts'
import { LineError } from '../line-error.ts'

const WHAT = 'a sign in'
/** Far more than an ID token and two others need. */
const ANSWER_LIMIT = 64 * 1024
const DETAIL_LIMIT = 200

const Answer = z.object({ id_token: z.string() })
const Refusal = z.object({ error: z.string(), error_description: z.string().optional() })

const broken = (message: string) => new LineError(message, { status: null })

/** Reads an answer up to its limit, whatever its headers promise. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    // Leaving the loop gives up the rest.
    if (length > ANSWER_LIMIT) throw broken(`LINE answered ${WHAT} with more than ${ANSWER_LIMIT} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** LINE's two fields and nothing else: a body may repeat what it was sent. */
function refusal(response: Response, text: string): LineError {
  const said = Refusal.safeParse(parse(text)).data
  const detail = said
    ? `: ${said.error} ${said.error_description ?? ''}`.trimEnd().slice(0, DETAIL_LIMIT)
    : ''
  return new LineError(`LINE answered ${WHAT} with ${response.status}${detail}`, {
    status: response.status,
    requestId: response.headers.get('x-line-request-id'),
  })
}

async function ask(url: URL, form: URLSearchParams, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { method: 'POST', body: form, redirect: 'error', signal })
  const text = await readText(response)
  if (!response.ok) throw refusal(response, text)
  if (!/^application\/json\s*(;|$)/i.test(response.headers.get('content-type') ?? ''))
    throw broken(`LINE answered ${WHAT} with something that is not JSON.`)
  const answer = Answer.safeParse(parse(text))
  if (!answer.success) throw broken(`LINE answered ${WHAT} without an ID token.`)
  return answer.data.id_token
}

/**
 * Changes an authorization code for an ID token, which nobody has checked yet.
 *
 * @throws LineError within `timeLimitMs`; its message holds neither the code nor the secret.
 */
export async function askIdToken(
  apiBaseUrl: string,
  fields: Record<string, string>,
  timeLimitMs: number,
): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'authorization_code', ...fields })
  const signal = AbortSignal.timeout(timeLimitMs)
  try {
    return await ask(new URL('/oauth2/v2.1/token', apiBaseUrl), form, signal)
  } catch (error) {
    if (signal.aborted) throw broken(`LINE did not answer ${WHAT} within ${timeLimitMs / 1000} s.`)
    throw asLineError(WHAT, error)
  }
}
