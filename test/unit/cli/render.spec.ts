import fc from 'fast-check';
import stringWidth from 'string-width';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { render, type Canvas } from '../../../src/cli/live/render.ts';
import { ViewRecorder } from '../../../src/cli/live/view-state.ts';
import { postFrame, summaryFrame, trackingFrame } from '../../support/frames.ts';

const now = 1_768_473_300_000;
const canvas: Canvas = { width: 60, height: 12, hasColors: false };

function bookOf(posts: number): ViewRecorder {
  const book = new ViewRecorder('pizza rome', now - 10_000);
  book.connection({ name: 'connecting', attempt: 1 });
  book.add(trackingFrame('q1', { upstream: { demo: 'live', x: 'pending' } }), now);
  for (let seq = 1; seq <= posts; seq += 1) {
    const compound = seq % 4 === 0 ? -0.5 : 0.5;
    const polarityIndex = seq % 4 === 0 ? 1 : 0;
    book.add(postFrame('q1', seq, { at: now, compound, polarityIndex, topic: { compound: 0, polarityIndex: 2 } }), now);
  }
  return book;
}

const clock = new Date(now).toTimeString().slice(0, 8);

describe('the picture', () => {
  it('says what there is in words, figures and a bar', () => {
    const book = bookOf(4);
    book.notice('Connected.');
    expect(render(book.read(now), canvas)).toEqual([
      'pizza rome   connecting · demo live · x pending',
      `${'█'.repeat(45)}${'▓'.repeat(15)}`,
      '█ 75 % positive   ░ 0 % neutral   ▓ 25 % negative   ',
      'mean +0.25   about the query 0.00   0.4 posts/s   4 posts i…',
      '#rome 4  ',
      '',
      `${clock}  -0.50  @ann  I love pizza, number 4`,
      `${clock}  +0.50  @ann  I love pizza, number 3`,
      `${clock}  +0.50  @ann  I love pizza, number 2`,
      `${clock}  +0.50  @ann  I love pizza, number 1`,
      '',
      'Connected.',
    ]);
  });

  it('says that nothing has come yet, or for a minute', () => {
    const empty = ['pizza rome   connecting · demo live · x pending', '·'.repeat(60), 'no post in the last minute'];
    expect(render(bookOf(0).read(now), { ...canvas, height: 3 })).toEqual(empty);
    expect(render(bookOf(3).read(now + 60_000), { ...canvas, height: 3 })).toEqual(empty);
  });

  it('counts the posts that the server merged', () => {
    const book = bookOf(4);
    book.add(summaryFrame('q1', { posts: 6, positive: 0, neutral: 6, negative: 0, meanCompound: 0 }), now);
    expect(render(book.read(now), { ...canvas, width: 100 }).slice(2, 5)).toEqual([
      '█ 30 % positive   ░ 60 % neutral   ▓ 10 % negative   ',
      'mean +0.10   about the query +0.06   1.0 posts/s   10 posts in all',
      '#rome 6  ',
    ]);
  });

  it('shows less in a lower terminal, from the top', () => {
    const whole = render(bookOf(4).read(now), canvas);
    for (const height of [1, 2, 5, 7]) {
      expect(render(bookOf(4).read(now), { ...canvas, height })).toEqual(whole.slice(0, height));
    }
  });

  it('colours what has a polarity, where there are colours, and says the same without', () => {
    const plain = render(bookOf(4).read(now), canvas);
    const coloured = render(bookOf(4).read(now), { ...canvas, hasColors: true });
    expect(coloured[1]).toBe(`\u001b[36m${'█'.repeat(45)}\u001b[0m\u001b[31m${'▓'.repeat(15)}\u001b[0m`);
    expect(coloured.map(stripVTControlCharacters)).toEqual(plain);
  });

  it('fits any terminal, whatever a post says', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constant('寿司🍣👨‍👩‍👧 '.repeat(90)),
    );
    const sizes = fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(texts, sizes, fc.boolean(), (text, size, hasColors) => {
        const book = new ViewRecorder(text, now);
        book.notice(text);
        const post = { id: '1', source: 'demo', text, author: text };
        book.add(postFrame('q1', 1, { post, hashtags: { [text]: 1 } }), now);
        const lines = render(book.read(now), { ...size, hasColors });
        expect(lines).toHaveLength(size.height);
        for (const line of lines) {
          expect(stringWidth(line)).toBeLessThanOrEqual(size.width);
          expect(line.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  it('keeps no more than it may show', () => {
    const book = bookOf(500);
    for (let index = 0; index < 100; index += 1) book.notice(`notice ${index}`);
    const { posts, notices, total } = book.read(now);
    expect([posts.length, notices.length, notices.at(-1), total]).toEqual([200, 20, 'notice 99', 500]);
  });
});
