import { describe, expect, it } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { World } from '../../support/world.ts';

/** One batch of one post at a time, two waiting. */
const limits = { maxBatches: 1, maxBatchPosts: 1, maxWaitingPosts: 2 };

describe('a pool that is too slow', () => {
  it(
    'sheds the posts of the session that floods, and none of one with less',
    marbles((m) => {
      const world = new World(m, { limits, latencyMs: 6 });
      world.session('a', '     -p------------------');
      world.session('b', '     -c------------------');
      const posts$ = m.hot('   --pppppc------------');
      m.expect(world.received('a')).toBeObservable('--------p-----p');
      m.expect(world.received('b')).toBeObservable('--------------------c');
      m.expect(world.graph('   (ab)', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 6, scored: 3, shed: 3 });
      expect(world.shed).toEqual(['pizza full', 'pizza full', 'pizza share']);
    }),
  );

  it(
    'keeps a post that two sessions want for the one with less waiting',
    marbles((m) => {
      const world = new World(m, { limits, latencyMs: 4 });
      world.session('a', '     -p------------------');
      world.session('b', '     -c------------------');
      const posts$ = m.hot('   --pppb--------------');
      m.expect(world.received('a')).toBeObservable('------p---p---b');
      m.expect(world.received('b')).toBeObservable('--------------b');
      m.expect(world.graph('   (ab)', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 4, scored: 3, shed: 1 });
    }),
  );
});
