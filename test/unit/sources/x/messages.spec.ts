import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postOf, readIncludes } from '../../../../src/sources/x/post.ts';
import { faultOf, problemsIn, refusalOf } from '../../../../src/sources/x/problems.ts';
import { MessageReader } from '../../../../src/sources/x/reader.ts';
import type { Signal } from '../../../../src/sources/supervisor/supervise.ts';
import { createLineSplitter } from '../../../../src/node/lines.ts';

describe('the messages of X', () => {
  const signalsOf = (chunks: readonly Uint8Array[]): readonly Signal[] => {
    const reader = new MessageReader({ source: 'x', host: 'x', now: () => 0 });
    const splitter = createLineSplitter(100_000);
    return chunks.flatMap((chunk) => splitter.push(chunk)).flatMap((line) => reader.line(line));
  };
  const messages = fc.array(
    fc.oneof(
      fc.constant('\r\n'),
      fc
        .tuple(fc.nat(), fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('🐱é ピザ', 'a\r\nb', '👩‍👩‍👧')))
        .map(([id, text]) => `${JSON.stringify({ data: { id: String(id), text } })}\r\n`),
    ),
    { maxLength: 8 },
  );

  it('are the same however their bytes are split and glued', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(2_000)), (written, cuts) => {
        const bytes = Buffer.from(written.join(''));
        const whole = signalsOf([bytes]);
        expect(whole).toHaveLength(written.length);
        const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
        expect(signalsOf(ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)))).toEqual(whole);
        expect(signalsOf(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
      }),
    );
  });

  it('never crash the reader: what is no post is invalid, a sign of life, or a failure with a sentence', () => {
    const reader = new MessageReader({ source: 'x', host: 'x', now: () => 0 });
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const types = reader.line({ text }).map(({ type }) => type);
        expect(types.every((type) => ['counted', 'alive', 'post'].includes(type))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.object(), fc.object(), (data, includes) => {
        postOf(data, readIncludes(includes), { source: 'x', now: 0 });
        problemsIn(data);
        faultOf(data, 'x');
      }),
    );
  });

  it('hold reposts with the words that come along, and by their older and newer names', () => {
    const words = { id: '1', text: 'all of &gt; it', lang: 'und' };
    const data = { id: '2', text: 'RT @ann: all of…', referenced_tweets: [{ type: 'retweeted', id: '1' }] };
    expect(postOf(data, readIncludes({ tweets: [words] }), { source: 'x', now: 5 })?.post).toEqual({
      id: '2',
      source: 'x',
      text: 'all of > it',
      at: 5,
      repost: true,
      url: 'https://x.com/i/status/2',
    });
    const { referenced_tweets: referenced, ...rest } = data;
    expect(
      postOf({ ...rest, referenced_posts: referenced }, readIncludes({}), { source: 'x', now: 5 })?.post,
    ).toMatchObject({
      text: 'RT @ann: all of…',
      repost: true,
    });
    expect(
      postOf({ id: '3', text: 'cut…', note_post: { text: 'whole' } }, readIncludes({}), { source: 'x', now: 5 })?.post
        .text,
    ).toBe('whole');
  });
});

describe('a refusal of X', () => {
  const refusal = (status: number, headers: Readonly<Record<string, string>>, body = '') => {
    const { kind, resetAt } = refusalOf({ host: 'x', status, headers, body, now: 1_000 });
    return [kind, resetAt];
  };

  it.each([
    [
      503,
      { 'x-rate-limit-limit': '50', 'x-rate-limit-remaining': '49', 'x-rate-limit-reset': '1800000000' },
      'http',
      undefined,
    ],
    [503, { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1800000000' }, 'http', 1_800_000_000_000],
    [503, { 'x-rate-limit-remaining': '49', 'retry-after': '7' }, 'http', 8_000],
    [404, { 'x-rate-limit-remaining': '1', 'x-rate-limit-reset': '1800000000' }, 'refused', undefined],
    [429, { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1800000000' }, 'rate-limit', 1_800_000_000_000],
    [429, { 'x-rate-limit-reset': '1800000000' }, 'rate-limit', 1_800_000_000_000],
    [403, { 'x-rate-limit-remaining': '12', 'x-rate-limit-reset': '1800000000' }, 'fatal', undefined],
    [401, {}, 'fatal', undefined],
    [403, { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1800000000' }, 'rate-limit', 1_800_000_000_000],
    [403, { 'retry-after': '3' }, 'rate-limit', 4_000],
    [403, { 'retry-after': 'Thu, 01 Jan 1970 00:15:00 GMT' }, 'rate-limit', 900_000],
    [401, { 'retry-after': '3' }, 'rate-limit', 4_000],
    [401, { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1800000000' }, 'rate-limit', 1_800_000_000_000],
    [403, { 'x-rate-limit-remaining': '0' }, 'fatal', undefined],
    [403, { 'x-rate-limit-reset': '1800000000' }, 'fatal', undefined],
  ])('with status %i and headers %j is %s until %s', (status, headers, kind, resetAt) => {
    expect(refusal(status, headers)).toEqual([kind, resetAt]);
  });

  it('with the headers of a rate limit is one, although its body forbids', () => {
    const body = JSON.stringify({ title: 'Client Forbidden', type: 'https://api.x.com/2/problems/client-forbidden' });
    expect(refusal(403, { 'retry-after': '3' }, body)).toEqual(['rate-limit', 4_000]);
    expect(refusal(403, {}, body)).toEqual(['fatal', undefined]);
  });
});
