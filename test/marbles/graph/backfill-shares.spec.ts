import { map, of, tap, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Delivery, ReadPage, Session } from '../../../src/graph/index.ts';
import {
  BackfillWorld,
  pagesOf,
  result,
  scored,
  sessionOf,
  tracking,
  untracked,
} from '../../support/backfill-world.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

/** Reads that take 3 ms each, and note when they begin and end, by the number of the backfill. */
function notedReads(m: RunContext, log: string[], { ms = 3, pages = 1 } = {}): (index: number) => ReadPage {
  const page =
    (index: number, left: number): ReadPage =>
    () => {
      log.push(`${m.scheduler.now()}+${index}`);
      return timer(ms).pipe(
        tap(() => log.push(`${m.scheduler.now()}-${index}`)),
        map(() => ({ posts: [scored(String(index))], ...(left > 1 && { next: page(index, left - 1) }) })),
      );
    };
  return (index) => page(index, pages);
}

/** Letters for tracks with `since`, in order: each for an id of its own. */
const tracks = (sessions: readonly Session[]): Readonly<Record<string, Delivery>> =>
  Object.fromEntries(sessions.map((session, index) => [String(index), tracking(session, `id${index}`, 3)]));

describe('the backfills of several sessions', () => {
  it(
    'run one at a time for a session, in the order of its tracks',
    marbles((m) => {
      const [A, B] = [sessionOf('A'), sessionOf('B')];
      const world = new BackfillWorld(m, { history: (index) => of(pagesOf(String(index), String(index))) });
      expect(world.run('(012)', tracks([A, A, B]))).toEqual([
        '0AT',
        '0AT',
        '0BT',
        '2A0',
        '2B2',
        '4A0',
        '4B2',
        '6A1',
        '8A1',
      ]);
    }),
  );

  it(
    'read no more pages at a time than there are slots, and owners take turns',
    marbles((m) => {
      const log: string[] = [];
      const read = notedReads(m, log);
      const flood = ['A', 'B', 'C', 'D'].map((id) => sessionOf(id, { owner: 'flood' }));
      const world = new BackfillWorld(m, {
        history: (index) => of(read(index)),
        limits: { maxBackfillReads: 2, maxBackfillReadsPerOwner: 1 },
      });
      world.run('(012345)', tracks([...flood, sessionOf('E', { owner: 'other' }), sessionOf('F', { owner: 'third' })]));
      expect(log.filter((line) => line.includes('+'))).toEqual(['0+0', '0+4', '3+5', '3+1', '6+2', '9+3']);
    }),
  );

  it(
    'are refused with a gap where an owner has too many, until one has ended',
    marbles((m) => {
      const [A, B, C] = [sessionOf('A', { owner: 'flood' }), sessionOf('B', { owner: 'flood' }), sessionOf('C')];
      const world = new BackfillWorld(m, {
        history: (index) => of(pagesOf(String(index))),
        limits: { maxBackfillsPerOwner: 2 },
      });
      const again = { 3: tracking(C, 'c', 3), 4: tracking(B, 'b', 3) };
      const diagram = '(0123)4';
      expect(world.run(diagram, { ...tracks([A, A, B]), ...again })).toEqual([
        ...['0AT', '0AT', '0BT', '0B!', '0CT'],
        ...['2A0', '2C3', '4A1', '6BT', '8B4'],
      ]);
      expect(world.skipped).toBe(1);
    }),
  );

  it(
    'leave the slots to others while a session does not read, and give it one page at most',
    marbles((m) => {
      const mute = ['A', 'B', 'C'].map((id) => sessionOf(id, { drainMs: Infinity }));
      const reader = sessionOf('D', { drainMs: 1 });
      const log: string[] = [];
      const read = notedReads(m, log, { pages: 2 });
      const world = new BackfillWorld(m, {
        history: (index) => of(read(index)),
        limits: { maxBackfillReads: 1, maxBackfillReadsPerOwner: 1 },
      });
      const out = world.run('(0123)', tracks([...mute, reader]));
      expect(out.slice(4)).toEqual(['4D3', '8D3']);
    }),
  );

  it(
    'keep the slot of a page that is being read when they are cancelled, and withdraw from the queue when they wait',
    marbles((m) => {
      const log: string[] = [];
      const read = notedReads(m, log, { ms: 9 });
      const world = new BackfillWorld(m, {
        history: (index) => of(read(index)),
        limits: { maxBackfillReads: 1, maxBackfillReadsPerOwner: 1 },
      });
      const [A, B, C] = ['A', 'B', 'C'].map((id) => sessionOf(id));
      if (A === undefined || B === undefined || C === undefined) return;
      const cancels = { x: untracked(A, 'id0'), y: untracked(B, 'id1') };
      const out = world.run('(012)(xy)', { ...tracks([A, B, C]), ...cancels });
      expect(log).toEqual(['0+0', '9-0', '9+2', '18-2']);
      expect(out).toEqual(['0AT', '0BT', '0CT', '5AU', '5BU', '18C2']);
    }),
  );

  it(
    'are withdrawn when their sessions close, and the next ones begin',
    marbles((m) => {
      const log: string[] = [];
      const read = notedReads(m, log);
      const [A, B] = [sessionOf('A', { closed$: m.hot('-c') }), sessionOf('B', { closed$: m.hot('--c') })];
      const world = new BackfillWorld(m, {
        history: (index) => of(read(index)),
        limits: { maxBackfillReads: 1, maxBackfillReadsPerOwner: 1 },
      });
      world.run('(0123)', tracks([A, A, B, sessionOf('C')]));
      expect(log).toEqual(['0+0', '3-0', '3+3', '6-3']);
    }),
  );

  it(
    'go on to their end when no more answers come, and complete then',
    marbles((m) => {
      const world = new BackfillWorld(m, {
        history: (index) => of(pagesOf(String(index))),
        limits: { maxBackfillReads: 1, maxBackfillReadsPerOwner: 1 },
      });
      const values = { ...tracks([sessionOf('A')]), B: tracking(sessionOf('B'), 'b', 3) };
      const out$ = world.deliver(' 0B|', values).pipe(map(({ session }) => session.id));
      m.expect(out$).toBeObservable('ABA-(B|)');
    }),
  );
});

describe('the new results that wait', () => {
  it(
    'are bounded for a session: its id with the most gives up its stored results',
    marbles((m) => {
      const A = sessionOf('A');
      const world = new BackfillWorld(m, {
        history: () => of(() => timer(100).pipe(map(() => ({ posts: [scored('s')] })))),
        limits: { maxBackfillWaitingPerSession: 3 },
      });
      const values = {
        ...tracks([A, A]),
        p: result(A, 'id1', 'p'),
        q: result(A, 'id1', 'q'),
        r: result(A, 'id0', 'r'),
        s: result(A, 'id1', 's'),
      };
      expect(world.run('(01)pqrs', values)).toEqual(['0AT', '0AT', '7A!', '7Ap', '7Aq', '7As', '100As', '100Ar']);
    }),
  );

  it(
    'are bounded in all: the largest share makes room, whoever comes last',
    marbles((m) => {
      const flood = [sessionOf('A', { owner: 'flood' }), sessionOf('B', { owner: 'flood' })];
      const [A, B] = flood;
      const C = sessionOf('C', { owner: 'other' });
      if (A === undefined || B === undefined) return;
      const world = new BackfillWorld(m, {
        history: () => of(() => timer(100).pipe(map(() => ({ posts: [scored('s')] })))),
        limits: { maxBackfillWaiting: 5 },
      });
      const values = {
        ...tracks([A, B, C]),
        a: result(A, 'id0', 'a'),
        b: result(B, 'id1', 'b'),
        c: result(C, 'id2', 'c'),
      };
      const out = world.run('(012)aabccc', values);
      expect(world.skipped).toBe(1);
      expect(out).toEqual([
        '0AT',
        '0BT',
        '0CT',
        '10A!',
        '10Aa',
        '10Aa',
        '100Bs',
        '100Bb',
        '100Cs',
        '100Cc',
        '100Cc',
        '100Cc',
      ]);
    }),
  );
});
