import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histories } from './actions.ts';
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
    180_000 + 20 * runs,
  );
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
