import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClientOf, createProxyCheck } from '../../../src/app/client-of.ts';

const request = (remoteAddress: string | undefined, forwarded?: string, proto?: string) => ({
  socket: { remoteAddress },
  headers: {
    ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }),
    ...(proto !== undefined && { 'x-forwarded-proto': proto }),
  },
});

const trusted = ['10.0.0.0/8', '2001:db8:1::/48', '127.0.0.1', '::1'];
const addressOf = (peer: string, forwarded?: string): string =>
  createClientOf(trusted)(request(peer, forwarded)).address;

describe('the client of a request', () => {
  it('is the peer where no proxy is trusted, whatever the headers say', () => {
    const clientOf = createClientOf([]);
    expect(clientOf(request('192.0.2.1', '198.51.100.1', 'https'))).toEqual({ address: '192.0.2.1', isSecure: false });
  });

  it('is the peer where the peer is not trusted', () => {
    expect(addressOf('192.0.2.1', '198.51.100.1')).toBe('192.0.2.1');
  });

  it.each([
    ['the one that the proxy was asked from', '198.51.100.1', '198.51.100.1'],
    ['the right-most one, since a client can write the others', '203.0.113.9, 198.51.100.1', '198.51.100.1'],
    ['the right-most one that is not trusted itself', '203.0.113.9, 198.51.100.1, 10.9.9.9,10.0.0.2', '198.51.100.1'],
    ['the left-most one where all are trusted', '10.3.3.3, 10.2.2.2', '10.3.3.3'],
    ['the proxy where nothing is forwarded', '', '10.0.0.1'],
    ['one with a port', '198.51.100.1:50123', '198.51.100.1'],
    ['an IPv6 address', '2001:DB8::0:7', '2001:db8::7'],
    ['an IPv6 address in brackets', '[2001:db8::7]', '2001:db8::7'],
    ['an IPv6 address with a port', '"[2001:db8::7]:443"', '2001:db8::7'],
    ['an IPv6 address with a zone', 'fe80::7%eth0', 'fe80::7'],
    ['an IPv4 address that IPv6 carries', '::ffff:198.51.100.1', '198.51.100.1'],
    ['an IPv4 address that IPv6 carries in hexadecimal', '::ffff:c633:6401', '198.51.100.1'],
    ['found in spite of empty entries', ' , 198.51.100.1 ,, ', '198.51.100.1'],
    ['the proxy that wrote what is no address', '198.51.100.1, unknown', '10.0.0.1'],
    ['the last trusted one before what is no address', '198.51.100.1, _hidden, 10.0.0.2', '10.0.0.2'],
    ['never read beyond what is no address', '198.51.100.1, 300.1.1.1, 10.0.0.2', '10.0.0.2'],
  ])('behind a trusted proxy is %s', (_, forwarded, address) => {
    expect(addressOf('10.0.0.1', forwarded)).toBe(address);
  });

  it('is found behind a proxy that is connected by IPv4 within IPv6', () => {
    expect(addressOf('::ffff:10.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
    expect(addressOf('2001:db8:1:ffff::5', '198.51.100.1')).toBe('198.51.100.1');
    expect(addressOf('::1', '198.51.100.1')).toBe('198.51.100.1');
  });

  it('is not looked for where the peer is no trusted proxy', () => {
    const isProxy = createProxyCheck(trusted);
    expect(['10.9.9.9', '::ffff:10.9.9.9', '::1'].map(isProxy)).toEqual([true, true, true]);
    expect(['192.0.2.1', '2001:db8:2::1', '', 'unknown'].map(isProxy)).toEqual([false, false, false, false]);
  });

  it('has no address once the connection is closed', () => {
    expect(createClientOf(trusted)(request(undefined, '198.51.100.1')).address).toBe('');
  });

  it('is never one that an untrusted hop could make up', () => {
    const untrusted = fc.ipV4().filter((address) => !/^(?:10|127)\./.test(address));
    const madeUp = fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), { maxLength: 5 });
    const proxies = fc.array(fc.constantFrom('10.0.0.2', '10.255.0.1', '2001:db8:1::9', '::1'), { maxLength: 3 });
    fc.assert(
      fc.property(madeUp, untrusted, proxies, (before, client, behind) => {
        expect(addressOf('10.0.0.1', [...before, client, ...behind].join(', '))).toBe(client);
      }),
    );
  });

  it('is an address, whatever the header is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: fc.constantFrom('0', '9', 'a', 'f', '.', ':', '[', ']', '"', ',', ' ', '%') }),
        ),
        (text) => {
          expect(isIP(addressOf('10.0.0.1', text))).not.toBe(0);
        },
      ),
    );
  });

  it.each([
    ['https', 'https', true],
    ['HTTPS, by a chain of proxies', 'HTTPS, http', true],
    ['http', 'http', false],
    ['nothing', undefined, false],
  ])('is secure when a trusted proxy was asked by %s', (_, proto, isSecure) => {
    expect(createClientOf(trusted)(request('10.0.0.1', '198.51.100.1', proto)).isSecure).toBe(isSecure);
    expect(createClientOf(trusted)(request('192.0.2.1', '198.51.100.1', proto)).isSecure).toBe(false);
  });

  it('is secure when its own connection is', () => {
    const { headers } = request('192.0.2.1');
    expect(
      createClientOf([])({ headers, socket: Object.assign({ remoteAddress: '192.0.2.1' }, { encrypted: true }) }),
    ).toEqual({ address: '192.0.2.1', isSecure: true });
  });

  it.each([
    'proxy.example',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.1:80',
    '[::1]',
    '10.0.0',
    '10.0.0.0/8/8',
    '/8',
    'fe80::1%eth0',
  ])('refuses to trust %s', (value) => {
    expect(() => createClientOf(['10.0.0.1', value])).toThrow(`--trust-proxy ${value} must be an address`);
  });
});
