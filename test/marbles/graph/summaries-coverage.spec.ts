import { describe, it } from 'vitest';
import type { Gap } from '../../../src/graph/index.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';
import { emitSummaries } from '../../support/windows.ts';

/*
 * Windows of 10 ms. Seven quiet ones, with one post each or none, then one with 30 posts: a spike, if the quiet ones are
 * a past to compare with.
 */
const many = `(${'p'.repeat(30)})`;
const quiet = '--p-------'.repeat(7);
const posts = `${quiet}--${many}`;

const gapAt = (m: RunContext, frame: number, gap: Partial<Gap>) =>
  m.hot<Gap>(`${'-'.repeat(frame)}g`, {
    g: { source: 'up', from: 0, to: 0, cause: 'It was closed.', filled: 'none', ...gap },
  });

/** The summaries up to the window with many posts. */
const expected = `${'-'.repeat(10)}a---------b---------c---------d---------e---------f---------g---------h`;
const unsub = `${'-'.repeat(81)}!`;
const windows = (spike: '' | '!') => ({
  a: 'pizza 0-10 1',
  b: 'pizza 10-20 1',
  c: 'pizza 20-30 1',
  d: 'pizza 30-40 1',
  e: 'pizza 40-50 1',
  f: 'pizza 50-60 1',
  g: 'pizza 60-70 1',
  h: `pizza 70-80 30${spike}`,
});

describe('a spike', () => {
  it(
    'is found against covered windows',
    marbles((m) => {
      const { result$ } = emitSummaries(m, posts, 't');
      m.expect(result$, unsub).toBeObservable(expected, windows('!'));
    }),
  );

  it(
    'is not found when too little of the past was covered',
    marbles((m) => {
      const { result$ } = emitSummaries(m, posts, 't', { coveredSince: () => 15 });
      m.expect(result$, unsub).toBeObservable(expected, windows(''));
    }),
  );

  it(
    'is not found in a window that was not covered throughout',
    marbles((m) => {
      const { result$ } = emitSummaries(m, posts, 't', { coveredSince: (frame) => (frame < 72 ? 0 : 72) });
      m.expect(result$, unsub).toBeObservable(expected, windows(''));
    }),
  );

  it(
    'is not found while no source is live',
    marbles((m) => {
      const { result$ } = emitSummaries(m, posts, 't', { coveredSince: (frame) => (frame < 72 ? 0 : Infinity) });
      m.expect(result$, unsub).toBeObservable(expected, windows(''));
    }),
  );

  it(
    'is not found against windows in a gap that a source reports afterwards',
    marbles((m) => {
      const gaps$ = gapAt(m, 71, { from: 25, to: 45 });
      const { result$ } = emitSummaries(m, posts, 't', { gaps$ });
      m.expect(result$, unsub).toBeObservable(expected, windows(''));
    }),
  );

  it(
    'is found against windows in a gap that was filled completely',
    marbles((m) => {
      const gaps$ = gapAt(m, 71, { from: 25, to: 45, filled: 'full' });
      const { result$ } = emitSummaries(m, posts, 't', { gaps$ });
      m.expect(result$, unsub).toBeObservable(expected, windows('!'));
    }),
  );
});
