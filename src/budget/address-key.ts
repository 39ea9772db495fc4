/**
 * Returns the key by which an address pays for what it uses: an IPv4 address is its own, also where IPv6 carries it
 * (`::ffff:192.0.2.1`); of an IPv6 address it is the /64, since one host usually has all of it (RFC 6177).
 *
 * @example
 * addressKey('2001:db8::1:2'); // '2001:db8:0:0/64'
 */
export function addressKey(address: string): string {
  const [bare = ''] = address.toLowerCase().split('%');
  if (!bare.includes(':')) return bare;
  const mapped = /^(?:0*:)*(?:0*:)?:?ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  return `${groupsOf(bare).slice(0, 4).join(':')}/64`;
}

/** Returns the eight groups of an IPv6 address without leading zeros. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const before = groupsIn(head);
  const after = tail === undefined ? [] : groupsIn(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after];
}

/** An IPv4 address at the end stands for two groups. */
const groupsIn = (part: string): readonly string[] =>
  part === ''
    ? []
    : part.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group.replace(/^0+(?=.)/, '')]));
