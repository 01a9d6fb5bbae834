import type { LookupAddress } from 'node:dns'
import { lookup as dnsLookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'

/** Finds the addresses of a name. Tests give their own. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>

export const systemResolve: Resolve = (hostname) => dnsLookup(hostname, { all: true })

/** True only for addresses of the public internet: nothing private, local, reserved, or wrapped round one. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `process` turns an IPv4 address written as IPv6 into what it is.
  return ipaddr.process(address).range() === 'unicast'
}

/**
 * The one address to connect to. Every address of the name must be public: one that is not is a trap.
 *
 * @throws Error naming the host.
 */
export async function pinAddress(hostname: string, resolve: Resolve): Promise<LookupAddress> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const found = ipaddr.isValid(host)
    ? [{ address: host, family: ipaddr.parse(host).kind() === 'ipv6' ? 6 : 4 }]
    : await resolve(host)
  const [first] = found
  if (!first || !found.every((it) => isPublicAddress(it.address))) {
    throw new Error(`${host} is not an address of the public internet`)
  }
  return first
}
