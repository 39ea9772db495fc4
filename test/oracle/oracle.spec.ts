import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histories, type Action } from './actions.ts';
import { Violation } from './expected-frames.ts';
import { mutants } from './mutants.ts';
import { World } from './world.ts';

/** Histories that are lived through: ORACLE_RUNS=20000 for more, FC_SEED=$RANDOM for others. */
const runs = Number(process.env['ORACLE_RUNS'] ?? 1_500);

/** Those among which one must distinguish a mutant from the system. Most take a handful. */
const mutantRuns = 3_000;

describe('the system', () => {
  it(
    'does in every history what a naive model of it says',
    () => {
      fc.assert(
        fc.property(histories, (history) => {
          new World().live(history);
        }),
        { numRuns: runs },
      );
    },
    180_000 + 120 * runs,
  );

  it.each([
    ['reports a deletion to a client that has the post and waits for it again', ['coffee']],
    ['takes a deleted post out of what waits as often as it waits', ['coffee pizza', 'coffee']],
  ])('%s', (_, texts) => {
    const track = { do: 'track', client: 'eve', id: 'a', query: 'coffee OR tea', whenSlow: 'conflate' } as const;
    const history: readonly Action[] = [
      { ...track, resume: true },
      { do: 'break', client: 'ann' },
      { do: 'post', source: 'north', texts: ['tea'], lang: 'en' },
      { do: 'pass', steps: 1 },
      { ...track, client: 'ann', query: 'pizza', resume: true },
      { do: 'cover' },
      { do: 'slow', client: 'eve' },
      { do: 'post', source: 'south', texts, lang: 'en' },
      { do: 'post', source: 'south', texts: ['pizza', 'pizza'], lang: 'en' },
      // Its token is older than the post on its way to it, which therefore comes once more.
      { ...track, resume: true },
      { do: 'post', source: 'south', texts: ['tea'], lang: 'en' },
      { do: 'delete', source: 'south', ago: 3 },
    ];
    new World().live(history);
  });
});

describe('the oracle finds', () => {
  for (const [name, mutation] of Object.entries(mutants)) {
    it(name, () => {
      const property = fc.property(histories, (history) => {
        new World(mutation).live(history);
      });
      const { failed, errorInstance } = fc.check(property, { numRuns: mutantRuns, endOnFailure: true });
      expect(failed).toBe(true);
      expect(errorInstance).toBeInstanceOf(Violation);
    });
  }
});
