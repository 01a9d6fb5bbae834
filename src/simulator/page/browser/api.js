/** Calls /_sim and gives its JSON; throws an Error with the server's sentence when it says no. */
export async function sim(method, path, body) {
  const response = await fetch(`/_sim${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`)
  return answer
}

const LIVE = ['message', 'user', 'group', 'loading', 'settings', 'usage']

/** Follows /_sim/stream; `onOpen` comes at each (re)connection, when everything must be read anew. */
export function follow({ onOpen, onEvent, onState }) {
  const source = new EventSource('/_sim/stream')
  source.addEventListener('hello', () => {
    onState('open')
    onOpen()
  })
  for (const name of LIVE) source.addEventListener(name, (event) => onEvent(name, JSON.parse(event.data)))
  source.addEventListener('error', () => {
    onState('lost')
    if (source.readyState !== EventSource.CLOSED) return
    setTimeout(() => follow({ onOpen, onEvent, onState }), 2000)
  })
}
