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

const notices = {
  w: 'tracking up=pending',
  l: 'tracking up=live',
  d: 'tracking up=down',
  g: 'gap up 1-2',
  x: 'refused bad_query',
};

describe('the state of a query upstream', () => {
  it(
    'is sent at once, and whenever it changes',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '       -p------------------');
      world.session('b', '       -----------p--------');
      const up$ = m.hot<SourceEvent>('---l-l-w-l-----d----', events);
      m.expect(world.notices('a')).toBeObservable('-w-l---w-l-----d', notices);
      m.expect(world.notices('b')).toBeObservable('-----------l---d', notices);
      m.expect(world.graph('(ab)', [{ name: 'up', open: () => up$ }])).toBeObservable('---l-l---l-----d', {
        l: 'up live',
        d: 'up down',
      });
      world.settles({});
    }),
  );

  it(
    'follows the coverage of a filtering source, and is sent to the sessions that it concerns',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '       -p------------------');
      world.session('b', '       -----c--------------');
      const up$ = m.hot<SourceEvent>('--l--(p)-b---r-----', { ...events, p: coverage(['pizza']) });
      m.expect(world.notices('a')).toBeObservable('-wl', notices);
      m.expect(world.notices('b')).toBeObservable('-----(lw)l---(dx)', notices);
      m.expect(world.graph('(ab)', [{ name: 'up', open: () => up$ }])).toBeObservable('--l', { l: 'up live' });
      world.settles({});
    }),
  );

  it(
    'is pending again when the last query was released and another one comes',
    marbles((m) => {
      const world = new World(m, { limits: { idleGraceMs: 3 } });
      world.session('a', '       -p--|               ');
      world.session('b', '       -----------p--------');
      const open$ = m.cold<SourceEvent>('-l', events);
      m.expect(world.notices('b')).toBeObservable('-----------wl', notices);
      m.expect(world.graph('(ab)', [{ name: 'up', open: () => open$ }])).toBeObservable('--l---------l', {
        l: 'up live',
      });
      world.settles({});
    }),
  );
});

describe('a gap', () => {
  it(
    'is sent once to every session that tracks something, and to no other',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '       -p------------------');
      world.session('b', '       -c------------------');
      world.session('c', '       -p---0--------------');
      const up$ = m.hot<SourceEvent>('--l-----g-----------', events);
      m.expect(world.notices('a')).toBeObservable('-wl-----g', notices);
      m.expect(world.notices('b')).toBeObservable('-wl-----g', notices);
      m.expect(world.notices('c')).toBeObservable('-wl--u', { ...notices, u: 'untracked' });
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
    'within the resume window gets missed results, then new ones, and upstream stayed open for it',
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
    'after the resume window gets a gap, and upstream was closed in between',
    marbles((m) => {
      const world = new World(m, { limits: { resumeWindowMs: 4, idleGraceMs: 0 } });
      world.session('a', '     -p---|              ', { resumable: true });
      world.session('b', '     -------------p------', { resumable: true, resume: () => world.tokens.get('a') });
      const posts$ = m.hot('   ---p--p-------------');
      m.expect(world.notices('b')).toBeObservable('-------------(tg)', {
        t: 'tracking source=pending not resumed',
        g: 'gap resume 0-13',
      });
      m.expect(world.graph('   (ab)', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions(['-^-------!', '-------------^------']);
      world.settles({ received: 2, scored: 2 });
    }),
  );
});
