import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOriginCheck, parseAllowedOrigin } from '../../../src/delivery/index.ts';

const isAllowed = (origin: string, ...allowed: readonly string[]): boolean =>
  createOriginCheck({ allowed, listenHost: '0.0.0.0' })({ origin, host: 'own.example' }) === undefined;

describe('an allowed origin', () => {
  it.each([
    [
      'app.example',
      ['https://app.example', 'http://app.example', 'https://app.example:8443'],
      ['https://a.app.example'],
    ],
    ['APP.example', ['https://app.example'], ['https://app.example.evil.example']],
    ['app.example:8443', ['https://app.example:8443', 'http://app.example:8443'], ['https://app.example']],
    ['app.example:443', ['https://app.example'], ['http://app.example', 'https://app.example:8443']],
    [
      '*.example.com',
      ['https://a.example.com', 'http://a.b.example.com:81'],
      ['https://example.com', 'https://aexample.com'],
    ],
    ['*.example.com:81', ['http://a.example.com:81'], ['http://a.example.com']],
    ['https://app.example', ['https://app.example'], ['http://app.example', 'https://app.example:8443']],
    ['https://app.example:443', ['https://app.example'], ['https://app.example:444']],
    ['HTTPS://App.Example:8443', ['https://app.example:8443'], ['https://app.example']],
    ['http://10.0.0.7:3000', ['http://10.0.0.7:3000'], ['http://10.0.0.7']],
    ['[::1]', ['http://[::1]:3000'], ['http://[::2]']],
    ['http://[0:0:0:0:0:0:0:1]:3000', ['http://[::1]:3000'], ['http://[::1]']],
    ['bücher.example', ['https://xn--bcher-kva.example'], ['https://bucher.example']],
    ['chrome-extension://abcdef', ['chrome-extension://abcdef'], ['chrome-extension://abcdeg', 'https://abcdef']],
    ['null', ['null'], ['https://null', 'file://']],
    ['file://', ['file://'], ['null']],
    [' app.example ', ['https://app.example'], ['null']],
  ])('%j matches %j and not %j', (pattern, matching, others) => {
    for (const origin of matching) expect([origin, isAllowed(origin, pattern)]).toEqual([origin, true]);
    for (const origin of others) expect([origin, isAllowed(origin, pattern)]).toEqual([origin, false]);
  });

  it.each([
    ['*', /Name the hosts/],
    ['https://*.example.com', /like \*\.example\.com/],
    ['example.com/', /use example\.com\.$/],
    ['*.example.com/chat', /use \*\.example\.com\.$/],
    ['https://app.example/', /use https:\/\/app\.example\.$/],
    ['https://app.example:443/chat?x=1', /use https:\/\/app\.example\.$/],
    ['wss://app.example:8443', /use https:\/\/app\.example:8443\.$/],
    ['ws://app.example', /use http:\/\/app\.example\.$/],
    ['.example.com', /written \*\.example\.com\.$/],
    ['app.example:', /use app\.example for any port\.$/],
    ['', /Use a host/],
    ['a.example,b.example', /Use a host/],
    ['a.example b.example', /Use a host/],
    ['ann@app.example', /Use a host/],
    ['foo*.example.com', /Use a host/],
    ['*.*.example.com', /Use a host/],
    ['*.', /Use a host/],
    ['*.10.0.0.1', /Use a host/],
    ['app..example', /Use a host/],
    ['app.example:99999', /Use a host/],
    ['::1', /Use a host/],
    ['https://', /Use a host/],
    ['file:///home', /Use a host/],
    ['about:blank', /Use a host/],
  ])('cannot be %j', (value, advice) => {
    expect(() => parseAllowedOrigin(value)).toThrow(advice);
    expect(() => createOriginCheck({ allowed: [value], listenHost: '127.0.0.1' })).toThrow(/^--allow-origin/);
  });

  it('is what the refusal of any origin names', () => {
    const origin = fc.oneof(
      fc.constantFrom(
        'null',
        'file://',
        'https://app.example',
        'http://[::1]:81',
        'moz-extension://a-b',
        'HTTP://A.Example:80',
      ),
      fc.webUrl({ validSchemes: ['http', 'https'] }),
      fc.string(),
    );
    fc.assert(
      fc.property(origin, (value) => {
        const { message = '' } = createOriginCheck({ allowed: [], listenHost: '0.0.0.0' })({ origin: value }) ?? {};
        expect(message).toContain('may not connect.');
        const [, advised] = / --allow-origin (.+)\.$/s.exec(message) ?? [];
        if (advised !== undefined) expect(isAllowed(value, advised)).toBe(true);
      }),
    );
    expect(createOriginCheck({ allowed: [], listenHost: '::' })({ origin: 'null' })?.message).toMatch(
      /--allow-origin null\.$/,
    );
  });
});

describe('other pages', () => {
  it('of the server’s own origin may connect, however the host is written', () => {
    const check = createOriginCheck({ allowed: [], listenHost: '0.0.0.0' });
    for (const [origin, host] of [
      ['https://senti.example', 'senti.example'],
      ['https://senti.example', 'Senti.Example:443'],
      ['http://senti.example', 'senti.example:80'],
      ['http://[::1]:8000', '[0:0:0:0:0:0:0:1]:8000'],
    ] as const) {
      expect([origin, check({ origin, host })]).toEqual([origin, undefined]);
    }
    expect(check({ origin: 'https://senti.example:444', host: 'senti.example' })?.code).toBe('forbidden');
  });

  it.each([
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['localhost', true],
    ['::1', true],
    ['0:0:0:0:0:0:0:1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.7', false],
    ['senti.example', false],
  ])('of this machine may connect to a server that listens on %s: %s', (listenHost, expected) => {
    const check = createOriginCheck({ allowed: [], listenHost });
    for (const origin of [
      'http://localhost:5173',
      'http://app.localhost',
      'https://127.0.0.1:1',
      'http://[::1]:3000',
    ]) {
      expect([origin, check({ origin, host: 'localhost:8000' }) === undefined]).toEqual([origin, expected]);
    }
    expect(check({ origin: 'http://localhost.evil.example', host: 'localhost:8000' })?.code).toBe('forbidden');
  });
});

describe('an origin that no browser sends', () => {
  it.each([
    'http://evil.example@localhost',
    'http://localhost:5173/',
    'http://localhost:5173/path',
    'http://localhost?x',
    'http://localhost#x',
    'http://localhost\\evil.example',
    ' http://localhost',
    'localhost',
    'http:localhost',
    '',
  ])('%j is not let in as one of this machine', (origin) => {
    const check = createOriginCheck({ allowed: ['localhost'], listenHost: '127.0.0.1' });
    expect(check({ origin, host: 'localhost:8000' })?.code).toBe('forbidden');
  });

  it.each(['chrome-extension://localhost', 'chrome-extension://localhost:8000', 'ws://127.0.0.1:8000'])(
    '%j has another scheme than the pages of this machine',
    (origin) => {
      const check = createOriginCheck({ allowed: [], listenHost: '127.0.0.1' });
      expect(check({ origin, host: 'localhost:8000' })?.code).toBe('forbidden');
      const named = createOriginCheck({ allowed: ['chrome-extension://localhost'], listenHost: '127.0.0.1' });
      expect(named({ origin: 'chrome-extension://localhost', host: 'localhost:8000' })).toBeUndefined();
    },
  );

  it('is the own one only with the scheme that the server speaks', () => {
    const own = { origin: 'http://senti.example', host: 'senti.example' };
    const check = (isSecure: boolean) => createOriginCheck({ allowed: [], listenHost: '0.0.0.0', isSecure });
    expect(check(false)(own)).toBeUndefined();
    expect(check(true)(own)?.code).toBe('forbidden');
    expect(check(true)({ ...own, origin: 'https://senti.example' })).toBeUndefined();
    expect(check(false)({ ...own, host: 'evil@senti.example' })?.code).toBe('forbidden');
  });
});
