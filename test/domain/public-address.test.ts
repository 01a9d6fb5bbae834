import { expect, test } from 'vitest'
import { isPublicAddress, pinAddress } from '../../src/domain/gate/public-address.ts'

const never = () => Promise.reject(new Error('looked up'))

/** As a URL hands it on: in brackets, and written anew. */
const inUrl = (address: string) =>
  new URL(`http://${address.includes(':') ? `[${address}]` : address}/`).hostname

const INSIDE: [address: string, what: string][] = [
  ['::', 'the unspecified address'],
  ['::1', 'this machine'],
  ['::7f00:1', 'IPv4-compatible: this machine'],
  ['::127.0.0.1', 'IPv4-compatible: this machine'],
  ['::10.0.0.1', 'IPv4-compatible: private'],
  ['::169.254.169.254', 'IPv4-compatible: metadata'],
  ['::93.184.216.34', 'IPv4-compatible: nobody has these, whatever is inside'],
  ['::ffff:127.0.0.1', 'IPv4-mapped: this machine'],
  ['::ffff:168.63.129.16', "IPv4-mapped: Azure's own"],
  ['::ffff:0:10.0.0.1', 'IPv4-translated: private'],
  ['64:ff9b::127.0.0.1', 'NAT64: this machine'],
  ['64:ff9b::a9fe:a9fe', 'NAT64: metadata'],
  ['64:ff9b::93.184.216.34', 'NAT64: a gateway of ours decides where it leads'],
  ['64:ff9b:1::10.0.0.1', 'NAT64 of a local network'],
  ['2002:7f00:1::', '6to4: this machine'],
  ['2002:a00:1::1', '6to4: private'],
  ['2002:a9fe:a9fe::', '6to4: metadata'],
  ['2001:0:7f00:1::', 'Teredo'],
  ['2001::f5ff:fffe', 'Teredo: private, inverted'],
  ['2001:10::1', 'ORCHID'],
  ['2001:20::1', 'ORCHIDv2'],
  ['2001:db8::1', 'documentation'],
  ['3fff::1', 'documentation'],
  ['3fff:fff::1', 'documentation'],
  ['2606:2800:220:1:0:5efe:a00:1', 'ISATAP: private'],
  ['2606:2800:220:1:200:5efe:7f00:1', 'ISATAP: this machine'],
  ['fe80::5efe:a00:1', 'ISATAP: link-local'],
  ['fd00:ec2::254', "Amazon's metadata"],
  ['fd20:ce::254', "Google's metadata"],
  ['fd00:42::42', "Scaleway's metadata"],
  ['fe80::a9fe:a9fe', "OpenStack's metadata"],
  ['100::1', 'discard'],
  ['4000::1', 'not handed out'],
  ['5f00::1', 'segment routing'],
  ['8000::1', 'not handed out'],
  ['ff02::1', 'multicast'],
  ['168.63.129.16', "Azure's wire server"],
  ['100.100.100.200', "Alibaba's metadata"],
  ['169.254.169.254', 'metadata'],
  ['169.254.170.2', "Amazon's credentials of containers"],
  ['192.0.0.192', "Oracle's metadata"],
  ['161.26.0.10', "IBM's own services"],
  ['166.9.1.1', "IBM's private endpoints"],
  ['166.11.255.255', "IBM's private endpoints"],
  ['199.36.153.5', "Google's APIs for private networks"],
  ['199.36.153.11', "Google's APIs for private networks"],
  ['100.64.0.1', 'carrier-grade NAT'],
  ['0.1.2.3', 'this network'],
  ['192.88.99.1', '6to4 relays'],
  ['198.19.255.255', 'benchmarks'],
  ['203.0.113.7', 'documentation'],
  ['240.0.0.1', 'reserved'],
]

test.each(INSIDE)('%s is refused (%s)', async (address) => {
  expect(isPublicAddress(address)).toBe(false)
  await expect(pinAddress(inUrl(address), never)).rejects.toThrow('public internet')
  const [found] = [{ address, family: address.includes(':') ? 6 : 4 }]
  await expect(pinAddress('a.example', async () => [found])).rejects.toThrow('public internet')
})

test.each([
  '93.184.216.34',
  '1.1.1.1',
  '168.63.129.15',
  '168.63.129.17',
  '161.25.255.255',
  '166.7.255.255',
  '166.12.0.1',
  '199.36.153.12',
  '100.63.255.255',
  '100.128.0.1',
  '2001:4860:4860::8888',
  '2606:2800:220:1:248:1893:25c8:1946',
  '2606:2800:220:1:0:5efe:5db8:d822',
  '2a00:1450:4001:80b::200e',
  '3ffe::1',
])('%s is an address of the public internet', async (address) => {
  expect(isPublicAddress(address)).toBe(true)
  expect((await pinAddress(inUrl(address), never)).family).toBe(address.includes(':') ? 6 : 4)
})
