import { describe, expect, it } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { World } from '../../support/world.ts';

describe('scoring', () => {
  it(
    'has never more than N batches in the pool, and counts the posts that it sheds',
    marbles((m) => {
      const limits = { maxBatches: 2, maxBatchPosts: 2, maxWaitingPosts: 2 };
      const world = new World(m, { limits, latencyMs: 8, idle: false });
      world.session('a', '     -p--------------------');
      const posts$ = m.hot('   ---(pppppppp)---------');
      const expected = '       -----------(pppp)--(pp)';
      m.expect(world.received('a')).toBeObservable(expected);
      m.expect(world.graph('   a', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 8, scored: 6, shed: 2 });
      expect(world.mostBatches).toBe(2);
    }),
  );

  it(
    'posts go one by one while the pool is idle',
    marbles((m) => {
      const world = new World(m, { idle: true });
      world.session('a', '     -p------------------');
      const posts$ = m.hot('   ---(ppp)------------');
      m.expect(world.received('a')).toBeObservable('---(ppp)');
      m.expect(world.graph('   a', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 3, scored: 3 });
      expect(world.batches).toEqual(['p', 'p', 'p']);
    }),
  );

  it(
    'posts go in batches, full or after the batch wait, while the pool is not idle',
    marbles((m) => {
      const world = new World(m, { idle: false, limits: { maxBatchPosts: 2, maxBatchWaitMs: 4 } });
      world.session('a', '     -p------------------');
      const posts$ = m.hot('   ---(ppp)------------');
      const expected = '       ---(pp)p------------';
      m.expect(world.received('a')).toBeObservable(expected);
      m.expect(world.graph('   a', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 3, scored: 3 });
      expect(world.batches).toEqual(['pp', 'p']);
    }),
  );

  it(
    'a slow score delays nobody’s registration',
    marbles((m) => {
      const world = new World(m, { latencyMs: 12, limits: { maxBatches: 1 } });
      world.session('a', '     -p------------------');
      world.session('b', '     -----c--------------');
      const posts$ = m.hot('   ---p------c---------');
      m.expect(world.received('a')).toBeObservable('---------------p');
      m.expect(world.received('b')).toBeObservable('---------------------------c');
      m.expect(world.graph('   ab', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 2, scored: 2 });
      expect(world.asked).toEqual(['1 source: pizza', '5 source: pizza | coffee']);
    }),
  );

  it(
    'posts that the pool can’t score count as failed, and the rest of their batch is delivered',
    marbles((m) => {
      const world = new World(m, { refuses: 'c', idle: false, limits: { maxBatchPosts: 3 } });
      world.session('a', '     -p------------------');
      world.session('b', '     -c------------------');
      const posts$ = m.hot('   ---(pcp)------------');
      m.expect(world.received('a')).toBeObservable('---(pp)');
      m.expect(world.received('b')).toBeObservable('-');
      m.expect(world.graph('   (ab)', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 3, scored: 2, failed: 1 });
    }),
  );

  it(
    'only posts that match a query are scored, and all others are counted where they end',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p------------------');
      const posts$ = m.hot('   ---p-x-?-c-p--------');
      m.expect(world.received('a')).toBeObservable('---p-------p');
      m.expect(world.graph('   a', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 5, scored: 2, unmatched: 2, invalid: 1 });
      expect(world.batches).toEqual(['p', 'p']);
    }),
  );
});
