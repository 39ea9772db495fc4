import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/client/index.ts';
import { addressOf } from '../../../src/client/url.ts';

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'location');
});

const onPage = (href: string): void => {
  Object.defineProperty(globalThis, 'location', { value: { href }, configurable: true });
};

describe('the address of a server', () => {
  it.each([
    ['ws://host:8000/track', 'ws://host:8000/track'],
    ['wss://host/behind/a/proxy?x=1#top', 'wss://host/behind/a/proxy?x=1'],
    ['http://127.0.0.1:8000', 'ws://127.0.0.1:8000/track'],
    ['https://host/', 'wss://host/track'],
  ])('%s is %s', (url, address) => {
    expect(addressOf(url, undefined)).toBe(address);
    expect(addressOf(new URL(url), undefined)).toBe(address);
  });

  it('carries the token, percent-encoded', () => {
    expect(addressOf('ws://host/track?x=1', 'a&b=c d')).toBe('ws://host/track?x=1&access_token=a%26b%3Dc+d');
  });

  it('may be relative on a page', () => {
    onPage('https://host/app/#pizza');
    expect(addressOf('/track', undefined)).toBe('wss://host/track');
    expect(addressOf('', undefined)).toBe('wss://host/app/');
  });

  it.each(['ftp://host/track', 'javascript:alert(1)', 'localhost:8000', '/track', 'nowhere', ''])(
    'cannot be %j outside of a page',
    (url) => {
      expect(() => addressOf(url, undefined)).toThrow(/is not the address of a server/);
    },
  );

  it('is refused at once when no WebSocket can be opened there', () => {
    class Forbidden {
      constructor() {
        throw new Error('the page is secure and the address is not');
      }
      readonly protocol = '';
      readonly send = (): void => undefined;
      readonly close = (): void => undefined;
      readonly addEventListener = (): void => undefined;
    }
    expect(() => connect('ws://host/track', { WebSocket: Forbidden })).toThrow(/can't be opened: the page is secure/);
  });
});
