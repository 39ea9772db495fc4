import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey } from '../../../src/budget/index.ts';

describe('the key of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1:2', '2001:db8:0:0/64'],
    ['2001:0DB8:0000:0000:ffff::', '2001:db8:0:0/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2/64'],
    ['2001:db8:1:2:3:4:192.0.2.1', '2001:db8:1:2/64'],
    ['::1', '0:0:0:0/64'],
    ['fe80::1%eth0', 'fe80:0:0:0/64'],
    ['', ''],
  ])('of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  it('is the same for all addresses of a /64, however they are written, and for no other', () => {
    const address = fc.tuple(fc.ipV6(), fc.ipV6()).filter(([one, other]) => isIPv6(one) && isIPv6(other));
    fc.assert(
      fc.property(address, ([one, other]) => {
        const same = prefixOf(one) === prefixOf(other);
        const mapped = [one, other].some((each) => addressKey(each).includes('.'));
        expect(mapped || (addressKey(one) === addressKey(other)) === same).toBe(true);
      }),
    );
  });
});

/** The first four groups, as the URL parser writes an address. */
function prefixOf(address: string): string {
  const { hostname } = new URL(`http://[${address}]/`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
