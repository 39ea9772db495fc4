import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../../../src/graph/index.ts';
import { UndertoneError } from '../../../src/model/index.ts';
import { marbles } from '../../support/marbles.ts';
import { World } from '../../support/world.ts';

const reason = new UndertoneError('source_failed', 'The feed is closed.');
const events = {
  l: { type: 'state', source: 'up', state: 'live' },
  w: { type: 'state', source: 'up', state: 'pending' },
  f: { type: 'state', source: 'up', state: 'pending', reason },
  g: { type: 'gap', source: 'up', from: 2, to: 9, cause: 'It was closed.', filled: 'none' },
} satisfies Record<string, SourceEvent>;

describe('the coverage that the store is given', () => {
  it(
    'begins with the first session and a live source, and ends when the resume window is over',
    marbles((m) => {
      const world = new World(m, { stores: true, limits: { resumeWindowMs: 6 } });
      world.session('a', '       -p-------|          ', { resumable: true });
      world.session('b', '       ---p-|              ');
      const up$ = m.hot<SourceEvent>('----l-----------------', events);
      const stop$ = m.hot('      -------------------s');
      m.expect(world.graph('     (ab)', [{ name: 'up', open: () => up$ }], stop$)).toBeObservable(
        '----l--------------|',
        {
          l: 'up live',
        },
      );
      world.settles({});
      expect(world.stored).toEqual(['pizza+4', 'pizza-15']);
    }),
  );

  it(
    'has a hole while no source is live, and the gap of it from its first moment on',
    marbles((m) => {
      const world = new World(m, { stores: true });
      world.session('a', '       -p------------------');
      const up$ = m.hot<SourceEvent>('---l-f---(lg)---------', events);
      const stop$ = m.hot('      ---------------s');
      const expected = '         ---l-f---(lg)--|';
      m.expect(world.graph('     a', [{ name: 'up', open: () => up$ }], stop$)).toBeObservable(expected, {
        l: 'up live',
        f: 'up pending: source_failed',
        g: 'up gap 2-9 none',
      });
      world.settles({});
      expect(world.stored).toEqual([
        'pizza+3',
        'pizza-5',
        'up 5: 5-? none',
        'pizza+9',
        'up 5: 5-9 partial',
        'up 5: 2-9 none',
        '..15',
      ]);
    }),
  );

  it(
    'goes on while one of two sources is live',
    marbles((m) => {
      const world = new World(m, { stores: true });
      world.session('a', '       -p------------------');
      const up$ = m.hot<SourceEvent>('---l-f----------------', events);
      const other$ = m.hot<SourceEvent>('--L------------------', { L: { ...events.l, source: 'other' } });
      const sources = [
        { name: 'up', open: () => up$ },
        { name: 'other', open: () => other$ },
      ];
      const stop$ = m.hot('      ----------s');
      m.expect(world.graph('     a', sources, stop$)).toBeObservable('--Ll-f----|', {
        L: 'other live',
        l: 'up live',
        f: 'up pending: source_failed',
      });
      world.settles({});
      expect(world.stored).toEqual(['pizza+2', 'up 5: 5-? none', '..10']);
    }),
  );

  it(
    'is in event time, and reaches as far as that has come',
    marbles((m) => {
      const world = new World(m, { stores: true });
      world.session('a', '       -p 2000ms -');
      const up$ = m.hot<SourceEvent>('---l', events);
      const stop$ = m.hot('      2001ms s');
      m.expect(world.graph('     a', [{ name: 'up', open: () => up$ }], stop$)).toBeObservable('---l 1997ms |', {
        l: 'up live',
      });
      world.settles({});
      expect(world.stored).toEqual(['pizza+3', '..1000', '..2000', '..2001']);
    }),
  );
});
