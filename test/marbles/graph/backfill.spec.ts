import { mergeMap, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Delivery, ReadPage, Session } from '../../../src/graph/index.ts';
import { BackfillWorld, pagesOf, result, sessionOf, tracking, untracked } from '../../support/backfill-world.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

interface Setting {
  /** Reads the first page; undefined when the store can't be asked. */
  readonly read?: ReadPage;
  readonly session?: Partial<Session> & { readonly drainMs?: number };
  readonly maxWaiting?: number;
}

/**
 * Returns what one session gets of a diagram of deliveries to it: `T` tracks with `since`, `t` without, `U` untracks, `G`
 * is a gap of a source, any other letter is a result. Ids are `a`, but those of results in capitals are `b`.
 */
function run(m: RunContext, diagram: string, { read, session: facts, maxWaiting = 100 }: Setting): readonly string[] {
  const session = sessionOf('', facts);
  const gap = { source: 'test', from: 0, to: 1, cause: '', filled: 'none' } as const;
  const special: Readonly<Record<string, Delivery>> = {
    T: tracking(session, 'a', 3),
    t: tracking(session, 'a'),
    U: untracked(session, 'a'),
    G: { type: 'gap', session, gap },
  };
  const deliveryOf = (letter: string): Delivery =>
    special[letter] ?? result(session, letter === letter.toUpperCase() ? 'b' : 'a', letter);
  const world = new BackfillWorld(m, {
    history: () => (read === undefined ? throwError(() => new Error('no disk')) : of(read)),
    limits: { maxBackfillWaitingPerSession: maxWaiting },
  });
  return world.run(diagram, Object.fromEntries(Array.from(diagram, (letter) => [letter, deliveryOf(letter)])));
}

describe('a backfill', () => {
  it(
    'emits stored results after the answer and before new results, which wait for it',
    marbles((m) => {
      const out = run(m, '-Tx-y----z-', { read: pagesOf('12', '3') });
      expect(out).toEqual(['1T', '31', '32', '53', '5x', '5y', '9z']);
    }),
  );

  it(
    'delays neither other ids nor gaps of sources',
    marbles((m) => {
      expect(run(m, '-TXG--x--', { read: pagesOf('1') })).toEqual(['1T', '2X', '3G', '31', '6x']);
    }),
  );

  it(
    'reads a page only when the session has sent what it was given, and then emits what waited likewise',
    marbles((m) => {
      const out = run(m, '-Tx---------------------------y-------------', {
        read: pagesOf('1', '2'),
        session: { drainMs: 10 },
      });
      expect(out).toEqual(['1T', '131', '252', '35x', '35y']);
    }),
  );

  it(
    'does not read the store for an answer without `since`',
    marbles((m) => {
      expect(run(m, '-tx---', {})).toEqual(['1T', '2x']);
    }),
  );

  it(
    'is cancelled when the id is untracked, with the results that waited for it',
    marbles((m) => {
      expect(run(m, '-TxUz--', { read: pagesOf('1') })).toEqual(['1T', '3U', '4z']);
    }),
  );

  it(
    'is cancelled when the id stands for another query, with the results that waited for it',
    marbles((m) => {
      expect(run(m, '-Txtz--', { read: pagesOf('1') })).toEqual(['1T', '3T', '4z']);
    }),
  );

  it(
    'begins anew when its id is tracked with `since` again',
    marbles((m) => {
      expect(run(m, '-TxTy----z', { read: pagesOf('1', '2') })).toEqual(['1T', '3T', '51', '72', '7y', '9z']);
    }),
  );

  it(
    'skips the rest and emits a gap when too many new results wait',
    marbles((m) => {
      const read = () => timer(100).pipe(mergeMap(pagesOf('1')));
      expect(run(m, '-Twxyz-', { read, maxWaiting: 2 })).toEqual(['1T', '4!', '4w', '4x', '4y', '5z']);
    }),
  );

  it(
    'lets nothing wait when the session does not read, once too many new results have waited twice',
    marbles((m) => {
      const out = run(m, '-Tuvwxyz-', { read: pagesOf('1'), session: { drainMs: Infinity }, maxWaiting: 3 });
      expect(out).toEqual(['1T', '5!', '6u', '6v', '6w', '6x', '6y', '7z']);
    }),
  );

  it(
    'is cancelled when the session closes, with the results that waited for it',
    marbles((m) => {
      const read = () => timer(100).pipe(mergeMap(pagesOf('1')));
      expect(run(m, '-Tx-----', { read, session: { closed$: m.hot('---c') } })).toEqual(['1T']);
    }),
  );

  it(
    'emits a gap when the store cannot be asked, and the new results all the same',
    marbles((m) => {
      expect(run(m, '-Tx---y', {})).toEqual(['1T', '1!', '2x', '6y']);
    }),
  );

  it(
    'emits a gap when a page cannot be read, and the new results all the same',
    marbles((m) => {
      const read = () => timer(3).pipe(mergeMap(() => throwError(() => new Error('no disk'))));
      expect(run(m, '-Tx---y', { read })).toEqual(['1T', '4!', '4x', '6y']);
    }),
  );
});
