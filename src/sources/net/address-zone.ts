import { BlockList, isIP } from 'node:net';

/** From where an address can be reached: the same machine, the same network, an organisation, or everywhere. */
export type AddressZone = 'loopback' | 'link-local' | 'private' | 'public';

type Subnet = readonly [address: string, prefix: number];

/** The addresses that are not public (RFC 6890 and its registries), by zone. */
const subnets: readonly (readonly [AddressZone, readonly Subnet[], readonly Subnet[]])[] = [
  [
    'loopback',
    [
      ['127.0.0.0', 8],
      // A connection to the unspecified address reaches the same machine.
      ['0.0.0.0', 8],
    ],
    [
      ['::1', 128],
      ['::', 128],
    ],
  ],
  ['link-local', [['169.254.0.0', 16]], [['fe80::', 10]]],
  [
    'private',
    [
      ['10.0.0.0', 8],
      ['100.64.0.0', 10],
      ['172.16.0.0', 12],
      ['192.0.0.0', 24],
      ['192.168.0.0', 16],
      ['198.18.0.0', 15],
      ['224.0.0.0', 3],
    ],
    [
      ['fc00::', 7],
      ['fec0::', 10],
      ['ff00::', 8],
    ],
  ],
];

/** The prefix of IPv4 addresses that are reached through a translator (RFC 6052). */
const translated = '64:ff9b::';

const zones = subnets.map(([zone, ipv4, ipv6]) => {
  const addresses = new BlockList();
  for (const [address, prefix] of ipv4) {
    addresses.addSubnet(address, prefix, 'ipv4');
    addresses.addSubnet(`${translated}${address}`, 96 + prefix, 'ipv6');
  }
  for (const [address, prefix] of ipv6) addresses.addSubnet(address, prefix, 'ipv6');
  return { zone, addresses };
});

/**
 * Returns the zone of an IP address. What is no address counts as private.
 * @example zoneOf('192.168.1.1') // 'private'
 */
export function zoneOf(address: string): AddressZone {
  const [plain = ''] = address.split('%');
  const version = isIP(plain);
  if (version === 0) return 'private';
  return zones.find(({ addresses }) => addresses.check(plain, version === 4 ? 'ipv4' : 'ipv6'))?.zone ?? 'public';
}
