import { delay, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Delivery, ScoredPost } from '../../../src/graph/index.ts';
import type { Replay } from '../../../src/graph/replays.ts';
import { BackfillWorld, pagesOf, scored, sessionOf, tracking } from '../../support/backfill-world.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

/** The result of a letter, whose place in the alphabet is its position in the log. */
const positioned = (letter: string): ScoredPost => ({ ...scored(letter), position: letter.charCodeAt(0) });

/** A log whose last seconds have some results, which are found in 1 ms. */
const logOf =
  (letters: string): Replay =>
  (_, span) => {
    const posts = span === 'recent' ? Array.from(letters, positioned) : [];
    return of(() => of({ posts })).pipe(delay(1));
  };

/** Returns what a session gets: `T` tracks with `since`, a letter is a new result. */
function run(m: RunContext, diagram: string, stored: readonly string[], replay: Replay): readonly string[] {
  const session = sessionOf('');
  const deliveryOf = (letter: string): Delivery =>
    letter === 'T'
      ? tracking(session, 'q', 3)
      : { type: 'result', session, id: 'q', result: positioned(letter), match: 0, resume: '' };
  const world = new BackfillWorld(m, { history: () => of(pagesOf(...stored)), replay });
  return world.run(diagram, Object.fromEntries(Array.from(diagram, (letter) => [letter, deliveryOf(letter)])));
}

describe('stored results beside a log', () => {
  it(
    'are followed by those of its last seconds that nobody has written yet, and then by new ones',
    marbles((m) => {
      expect(run(m, '-Te-----f', ['ab'], logOf('bcd'))).toEqual(['1T', '4a', '4b', '4c', '4d', '4e', '8f']);
    }),
  );

  it(
    'are not repeated by new ones, where another program has written what this one reads only now',
    marbles((m) => {
      const out = run(m, '-Tcd-------d-e-c', ['ac'], logOf('abcd'));
      // Both were sent, whether they came while the stored ones were read or after; a later one ends the looking.
      expect(out).toEqual(['1T', '4a', '4c', '4b', '4d', '13e', '15c']);
    }),
  );

  it(
    'come alone when the log can not be read',
    marbles((m) => {
      const broken: Replay = () => throwError(() => new Error('no log'));
      expect(run(m, '-T------', ['a', 'b'], broken)).toEqual(['1T', '3a', '5b']);
    }),
  );

  it(
    'are not mixed with posts of the log from before the time that was asked for',
    marbles((m) => {
      const old: Replay = () => of(() => of({ posts: [{ ...positioned('c'), post: { ...scored('c').post, at: 2 } }] }));
      expect(run(m, '-T------', ['a'], old)).toEqual(['1T', '3a']);
    }),
  );
});
