import { describe, expect, it } from 'vitest';
import { nextPageOf } from '../../../src/sources/poll/links.ts';
import { Validators } from '../../../src/sources/poll/validators.ts';

describe('a link to the next page', () => {
  const base = new URL('https://host/a/c?x=1');
  it.each([
    ['</b>; rel="next"', 'https://host/b'],
    ['<?p=2>; rel=next', 'https://host/a/c?p=2'],
    ['<https://a/>; rel="prev", <https://b/?q=1,2>; title="a, b"; rel="last next"', 'https://b/?q=1,2'],
    ['<https://b/>; REL="NEXT"', 'https://b/'],
  ])('is found in %s', (link, href) => {
    expect(nextPageOf({ link }, base)?.href).toBe(href);
  });

  it.each(['', '<https://b/>', '<https://b/>; rel="nextish"', '<ftp://b/>; rel=next', 'https://b/; rel=next'])(
    'is not found in %j',
    (link) => {
      expect(nextPageOf({ link }, base)).toBeUndefined();
    },
  );
});

describe('validators', () => {
  const date = 'Thu, 01 Jan 2026 00:00:10 GMT';
  const headersAfter = (headers: Readonly<Record<string, string>>, url = 'http://a/') => {
    const validators = new Validators();
    validators.record({ asked: new URL('http://a/'), headers });
    return validators.for(new URL(url));
  };

  it('leave out a time that is not older than the answer', () => {
    expect(headersAfter({ date, 'last-modified': date })).toEqual({});
    expect(headersAfter({ 'last-modified': date })).toEqual({});
    expect(headersAfter({ date, 'last-modified': 'Thu, 01 Jan 2026 00:00:11 GMT' })).toEqual({});
    const modified = 'Thu, 01 Jan 2026 00:00:09 GMT';
    expect(headersAfter({ date, 'last-modified': modified })).toEqual({ 'If-Modified-Since': modified });
    expect(headersAfter({ date, 'last-modified': date, etag: '"1"' })).toEqual({ 'If-None-Match': '"1"' });
  });

  it('go to no other address', () => {
    expect(headersAfter({ etag: '"1"' }, 'http://a/?since=1')).toEqual({});
  });
});
