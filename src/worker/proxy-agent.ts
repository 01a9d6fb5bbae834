import type { Agent } from 'node:http'

const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((it) => [it, it.toLowerCase()])

/**
 * The way to an address where the environment names a proxy (HTTP_PROXY, HTTPS_PROXY, NO_PROXY, in either case);
 * undefined: straight there. Without such variables nothing is loaded.
 *
 * @throws Error if the proxy's address cannot be used.
 */
export async function proxyAgentFor(url: string): Promise<Agent | undefined> {
  if (VARIABLES.every((it) => !process.env[it])) return undefined
  const { getProxyForUrl } = await import('proxy-from-env')
  const proxy = getProxyForUrl(url)
  if (proxy === '') return undefined
  // Its address may hold a password: it is not repeated.
  if (!/^https?:\/\/[^/]/i.test(proxy))
    throw new Error('the proxy that HTTP_PROXY or HTTPS_PROXY names has no http or https address')
  // Through a tunnel for https, so that the proxy does not see what is said; as a request for http.
  if (url.startsWith('https:')) return new (await import('https-proxy-agent')).HttpsProxyAgent(proxy)
  return new (await import('http-proxy-agent')).HttpProxyAgent(proxy)
}
