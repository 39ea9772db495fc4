import fc from 'fast-check';
import stringWidth from 'string-width';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Canvas } from '../../../src/cli/live/paint.ts';
import { render } from '../../../src/cli/live/render.ts';
import { ViewRecorder } from '../../../src/cli/live/view-state.ts';
import { postFrame, summaryFrame, trackingFrame, welcomeFrame } from '../../support/frames.ts';

const now = 1_768_473_300_000;
const canvas: Canvas = { width: 60, height: 14, hasColors: false, isUtf8: true };

function recorderOf(posts: number, query = 'pizza rome'): ViewRecorder {
  const recorder = new ViewRecorder({ query, now: now - 10_000, hasKeys: true });
  recorder.connection({ name: 'connecting', attempt: 1 });
  recorder.add(trackingFrame('q1', { upstream: { demo: 'live', x: 'pending' } }), now);
  for (let seq = 1; seq <= posts; seq += 1) {
    const compound = seq % 4 === 0 ? -0.5 : 0.5;
    const polarityIndex = seq % 4 === 0 ? 1 : 0;
    const frame = postFrame('q1', seq, { at: now, compound, polarityIndex, topic: { compound: 0, polarityIndex: 2 } });
    recorder.add(frame, now);
  }
  return recorder;
}

const clock = new Date(now).toTimeString().slice(0, 8);
const history = (columns: string, peak: string): string => `${columns.padStart(44)}  peak ${peak} in 10 s`;

describe('the picture', () => {
  it('has words, figures, a bar and the posts by their time', () => {
    const recorder = recorderOf(4);
    recorder.notice('Connected.');
    expect(render(recorder.read(now), canvas)).toEqual([
      'pizza rome   connecting · demo live · x pending',
      `${'█'.repeat(45)}${'▓'.repeat(15)}`,
      '█ 75% positive   ░ 0% neutral   ▓ 25% negative   ',
      'mean +0.25   about the query 0.00   0.4 posts/s   4 posts i…',
      history('█', '4'),
      '#rome 4  ',
      '',
      `${clock}  −0.50  @ann  I love pizza, number 4`,
      `${clock}  +0.50  @ann  I love pizza, number 3`,
      `${clock}  +0.50  @ann  I love pizza, number 2`,
      `${clock}  +0.50  @ann  I love pizza, number 1`,
      '',
      'Connected.',
      'q leave   p pause   ? help',
    ]);
  });

  it('is ASCII in a locale that is not UTF-8, whatever a post says', () => {
    const recorder = recorderOf(3);
    const post = { id: '1', source: 'demo', text: 'Naïve “pizza” – 寿司 🍕…', author: 'Zoë' };
    recorder.add(postFrame('q1', 4, { at: now, compound: -0.5, polarityIndex: 1, post }), now);
    recorder.notice('The café’s server…');
    const lines = render(recorder.read(now), { ...canvas, isUtf8: false });
    expect(lines.slice(0, 5)).toEqual([
      'pizza rome   connecting . demo live . x pending',
      `${'#'.repeat(45)}${'='.repeat(15)}`,
      '# 75% positive   . 0% neutral   = 25% negative   ',
      'mean +0.25   about the query +0.16   0.4 posts/s   4 post...',
      history('@', '4'),
    ]);
    expect(lines[7]).toBe(`${clock}  -0.50  @Zoe  Naive "pizza" - ?? ?...`);
    expect(lines.at(-2)).toBe("The cafe's server...");
    for (const line of lines) expect(line).toMatch(/^[ -~]*$/);
  });

  it('shows that nothing has come yet, or for a minute', () => {
    const empty = ['pizza rome   connecting · demo live · x pending', '·'.repeat(60), 'no post in the last minute'];
    expect(render(recorderOf(0).read(now), { ...canvas, height: 3 })).toEqual(empty);
    expect(render(recorderOf(3).read(now + 60_000), { ...canvas, height: 3 })).toEqual(empty);
  });

  it('counts the posts that the server merged', () => {
    const recorder = recorderOf(4);
    recorder.add(summaryFrame('q1', { posts: 6, positive: 0, neutral: 6, negative: 0, meanCompound: 0 }), now);
    expect(render(recorder.read(now), { ...canvas, width: 100, height: 9 }).slice(2, 5)).toEqual([
      '█ 30% positive   ░ 60% neutral   ▓ 10% negative   ',
      'mean +0.10   about the query +0.06   1.0 posts/s   10 posts in all',
      '#rome 6  ',
    ]);
  });

  it('shows less in a lower terminal, from the top', () => {
    const whole = render(recorderOf(4).read(now), { ...canvas, height: 9 });
    for (const height of [1, 2, 5, 7]) {
      expect(render(recorderOf(4).read(now), { ...canvas, height })).toEqual(whole.slice(0, height));
    }
  });

  it('marks by colours what has a polarity and the words of the query, and has the same text without', () => {
    const plain = render(recorderOf(4, 'love pizza').read(now), canvas);
    const coloured = render(recorderOf(4, 'love pizza').read(now), { ...canvas, hasColors: true });
    expect(coloured[1]).toBe(`\u001b[36m${'█'.repeat(45)}\u001b[0m\u001b[31m${'▓'.repeat(15)}\u001b[0m`);
    expect(coloured[8]).toContain('  @ann  I \u001b[1mlove\u001b[0m \u001b[1mpizza\u001b[0m, number 3');
    expect(coloured.map(stripVTControlCharacters)).toEqual(plain);
  });

  it('draws the posts of the last minutes in columns, and leaves time blank in which none could come', () => {
    const recorder = recorderOf(4);
    recorder.fillHistory([
      { at: now - 60_000, posts: 8, meanCompound: 0.3 },
      { at: now - 50_000, posts: 0, meanCompound: 0 },
      { at: now - 30_000, posts: 1, meanCompound: -0.3 },
      { at: now, posts: 100, meanCompound: 0 },
    ]);
    const row = render(recorder.read(now), { ...canvas, hasColors: true })[4] ?? '';
    expect(stripVTControlCharacters(row)).toBe(history('█· ▁  ▄', '8'));
    expect(row).toContain('\u001b[36m█\u001b[0m\u001b[2m·\u001b[0m \u001b[31m▁\u001b[0m  \u001b[36m▄\u001b[0m');
  });

  it('distinguishes silence while a source is live from time without a connection', () => {
    const recorder = recorderOf(1);
    recorder.connection({ name: 'live', welcome: welcomeFrame() });
    for (let at = now; at < now + 30_000; at += 5_000) recorder.read(at);
    recorder.connection({ name: 'connecting', attempt: 1 });
    recorder.read(now + 35_000);
    expect(render(recorder.read(now + 40_000), canvas)[4]).toBe(history('█··  ', '1'));
  });

  it('holds its posts while it is paused, counts on, and goes on', () => {
    const recorder = recorderOf(2);
    recorder.toggleHold();
    for (const seq of [3, 4]) recorder.add(postFrame('q1', seq, { at: now }), now);
    const held = render(recorder.read(now), canvas);
    expect(held[7]).toMatch(/number 2$/);
    expect(held.at(-1)).toBe('paused: 2 new posts   p go on   q leave   ? help');
    expect(held[3]).toContain('4 posts');
    recorder.toggleHold();
    const running = render(recorder.read(now), canvas);
    expect([running[7]?.slice(-8), running.at(-1)]).toEqual(['number 4', 'q leave   p pause   ? help']);
  });

  it('shortens its words in a narrow terminal', () => {
    expect(render(recorderOf(4).read(now), { ...canvas, width: 39 }).slice(2, 4)).toEqual([
      '█ 75% pos  ░ 0% neu  ▓ 25% neg  ',
      'mean +0.25  query 0.00  0.4 posts/s  4…',
    ]);
  });

  it('marks every row that is cut, also where the cut lies between a word of the query and the rest', () => {
    const recorder = recorderOf(1, 'love pizza');
    for (let width = 20; width < 45; width += 1) {
      expect(render(recorder.read(now), { ...canvas, width })[7]).toHaveLength(width);
      expect(render(recorder.read(now), { ...canvas, width })[7]).toMatch(/…$/);
    }
    expect(render(recorder.read(now), { ...canvas, width: 45 })[7]).toMatch(/number 1$/);
  });

  it('explains its keys and itself instead of the posts', () => {
    const recorder = recorderOf(2);
    recorder.toggleHelp();
    const lines = render(recorder.read(now), { ...canvas, height: 24 });
    expect(lines[7]).toBe('q, Ctrl-C        leave');
    expect(lines.join('\n')).not.toContain('number 2');
    recorder.closeHelp();
    expect(render(recorder.read(now), canvas)[7]).toMatch(/number 2$/);
  });

  it('names the one way to leave where there are no keys', () => {
    const recorder = new ViewRecorder({ query: 'pizza', now, hasKeys: false });
    expect(render(recorder.read(now), canvas).at(-1)).toBe('Ctrl-C leaves');
  });

  it('fits any terminal that joins sequences of emoji, and any that does not, whatever a post says', () => {
    const pieces = fc.oneof(
      fc.constantFrom('👨', '👩', '❤', '🏴', '🇮', '🇹', '👍', '🏽', '🏿', '☺', '©', '1', '#', '\u20e3', '寿', 'ｶ', 'ﾞ'),
      fc.constantFrom(
        '\u200d',
        '\ufe0f',
        '\ufe0e',
        '\u{e0067}',
        '\u{e007f}',
        '\u0301',
        '\u093e',
        '\u3164',
        '\u1100',
        '\u1161',
      ),
      fc.constantFrom(
        '\ud83d',
        '\udc68',
        '\u001b[2J',
        '\u009b',
        '\t',
        '\u202e',
        ' ',
        'a',
        '﷽',
        '\u{1fae9}',
        '\u{1fadf}',
      ),
      fc.string({ unit: 'binary', maxLength: 2 }),
    );
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
      fc.constantFrom('👨‍👩‍👧‍👦'.repeat(50), '👩🏽‍🚀'.repeat(50), '❤️‍🔥'.repeat(50), '🏳️‍🌈🇮🇹'.repeat(50), '1️⃣'.repeat(90)),
    );
    const sizes = fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(texts, sizes, fc.record({ hasColors: fc.boolean(), isUtf8: fc.boolean() }), (text, size, kind) => {
        const recorder = new ViewRecorder({ query: 'pizza', now, hasKeys: true });
        recorder.add(trackingFrame('q1', { upstream: { [text]: 'live' } }), now);
        recorder.notice(text);
        const post = { id: '1', source: 'demo', text, author: text };
        recorder.add(postFrame('q1', 1, { post, hashtags: { [text]: 1 } }), now);
        const lines = render(recorder.read(now), { ...size, ...kind });
        expect(lines).toHaveLength(size.height);
        for (const line of lines) {
          const shown = line.replaceAll(/\u001b\[\d+m/g, '');
          expect(shown).not.toMatch(/[\p{Cc}\p{Cs}]|\u200d(?:$|…)/u);
          expect(stringWidth(shown)).toBeLessThanOrEqual(size.width);
          const apart = Array.from(shown, (character) => stringWidth(character));
          expect(apart.reduce((sum, columns) => sum + columns, 0)).toBeLessThanOrEqual(size.width);
          if (!kind.isUtf8) expect(shown).toMatch(/^[ -~]*$/);
        }
      }),
    );
  });

  it('keeps 200 posts and 20 notices at most', () => {
    const recorder = recorderOf(500);
    for (let index = 0; index < 100; index += 1) recorder.notice(`notice ${index}`);
    const { posts, notices, total } = recorder.read(now);
    expect([posts(1_000).length, notices.length, notices.at(-1), total]).toEqual([200, 20, 'notice 99', 500]);
  });
});
