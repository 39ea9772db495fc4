import { describe, expect, it } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { World, type TestSession } from '../../support/world.ts';

describe('routing', () => {
  it(
    'results reach exactly the sessions that track the query at that moment',
    marbles((m) => {
      const world = new World(m, { latencyMs: 4 });
      world.session('a', '     -p------------------');
      world.session('b', '     -p----c-------------');
      world.session('c', '     -c----p-------------');
      const posts$ = m.hot('   --p-b------p-c------');
      m.expect(world.received('a')).toBeObservable('------p-b------p----');
      m.expect(world.received('b')).toBeObservable('--------b--------c--');
      m.expect(world.received('c')).toBeObservable('------p-b------p----');
      m.expect(world.graph('   (abc)', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 4, scored: 4 });
    }),
  );

  it(
    'an untracked query gets no further results',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p----0---p---------');
      const posts$ = m.hot('   ---p----p----p------');
      m.expect(world.received('a')).toBeObservable('---p---------p------');
      m.expect(world.graph('   a', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 3, scored: 2, unmatched: 1 });
    }),
  );

  it(
    'a session that closes ends its group',
    marbles((m) => {
      const world = new World(m, { latencyMs: 2 });
      world.session('a', '     -p-----|            ');
      world.session('b', '     -p------------------');
      const posts$ = m.hot('   ---p--p--p----------');
      m.expect(world.received('a')).toBeObservable('-----p--------------');
      m.expect(world.received('b')).toBeObservable('-----p--p--p--------');
      m.expect(world.graph('   (ab)', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 3, scored: 3 });
      expect(world.completed).toEqual(['7 a']);
    }),
  );

  it(
    'a session that closes within a send ends its group, and a result in flight does not revive it',
    marbles((m) => {
      const sessions: TestSession[] = [];
      const world = new World(m, {
        idle: false,
        limits: { maxBatchPosts: 3 },
        deliver: (session) => {
          if (session.id === 'a') for (const each of sessions) each.close();
        },
      });
      sessions.push(world.session('a', '-p------------------'));
      sessions.push(world.session('b', '-p------------------'));
      world.session('c', '              -p------------------');
      const posts$ = m.hot('            ---(ppp)------------');
      m.expect(world.received('a')).toBeObservable('---p');
      m.expect(world.received('b')).toBeObservable('-');
      m.expect(world.received('c')).toBeObservable('---(ppp)');
      m.expect(world.graph('            (abc)', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 3, scored: 3 });
    }),
  );

  it(
    'a failing session ends alone',
    marbles((m) => {
      const world = new World(m, {
        deliver: ({ id }) => {
          if (id === 'a') throw new Error('the socket is broken');
        },
      });
      const a = world.session('a', '-p------------------');
      world.session('b', '         -p------------------');
      const posts$ = m.hot('       ---p---p---p--------');
      m.expect(world.received('a')).toBeObservable('---p');
      m.expect(world.received('b')).toBeObservable('---p---p---p--------');
      m.expect(world.graph('       (ab)', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 3, scored: 3 });
      expect(a.ends).toMatchObject([{ code: 'internal', message: 'Delivery failed: the socket is broken' }]);
    }),
  );

  it(
    'a post that comes twice is delivered once',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p------------------');
      const one$ = m.hot('     ---p----------------');
      const again$ = m.hot('   -----p--------------');
      const sources = [world.source(one$), world.source(again$)];
      m.expect(world.received('a')).toBeObservable('---p');
      m.expect(world.graph('   a', sources)).toBeObservable('-');
      world.settles({ received: 2, scored: 1, duplicate: 1 });
    }),
  );
});
