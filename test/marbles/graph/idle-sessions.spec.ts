import { describe, expect, it } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { World } from '../../support/world.ts';

describe('sessions that come and go without a query', () => {
  it(
    'do not delay another session’s query beyond its quiet time',
    marbles((m) => {
      const world = new World(m, { limits: { quietMs: 5 } });
      world.session('a', '     -p------------------');
      world.session('s', '     ---|                ');
      world.session('t', '     -----0|             ');
      world.session('u', '     -------|            ');
      world.session('v', '     ---------|          ');
      const posts$ = m.hot('   -------p--p---------');
      m.expect(world.received('a')).toBeObservable('-------p--p');
      m.expect(world.graph('   astuv', [world.source(posts$)])).toBeObservable('-');
      world.settles({ received: 2, scored: 2 });
      expect(world.asked).toEqual(['6 source: pizza']);
    }),
  );

  it(
    'do not lengthen the grace time after the last query was released',
    marbles((m) => {
      const world = new World(m, { limits: { idleGraceMs: 6 } });
      world.session('a', '     -p-----|            ');
      world.session('s', '     ---------|          ');
      world.session('t', '     ----------0|        ');
      world.session('u', '     ------------|       ');
      const posts$ = m.hot('   ---p----------p-----');
      m.expect(world.received('a')).toBeObservable('---p');
      m.expect(world.graph('   astu', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions('-^-----------!      ');
      world.settles({ received: 1, scored: 1 });
    }),
  );

  it(
    'open no source',
    marbles((m) => {
      const world = new World(m);
      world.session('s', '     ---|                ');
      world.session('t', '     -----0--|           ');
      m.expect(world.graph('   st', [world.source(m.hot('-'))])).toBeObservable('-');
      world.settles({});
      expect(world.asked).toEqual([]);
    }),
  );

  it(
    'do not lengthen it by a query that is released within the quiet time either',
    marbles((m) => {
      const world = new World(m, { limits: { quietMs: 3, idleGraceMs: 8 } });
      world.session('a', '     -p-----|            ');
      world.session('s', '     ------------p0------');
      const posts$ = m.hot('   -----p-------------p-');
      m.expect(world.received('a')).toBeObservable('-----p');
      m.expect(world.graph('   as', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions('----^-------------!  ');
      world.settles({ received: 1, scored: 1 });
      expect(world.asked).toEqual(['4 source: pizza']);
    }),
  );
});
