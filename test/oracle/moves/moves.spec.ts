import fc from 'fast-check';
import { map, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Violation } from '../expected-frames.ts';
import { moveHistories } from './actions.ts';
import { MoveWorld, type MoveMutation } from './world.ts';

const runs = Number(process.env['ORACLE_RUNS'] ?? 400);
const mutantRuns = 2_000;

const mutants: Readonly<Record<string, MoveMutation>> = {
  'a node that says it has read less of the log than it has': {
    log: (right, { posts }) => ({
      ...right,
      position: () => posts.findLast(({ position }) => position < right.position())?.position ?? 0,
    }),
  },
  'a replay that lacks its first post': {
    log: (right) => ({
      ...right,
      replay: ({ after, upTo }, lookBackMs) => right.replay({ after: after + 3, upTo }, lookBackMs),
    }),
  },
  'a replay that begins too early': {
    log: (right) => ({
      ...right,
      replay: ({ after, upTo }, lookBackMs) => right.replay({ after, upTo: upTo - 1 }, lookBackMs),
    }),
  },
  'a log that claims to have what it has forgotten': {
    log: (right, log) => ({ ...right, covers: () => true, replay: (span) => of(log.read(span)) }),
  },
  'a node that does not know what it has passed over': {
    log: (right) => ({ ...right, unbrokenFrom: () => ({ position: 0, at: 0 }) }),
  },
  'a replay that does not look back': {
    log: (right) => ({ ...right, replay: (span) => right.replay(span, 0) }),
  },
  'a replay without the deletions': {
    log: (right) => ({
      ...right,
      replay: (span, lookBackMs) =>
        right.replay(span, lookBackMs).pipe(map((page) => page.filter((entry) => 'post' in entry))),
    }),
  },
  'a log that claims to have nothing': { log: (right) => ({ ...right, covers: () => false }) },
  'a source that does not say where its posts are': {
    source: (right) => ({
      ...right,
      open: (wanted) =>
        right.open(wanted).pipe(map((event) => (event.type === 'post' ? { type: 'post', post: event.post } : event))),
    }),
  },
};

describe('clients that move between nodes with their tokens', () => {
  it(
    'receive each match of the log once, in order, or are told that some are lost',
    () => {
      fc.assert(
        fc.property(moveHistories, (history) => {
          new MoveWorld().live(history);
        }),
        { numRuns: runs },
      );
    },
    60_000 + 120 * runs,
  );
});

describe('the oracle of moves finds', () => {
  for (const [name, mutation] of Object.entries(mutants)) {
    it(name, () => {
      const property = fc.property(moveHistories, (history) => {
        new MoveWorld(mutation).live(history);
      });
      const { failed, errorInstance } = fc.check(property, { numRuns: mutantRuns, endOnFailure: true });
      expect(failed).toBe(true);
      expect(errorInstance).toBeInstanceOf(Violation);
    });
  }
});
