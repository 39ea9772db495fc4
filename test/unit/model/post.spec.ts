import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant, parsePost, postToWire } from '../../../src/model/index.ts';

const defaults = { id: 'line-1', source: 'file', at: 7 };

describe('a post on the wire', () => {
  it.each([
    [1_768_473_300_000, '2026-01-15T10:35:00.000Z'],
    [1_768_473_300, '2026-01-15T10:35:00.000Z'],
    ['2026-01-15 10:35:00+00:00', '2026-01-15T10:35:00.000Z'],
    ['2026-01-15T10:35:00+00', '2026-01-15T10:35:00.000Z'],
    ['2026-01-15 10:35:00.25', '2026-01-15T10:35:00.250Z'],
    ['2026-01-15 12:35:00 +0200', '2026-01-15T10:35:00.000Z'],
    ['2026-01-15 10:35:00 UTC', '2026-01-15T10:35:00.000Z'],
    ['2026-01-15 05:35:00-05', '2026-01-15T10:35:00.000Z'],
    ['2026-01-15T10:35:00-0500', '2026-01-15T15:35:00.000Z'],
  ])('has the time %j', (createdAt, iso) => {
    expect(parsePost({ text: 'a', createdAt }, defaults)?.at).toBe(Date.parse(iso));
  });

  it('has a number as its id, and the time of its arrival where it names none', () => {
    expect(parsePost({ text: 'a', id: 7, createdAt: '' }, defaults)).toEqual({ ...defaults, id: '7', text: 'a' });
    expect(parsePost({ text: 'a', id: '' }, defaults)?.id).toBe(defaults.id);
  });

  it.each(['und', 'UND-x', 'zxx', 'mul', 'mis', '', ' '])('declares no language by %j', (lang) => {
    expect(parsePost({ text: 'a', lang }, defaults)).not.toHaveProperty('lang');
  });

  it.each([
    ['en-GB', 'en-GB'],
    ['eng', 'en'],
    ['deu-AT', 'de-AT'],
    ['en_US', 'en-US'],
    ['fil', 'fil'],
    ['und0', 'und0'],
  ])('declares by %j the language %j', (lang, expected) => {
    expect(parsePost({ text: 'a', lang }, defaults)?.lang).toBe(expected);
  });

  it('needs only its text', () => {
    expect(parsePost({ text: '' }, defaults)).toEqual({ ...defaults, text: '' });
  });

  it('keeps what it says of itself, and nothing that is not of the shape', () => {
    const written = {
      id: '1',
      source: 'x',
      text: 'pizza',
      createdAt: '2024-01-15T10:35:00.000Z',
      lang: 'en',
      author: 'ann',
      hashtags: ['a'],
      mentions: ['b'],
      links: ['https://c.example'],
      repost: true,
      reply: false,
      url: 'https://d.example',
    };
    const post = parsePost({ ...written, humanMean: 1, at: 5 }, defaults);
    expect(post).toEqual({ ...written, at: Date.UTC(2024, 0, 15, 10, 35) });
    if (post !== undefined) expect(JSON.parse(JSON.stringify(postToWire(post)))).toEqual(written);
  });

  it('takes null for absent', () => {
    expect(parsePost({ text: 'a', lang: null, hashtags: null, id: null }, defaults)).toEqual({
      ...defaults,
      text: 'a',
    });
  });

  it.each([
    ['null', null],
    ['an array', [{ text: 'a' }]],
    ['a string', 'text'],
    ['no text', { id: '1' }],
    ['a text that is none', { text: 7 }],
    ['a list that is none', { text: 'a', hashtags: 'b' }],
    ['a text of any length', { text: 'a'.repeat(65_537) }],
    ['an id of any length', { text: 'a', id: 'a'.repeat(513) }],
    ['a name of any length', { text: 'a', author: 'a'.repeat(65_537) }],
    ['a list of any length', { text: 'a', links: Array.from({ length: 65_537 }, () => '') }],
    ['a list of anything', { text: 'a', links: [1] }],
    ['a flag that is none', { text: 'a', repost: 'yes' }],
    ['a time that is none', { text: 'a', createdAt: 'yesterday' }],
    ['an id that is none', { text: 'a', id: true }],
    ['an id that is rounded', { text: 'a', id: 2 ** 60 }],
    ['a time beyond all dates', { text: 'a', createdAt: 1e17 }],
    ['a time that is a flag', { text: 'a', createdAt: false }],
  ])('is invalid as %s', (_, value) => {
    expect(parsePost(value, defaults)).toBeUndefined();
  });

  it('is read or refused, whatever the value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const post = parsePost(value, defaults);
        expect(post === undefined || typeof post.text === 'string').toBe(true);
      }),
    );
  });
});

describe('an instant', () => {
  it.each([
    ['2024-01-15T10:35:00.000Z', 1_705_314_900_000],
    ['2024-01-15T10:35:00Z', 1_705_314_900_000],
    ['2024-01-15T12:35:00+02:00', 1_705_314_900_000],
    ['2024-01-15T12:35:00+0200', 1_705_314_900_000],
    ['2024-01-15T10:35', 1_705_314_900_000],
    ['2024-01-15', 1_705_276_800_000],
  ])('%s is understood, as UTC where it has no zone', (written, ms) => {
    expect(parseInstant(written)).toBe(ms);
  });

  it.each(['', '2024', '15.01.2024', '2024-13-01T00:00:00Z', '2024-01-15T25:00Z', '1705314900000', 'now'])(
    '%j is none',
    (written) => {
      expect(parseInstant(written)).toBeUndefined();
    },
  );
});
