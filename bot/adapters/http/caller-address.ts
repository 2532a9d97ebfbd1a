import { isIPv6 } from 'node:net'

/**
 * Who is counted for an address as an ingress writes it: that address without a port, or the network of 64 bits that an
 * IPv6 address is in, because whoever has one address of it has them all.
 */
export function callerAt(written: string): string {
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(written)?.[1] ?? /^([\d.]+):\d+$/.exec(written)?.[1] ?? written
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1] // IPv4, as a socket for both kinds names it
  return mapped ?? (isIPv6(address) ? networkOf(address) : address)
}

function networkOf(address: string): string {
  const whole = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1) // in the one way to write it
  const [before = [], after = []] = whole.split('::').map((part) => part.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return `${[...before, ...zeros].slice(0, 4).join(':')}::/64`
}
