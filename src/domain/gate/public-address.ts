import type { LookupAddress } from 'node:dns'
import { lookup as dnsLookup } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'

/** Finds the addresses of a name. Tests give their own. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>

export const systemResolve: Resolve = (hostname) => dnsLookup(hostname, { all: true })

/** Of IPv6 only this is handed out to the public internet; ::/96, 64:ff9b::/96 and fc00::/7 lie outside. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Of the public ranges these lead inside: to the cloud's own services, as seen from a machine in it, or
 * to documentation. What is reserved in general, ipaddr.js knows.
 */
const INSIDE: [IPv4 | IPv6, number][] = [
  // Azure: wire server, DNS and the health probe of every virtual machine.
  '168.63.129.16/32',
  // IBM Cloud: classic and private service endpoints.
  '161.26.0.0/16',
  '166.8.0.0/14',
  // Google Cloud: its APIs for private networks.
  '199.36.153.4/30',
  '199.36.153.8/30',
  '3fff::/20',
].map((it) => ipaddr.parseCIDR(it))

/** The IPv4 address in an ISATAP interface identifier (::0:5efe:a.b.c.d); null: it holds none. */
function tunnelled({ parts }: IPv6): IPv4 | null {
  const [a = 0, mark, high = 0, low = 0] = parts.slice(4)
  if (mark !== 0x5efe || (a & ~0x0200) !== 0) return null
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff])
}

function isPublic(address: IPv4 | IPv6): boolean {
  if (address.range() !== 'unicast') return false
  if (INSIDE.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits)))
    return false
  if (!('parts' in address)) return true
  const inner = tunnelled(address)
  return address.match(...GLOBAL_UNICAST) && (inner === null || isPublic(inner))
}

/** True only for addresses of the public internet: nothing private, local, reserved, a cloud's own, or wrapped round one. */
export function isPublicAddress(address: string): boolean {
  // With a zone (fe80::1%eth0) it is of one network alone.
  if (!ipaddr.isValid(address) || address.includes('%')) return false
  // A URL writes every IPv6 address in one way; ipaddr.js takes ::93.184.216.34 for IPv4. `process`
  // turns what is mapped (::ffff:5db8:d822) into the IPv4 address that it is.
  const plain = isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address
  return isPublic(ipaddr.process(plain))
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
