import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHostCheck, parseAllowedHost } from '../../../src/delivery/index.ts';

const codeOf = (host: string, options: Partial<Parameters<typeof createHostCheck>[0]> = {}): string | undefined =>
  createHostCheck({ allowed: [], allowedOrigins: [], listenHost: '127.0.0.1', ...options })(host)?.code;

describe('a name of the server', () => {
  it.each([
    '127.0.0.1:8000',
    '192.168.1.7',
    '0x7f.1',
    '[::1]:8000',
    '[FE80:0::1]',
    'localhost',
    'LOCALHOST:8000',
    'localhost.',
    'localhost.:8000',
    'undertone.localhost',
  ])('that is an address or this machine always passes: %s', (host) => {
    expect(codeOf(host)).toBeUndefined();
  });

  it.each([
    'evil.example',
    'evil.example:8000',
    'evil.example.',
    'localhost.evil.example',
    'evillocalhost',
    '127.0.0.1.evil.example',
    'undertone',
  ])('that nobody has allowed is misdirected: %s', (host) => {
    expect(codeOf(host)).toBe('misdirected');
  });

  it.each([
    'evil@localhost',
    'evil.example@localhost:8000',
    'localhost/x',
    'localhost?x',
    'a b',
    '[::1',
    'localhost:x',
    '',
  ])('is not %j, which is no host at all', (host) => {
    expect(codeOf(host)).toBe('bad_request');
  });

  it.each([
    ['senti.example', ['senti.example', 'SENTI.example:8000', 'senti.example.'], ['a.senti.example']],
    ['Senti.Example.', ['senti.example'], ['senti.example.evil.example']],
    ['*.example.com', ['a.example.com', 'a.b.example.com:81'], ['example.com', 'aexample.com']],
    ['bücher.example', ['xn--bcher-kva.example'], ['bucher.example']],
    ['undertone', ['undertone:8000'], ['undertone.example']],
  ])('passes where --allow-host is %j', (allowed, matching, others) => {
    for (const host of matching) expect([host, codeOf(host, { allowed: [allowed] })]).toEqual([host, undefined]);
    for (const host of others) expect([host, codeOf(host, { allowed: [allowed] })]).toEqual([host, 'misdirected']);
  });

  it.each([
    ['app.example', 'app.example'],
    ['app.example:8443', 'app.example:1'],
    ['*.example.com', 'a.example.com'],
    ['https://app.example:8443', 'app.example'],
  ])('passes where --allow-origin is %j', (origin, host) => {
    expect(codeOf(host, { allowedOrigins: [origin, 'null', 'file://'] })).toBeUndefined();
    expect(codeOf('null', { allowedOrigins: [origin, 'null', 'file://'] })).toBe('misdirected');
  });

  it('passes where the server listens on it', () => {
    expect(codeOf('senti.example:8000', { listenHost: 'Senti.example' })).toBeUndefined();
    expect(codeOf('senti.example:8000', { listenHost: '0.0.0.0' })).toBe('misdirected');
  });

  it('is let in by the option that its refusal names', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.webAuthority({ withPort: true }), fc.string()), (host) => {
        const { message = '' } = createHostCheck({ allowed: [], allowedOrigins: [], listenHost: '::' })(host) ?? {};
        const [, advised] = / --allow-host (.+)\.$/s.exec(message) ?? [];
        if (advised !== undefined) expect(codeOf(host, { allowed: [advised] })).toBeUndefined();
      }),
    );
  });
});

describe('--allow-host', () => {
  it.each([
    ['*', /of a host/],
    ['*.', /of a host/],
    ['', /of a host/],
    ['.example.com', /of a host/],
    ['a*.example.com', /of a host/],
    ['*.10.0.0.1', /of a host/],
    ['app..example', /of a host/],
    ['https://app.example', /of a host/],
    ['app.example/chat', /of a host/],
    ['ann@app.example', /of a host/],
    ['app.example:8443', /use app\.example\.$/],
    ['*.example.com:81', /use \*\.example\.com\.$/],
    ['app.example:', /use app\.example\.$/],
  ])('cannot be %j', (value, advice) => {
    expect(() => parseAllowedHost(value)).toThrow(advice);
    expect(() => createHostCheck({ allowed: [value], allowedOrigins: [], listenHost: '127.0.0.1' })).toThrow(
      /^--allow-host/,
    );
  });
});
