import { describe, expect, it } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { World } from '../../support/world.ts';

/** An address may have one result of a post, and one more in each quarter of a second. */
const limits = { freeResultsPerPost: 1, maxResultsPerSecondPerOwner: 4, maxResultsPerSecond: 400 };
const owner = '192.0.2.1';

describe('the results of an address', () => {
  it(
    'are shed beyond its rate before they are scored, of its queries in turn, and cost another address nothing',
    marbles((m) => {
      const world = new World(m, { limits });
      world.session('a', '     -p------------------|', { owner });
      world.session('b', '     -c------------------|', { owner });
      world.session('d', '     -t------------------|', { owner: '192.0.2.2' });
      const posts$ = m.hot('   --btbtbtb-----------');
      m.expect(world.received('a')).toBeObservable('--b-b---b');
      m.expect(world.received('b')).toBeObservable('--b---b--');
      m.expect(world.received('d')).toBeObservable('---t-t-t-');
      m.expect(world.graph('   (abd)', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 7, scored: 7 });
      expect(world.shed).toEqual(['match coffee', 'match pizza', 'match coffee']);
    }),
  );

  it(
    'are shed beyond its rate before they reach its sessions, where many of them track one query',
    marbles((m) => {
      const world = new World(m, { limits });
      world.session('a', '     -p------------------|', { owner });
      world.session('b', '     -p------------------|', { owner });
      world.session('d', '     -p------------------|', { owner: '192.0.2.2' });
      const posts$ = m.hot('   --p-p---------------');
      m.expect(world.received('a')).toBeObservable('--p-p');
      m.expect(world.received('b')).toBeObservable('--p--');
      m.expect(world.received('d')).toBeObservable('--p-p');
      m.expect(world.graph('   (abd)', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 2, scored: 2 });
      expect(world.shed).toEqual(['delivery pizza']);
    }),
  );

  it(
    'that were shed are reported to each session, at most once a second',
    marbles((m) => {
      const world = new World(m, { limits });
      world.session('a', '     -p 1200ms -', { owner });
      world.session('b', '     -c 1200ms -', { owner });
      const posts$ = m.hot('   --bbbb 1000ms b');
      m.expect(world.notices('b')).toBeObservable('-t 1004ms l', { t: 'tracking source=pending', l: 'loss q=2' });
      m.expect(world.graph('   (ab)', [world.source(posts$)])).toBeObservable('-');
    }),
  );
});
