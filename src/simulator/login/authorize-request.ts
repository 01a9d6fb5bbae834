import type { Platform } from '../platform.ts'

/** What a website asks LINE Login for, when all of it is in order. */
export interface AuthorizeRequest {
  redirectUri: string
  state: string
  scope: string[]
  nonce: string | null
  codeChallenge: string | null
}

/**
 * `page`: LINE says so on a page of its own and sends nobody anywhere; `back`: it sends the browser
 * back to the website with the error.
 */
export type CheckedRequest =
  | { kind: 'ok'; request: AuthorizeRequest }
  | { kind: 'page'; message: string }
  | { kind: 'back'; url: string }

const CODE_CHALLENGE = /^[\w-]{43}$/

/** The address without its query: any query may be added to a registered one. */
function bare(address: string): string | null {
  const url = URL.parse(address)
  return url === null || url.hash !== '' ? null : url.origin + url.pathname
}

/** A callback address with what LINE adds to it. */
export function callbackUrl(redirectUri: string, answer: Record<string, string>): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  return url.href
}

export const deniedUrl = ({ redirectUri, state }: AuthorizeRequest): string =>
  callbackUrl(redirectUri, {
    error: 'ACCESS_DENIED',
    error_description: 'The resource owner denied the request.',
    state,
  })

/** Checks the query of an authorization address as LINE does. */
export function checkAuthorizeRequest(platform: Platform, query: URLSearchParams): CheckedRequest {
  if (query.get('client_id') !== platform.channel.login.id)
    return { kind: 'page', message: 'There is no LINE Login channel with this client_id.' }
  const redirectUri = query.get('redirect_uri') ?? ''
  const registered = platform.settings().loginCallbackUrls.map(bare)
  const wanted = bare(redirectUri)
  if (wanted === null || !registered.includes(wanted))
    return { kind: 'page', message: 'This redirect_uri is no callback URL of the channel.' }
  const request: AuthorizeRequest = {
    redirectUri,
    state: query.get('state') ?? '',
    scope: (query.get('scope') ?? '').split(' ').filter(Boolean),
    nonce: query.get('nonce'),
    codeChallenge: query.get('code_challenge'),
  }
  const error = errorOf(request, query)
  if (error === null) return { kind: 'ok', request }
  const [code, error_description] = error
  return {
    kind: 'back',
    url: callbackUrl(redirectUri, { error: code, error_description, state: request.state }),
  }
}

function errorOf(
  { state, scope, codeChallenge }: AuthorizeRequest,
  query: URLSearchParams,
): [code: string, description: string] | null {
  if (query.get('response_type') !== 'code')
    return ['UNSUPPORTED_RESPONSE_TYPE', 'response_type must be code.']
  if (state === '') return ['INVALID_REQUEST', 'state is missing.']
  if (!scope.includes('openid') && !scope.includes('profile'))
    return ['INVALID_SCOPE', 'scope needs openid or profile.']
  if (scope.includes('email') && !scope.includes('openid'))
    return ['INVALID_SCOPE', 'scope email needs openid.']
  const method = query.get('code_challenge_method')
  if (codeChallenge === null ? method !== null : method !== 'S256' || !CODE_CHALLENGE.test(codeChallenge))
    return ['INVALID_REQUEST', 'PKCE takes a code_challenge with code_challenge_method S256.']
  return null
}
