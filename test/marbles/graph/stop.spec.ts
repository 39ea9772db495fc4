import { describe, it } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { World } from '../../support/world.ts';

describe('a stop', () => {
  it(
    'drains, then completes',
    marbles((m) => {
      const world = new World(m, { latencyMs: 4 });
      world.session('a', '     -p------------------');
      const posts$ = m.hot('   ---p--p-p-----------');
      const stop$ = m.hot('    -------s------------');
      m.expect(world.received('a')).toBeObservable('-------p--p---------');
      m.expect(world.graph('   a', [world.source(posts$)], stop$)).toBeObservable('----------|');
      m.expect(posts$).toHaveSubscriptions('-^-----!            ');
      world.settles({ received: 2, scored: 2 });
    }),
  );

  it(
    'drains posts that wait for their batch and for the pool, too',
    marbles((m) => {
      const limits = { maxBatches: 1, maxBatchPosts: 2, maxBatchWaitMs: 100 };
      const world = new World(m, { limits, latencyMs: 5, idle: false });
      world.session('a', '     -p------------------');
      const posts$ = m.hot('   ---ppppp------------');
      const stop$ = m.hot('    ---------s----------');
      m.expect(world.received('a')).toBeObservable('---------(pp)-(pp)-p');
      m.expect(world.graph('   a', [world.source(posts$)], stop$)).toBeObservable('-------------------|');
      world.settles({ received: 5, scored: 5 });
    }),
  );

  it(
    'takes no further session, and is not disturbed by one that closes while it drains',
    marbles((m) => {
      const world = new World(m, { latencyMs: 6 });
      world.session('a', '     -p------|           ');
      world.session('b', '     -p------------------');
      world.session('c', '     -------p------------');
      const posts$ = m.hot('   ---p----------------');
      const stop$ = m.hot('    ----s---------------');
      m.expect(world.received('a')).toBeObservable('-');
      m.expect(world.received('b')).toBeObservable('---------p');
      m.expect(world.received('c')).toBeObservable('-');
      m.expect(world.graph('   (ab)-c', [world.source(posts$)], stop$)).toBeObservable('---------|');
      world.settles({ received: 1, scored: 1 });
    }),
  );

  it(
    'is the only end: the graph completes neither without sessions nor without sources',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p-----|');
      m.expect(world.graph('   a--|', [world.source(m.hot('---p|'))])).toBeObservable('----d', {
        d: 'source down',
      });
      world.settles({ received: 1, scored: 1 });
    }),
  );
});
