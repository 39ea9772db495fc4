import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../../../src/graph/index.ts';
import { UndertoneError } from '../../../src/model/index.ts';
import { marbles } from '../../support/marbles.ts';
import { World } from '../../support/world.ts';

const state = (now: 'live' | 'pending' | 'down'): SourceEvent => ({ type: 'state', source: 'up', state: now });
const coverage = (acting: readonly string[], refused: readonly string[] = []): SourceEvent => ({
  type: 'coverage',
  source: 'up',
  active: new Set(acting),
  refused: new Map(refused.map((query) => [query, new UndertoneError('bad_query', 'It is too long.')])),
});

const events = {
  l: state('live'),
  w: state('pending'),
  d: state('down'),
  p: coverage(['pizza']),
  b: coverage(['pizza', 'coffee']),
  r: coverage(['pizza'], ['coffee']),
  g: { type: 'gap', source: 'up', from: 1, to: 2, cause: 'A break.', filled: 'none' },
} satisfies Record<string, SourceEvent>;

const told = {
  w: 'tracking up=pending',
  l: 'tracking up=live',
  d: 'tracking up=down',
  g: 'gap up 1-2',
  x: 'refused bad_query',
};

describe('how a query stands upstream', () => {
  it(
    'is told at once, and whenever it changes',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '       -p------------------');
      world.session('b', '       -----------p--------');
      const up$ = m.hot<SourceEvent>('---l-l-w-l-----d----', events);
      m.expect(world.told('a')).toBeObservable('-w-l---w-l-----d', told);
      m.expect(world.told('b')).toBeObservable('-----------l---d', told);
      m.expect(world.graph('(ab)', [{ name: 'up', open: () => up$ }])).toBeObservable('---l-l---l-----d', {
        l: 'up live',
        d: 'up down',
      });
      world.settles({});
    }),
  );

  it(
    'is told by what a filtering source is asked for, to those whom it concerns',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '       -p------------------');
      world.session('b', '       -----c--------------');
      const up$ = m.hot<SourceEvent>('--l--(p)-b---r-----', { ...events, p: coverage(['pizza']) });
      m.expect(world.told('a')).toBeObservable('-wl', told);
      m.expect(world.told('b')).toBeObservable('-----(lw)l---(dx)', told);
      m.expect(world.graph('(ab)', [{ name: 'up', open: () => up$ }])).toBeObservable('--l', { l: 'up live' });
      world.settles({});
    }),
  );

  it(
    'is pending again when the last query has gone and another comes',
    marbles((m) => {
      const world = new World(m, { limits: { idleGraceMs: 3 } });
      world.session('a', '       -p--|               ');
      world.session('b', '       -----------p--------');
      const open$ = m.cold<SourceEvent>('-l', events);
      m.expect(world.told('b')).toBeObservable('-----------wl', told);
      m.expect(world.graph('(ab)', [{ name: 'up', open: () => open$ }])).toBeObservable('--l---------l', {
        l: 'up live',
      });
      world.settles({});
    }),
  );
});

describe('a gap', () => {
  it(
    'is told to every session that tracks something, once, and to no other',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '       -p------------------');
      world.session('b', '       -c------------------');
      world.session('c', '       -p---0--------------');
      const up$ = m.hot<SourceEvent>('--l-----g-----------', events);
      m.expect(world.told('a')).toBeObservable('-wl-----g', told);
      m.expect(world.told('b')).toBeObservable('-wl-----g', told);
      m.expect(world.told('c')).toBeObservable('-wl--u', { ...told, u: 'untracked' });
      m.expect(world.graph('(abc)', [{ name: 'up', open: () => up$ }])).toBeObservable('--l-----g', {
        l: 'up live',
        g: 'up gap 1-2 none',
      });
      world.settles({});
    }),
  );
});

describe('a session that comes back', () => {
  it(
    'within the window gets what it missed, then what is new, and upstream was kept for it meanwhile',
    marbles((m) => {
      const world = new World(m, { limits: { resumeWindowMs: 10, idleGraceMs: 0 } });
      world.session('a', '     -p---|              ', { resumable: true });
      world.session('b', '     ----------p---------', { resumable: true, resume: () => world.tokens.get('a') });
      const posts$ = m.hot('   ---p--p-p----------p');
      m.expect(world.received('a')).toBeObservable('---p');
      m.expect(world.received('b')).toBeObservable('----------(pp)-----p');
      m.expect(world.graph('   (ab)', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions('-^------------------');
      world.settles({ received: 4, scored: 4 });
      expect(world.asked).toEqual(['1 source: pizza']);
    }),
  );

  it(
    'after the window is told what it can’t get, and upstream was let go in between',
    marbles((m) => {
      const world = new World(m, { limits: { resumeWindowMs: 4, idleGraceMs: 0 } });
      world.session('a', '     -p---|              ', { resumable: true });
      world.session('b', '     -------------p------', { resumable: true, resume: () => world.tokens.get('a') });
      const posts$ = m.hot('   ---p--p-------------');
      m.expect(world.told('b')).toBeObservable('-------------(tg)', {
        t: 'tracking source=pending not resumed',
        g: 'gap resume 0-13',
      });
      m.expect(world.graph('   (ab)', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions(['-^-------!', '-------------^------']);
      world.settles({ received: 2, scored: 2 });
    }),
  );
});
