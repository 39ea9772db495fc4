import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFrame } from '../../../src/sources/bluesky/frames.ts';
import { postOf } from '../../../src/sources/bluesky/post.ts';
import { readCursor, resumeAfter } from '../../../src/sources/bluesky/resume-cursor.ts';

const options = { source: 'bluesky', wants: (lang: string) => lang.startsWith('en') };
const read = (record: unknown) => postOf({ did: 'did:plc:ann', rkey: '3k', at: 1_700_000_000_123, record }, options);
const bytesOf = (text: string): number => Buffer.byteLength(text);

/** A facet over the part of a text that follows `before`. */
const facet = (before: string, part: string, feature: Readonly<Record<string, unknown>>) => ({
  index: { byteStart: bytesOf(before), byteEnd: bytesOf(before + part) },
  features: [{ ...feature, $type: `app.bsky.richtext.facet#${String(feature['$type'])}` }],
});

describe('a record of a post', () => {
  it('has the time of the network, an address and an id', () => {
    expect(read({ text: 'hi', createdAt: '1970-01-01T00:00:00Z' })).toEqual({
      id: 'at://did:plc:ann/app.bsky.feed.post/3k',
      source: 'bluesky',
      text: 'hi',
      at: 1_700_000_000_123,
      createdAt: '2023-11-14T22:13:20.123Z',
      author: 'did:plc:ann',
      url: 'https://bsky.app/profile/did:plc:ann/post/3k',
    });
  });

  it('is tagged by its facets and by its list, names mentions by their words, and links whole addresses', () => {
    const text = '🐱 é @ann.bsky.social #Rome example.com/lo…';
    const post = read({
      text,
      facets: [
        facet('🐱 é ', '@ann.bsky.social', { $type: 'mention', did: 'did:plc:x' }),
        facet('🐱 é @ann.bsky.social ', '#Rome', { $type: 'tag', tag: 'Rome' }),
        facet('🐱 é @ann.bsky.social #Rome ', 'example.com/lo…', { $type: 'link', uri: 'https://example.com/long' }),
      ],
      tags: ['food', 'Rome'],
      embed: { $type: 'app.bsky.embed.external', external: { uri: 'https://example.com/card', title: '' } },
      reply: { root: {}, parent: {} },
    });
    expect(post).toMatchObject({
      hashtags: ['Rome', 'food'],
      mentions: ['ann.bsky.social'],
      links: ['https://example.com/long', 'https://example.com/card'],
      reply: true,
    });
    const media = { $type: 'app.bsky.embed.recordWithMedia', media: { external: { uri: 'https://example.com/m' } } };
    expect(read({ text: '', embed: media })?.links).toEqual(['https://example.com/m']);
  });

  it('goes by the first of its languages that is wanted, else by its first', () => {
    expect(read({ text: 'a', langs: ['de', 'en-GB', 'en'] })?.lang).toBe('en-GB');
    expect(read({ text: 'a', langs: ['de', 'fr'] })?.lang).toBe('de');
    expect(read({ text: 'a', langs: [] })).not.toHaveProperty('lang');
  });

  it.each([
    [['und'], undefined],
    [['zxx', 'mul', ''], undefined],
    [['und', 'de'], 'de'],
    [['fra', 'eng'], 'en'],
  ])('declares by %j the language %j', (langs, lang) => {
    const record = { text: 'a', langs };
    const read = postOf({ did: 'd', rkey: 'r', at: 0, record }, { source: 's', wants: (each) => each === 'en' });
    expect(read?.lang).toBe(lang);
  });

  it('ignores facets that point nowhere', () => {
    const mention = [{ $type: 'app.bsky.richtext.facet#mention' }];
    const indices = [
      [0, 99],
      [-1, 2],
      [2, 1],
      [0.5, 1],
      ['0', '1'],
      [NaN, NaN],
    ];
    const facets = indices.map(([byteStart, byteEnd]) => ({ index: { byteStart, byteEnd }, features: mention }));
    expect(read({ text: 'abc', facets: [...facets, null, 7, { features: 'x' }] })).not.toHaveProperty('mentions');
  });

  it('is none without a text', () => {
    for (const record of [null, 7, [], {}, { text: 7 }]) expect(read(record)).toBeUndefined();
  });

  it('may hold anything and never throws', () => {
    const keys = [
      'text',
      'langs',
      'tags',
      'facets',
      'embed',
      'reply',
      'index',
      'features',
      'external',
      'media',
      '$type',
    ];
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), tie('record'), fc.array(tie('any'))),
      record: fc.dictionary(fc.constantFrom(...keys), tie('any')),
    })).record;
    fc.assert(
      fc.property(value, (record) => {
        const post = read({ text: 'some text', ...record });
        expect(post === undefined || Number.isFinite(post.at)).toBe(true);
      }),
    );
  });
});

describe('a frame', () => {
  it('of garbage is found to be none, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom('v1' as const, 'v2' as const), (text, wire) => {
        const frame = parseFrame(text, wire);
        expect(frame === undefined || frame.type === 'unknown').toBe(true);
      }),
    );
  });

  it('without a usable position is none', () => {
    const commit = { operation: 'create', collection: 'app.bsky.feed.post', rkey: 'r', record: { text: 'a' } };
    for (const time_us of [undefined, 'soon', -1, 1e30]) {
      expect(parseFrame(JSON.stringify({ kind: 'commit', did: 'd', time_us, commit }), 'v1')).toBeUndefined();
    }
    const payload = { $type: 'network.bsky.jetstream.subscribeEvents#commit', seq: 1, did: 'd', ...commit };
    for (const time of [undefined, 'soon', 5]) {
      const frame = { $type: 'message', payload: { ...payload, time } };
      expect(parseFrame(JSON.stringify(frame), 'v2')).toBeUndefined();
    }
  });
});

describe('a cursor', () => {
  const last = { base: 'wss://a', seq: 41, timeUs: 1_700_000_000_000_000 };

  it('is a number on the server and wire that gave it, and a time that goes back a little elsewhere', () => {
    const byTime = 1_699_999_995_000_000;
    expect(resumeAfter(last, { base: 'wss://a', wire: 'v2' }, true).cursor).toBe(41);
    expect(resumeAfter(last, { base: 'wss://a', wire: 'v2' }, false).cursor).toBe(byTime);
    expect(resumeAfter(last, { base: 'wss://a', wire: 'v1' }, true).cursor).toBe(byTime);
    expect(resumeAfter(last, { base: 'wss://b', wire: 'v2' }, true).cursor).toBe(byTime);
  });

  it('has lost something when the stream begins before its number, or much later than its time', () => {
    const { isComplete } = resumeAfter(last, { base: 'wss://a', wire: 'v2' }, true);
    expect(isComplete(last)).toBe(true);
    expect(isComplete({ ...last, seq: 5 })).toBe(false);
    expect(isComplete({ seq: 99, timeUs: last.timeUs + 60_000_000 })).toBe(false);
  });

  it('that lies in the future is taken for now by the server, and then what follows is not all', () => {
    const { isComplete } = resumeAfter(last, { base: 'wss://a', wire: 'v1' }, true);
    expect(isComplete({ timeUs: last.timeUs - 5_000_000 })).toBe(true);
    expect(isComplete({ timeUs: last.timeUs - 8_000_000 })).toBe(false);
    expect(isComplete({ timeUs: last.timeUs - 3_600_000_000 })).toBe(false);
  });

  it('that can’t be read is none', () => {
    for (const kept of [undefined, '', '{', '[]', '7', '{"base":1,"timeUs":2}', '{"base":"a"}']) {
      expect(readCursor({ read: () => kept, write: () => undefined }, 'key')).toBeUndefined();
    }
  });
});
