import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../../../src/graph/index.ts';
import { UndertoneError } from '../../../src/model/index.ts';
import { marbles } from '../../support/marbles.ts';
import { World } from '../../support/world.ts';

const trouble: SourceEvent = {
  type: 'state',
  source: 'waiting',
  state: 'pending',
  reason: new UndertoneError('source_unsettled', 'It is not there.'),
};

describe('the query set that upstream is asked for', () => {
  it(
    'is debounced',
    marbles((m) => {
      const world = new World(m, { limits: { quietMs: 5 } });
      world.session('a', '     -p-c-t--------------');
      const posts$ = m.hot('   ------------t-t-t---');
      const expected = '       ------------t-t-t---';
      const connection = '     ----------^---------';
      m.expect(world.received('a')).toBeObservable(expected);
      m.expect(world.graph('   a', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions(connection);
      world.settles({ received: 3, scored: 3 });
      expect(world.asked).toEqual(['10 source: tea']);
    }),
  );

  it(
    'is asked for at the maximum wait while it keeps changing',
    marbles((m) => {
      const world = new World(m, { limits: { quietMs: 5, maxQuietMs: 12 } });
      world.session('a', '     -p-c-p-c-p-c-p-c-p-c-p-c');
      m.expect(world.graph('   a', [world.source(m.hot('-'))]), '^-----------------------!').toBeObservable('-');
      world.settles({});
      expect(world.asked).toEqual(['13 source: pizza']);
    }),
  );

  it(
    'does not change with a query that it already has',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p------------------');
      world.session('b', '     -----p---p----------');
      const posts$ = m.hot('   ---p---p----p-------');
      m.expect(world.received('a')).toBeObservable('---p---p----p-------');
      m.expect(world.received('b')).toBeObservable('-------p----p-------');
      m.expect(world.graph('   ab', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions('-^------------------');
      world.settles({ received: 3, scored: 3 });
      expect(world.asked).toEqual(['1 source: pizza']);
    }),
  );

  it(
    'has the query of two sessions once, until the last of them closes',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p---------|        ');
      world.session('b', '     ---p------------|   ');
      world.session('c', '     ---c----------------');
      m.expect(world.graph('   (abc)', [world.source(m.hot('-'))])).toBeObservable('-');
      world.settles({});
      expect(world.asked).toEqual(['1 source: pizza', '3 source: pizza | coffee', '16 source: coffee']);
    }),
  );

  it(
    'stays open for the grace time after the last session has closed, and not longer',
    marbles((m) => {
      const world = new World(m, { limits: { idleGraceMs: 6 } });
      world.session('a', '     -p-----|            ');
      const posts$ = m.hot('   ---p------p--p------');
      m.expect(world.received('a')).toBeObservable('---p');
      m.expect(world.graph('   a', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions('-^-----------!      ');
      world.settles({ received: 3, scored: 1, unmatched: 2 });
    }),
  );

  it(
    'is still open for a session that comes back within the grace time',
    marbles((m) => {
      const world = new World(m, { limits: { idleGraceMs: 6 } });
      world.session('a', '     -p-----|            ');
      world.session('b', '     ----------p---------');
      const posts$ = m.hot('   ---p---------p--p---');
      m.expect(world.received('b')).toBeObservable('-------------p--p');
      m.expect(world.graph('   a--------b', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions('-^------------------');
      world.settles({ received: 3, scored: 3 });
      expect(world.asked).toEqual(['1 source: pizza']);
    }),
  );

  it(
    'a restart keeps posts that are in the pool, and keeps the physical connection',
    marbles((m) => {
      const world = new World(m, { latencyMs: 6 });
      world.session('a', '     -p------------------');
      world.session('b', '     -------c------------');
      const posts$ = m.hot('   -----ppp-c----------');
      m.expect(world.received('a')).toBeObservable('-----------ppp-------');
      m.expect(world.received('b')).toBeObservable('---------------c-----');
      m.expect(world.graph('   ab', [world.source(posts$)])).toBeObservable('-');
      m.expect(posts$).toHaveSubscriptions('-^------------------');
      world.settles({ received: 4, scored: 4 });
      expect(world.asked).toEqual(['1 source: pizza', '7 source: pizza | coffee']);
    }),
  );

  it(
    'one source failing leaves the others, and is not asked again',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p-------c----------');
      const failing$ = m.hot(' ---p-#              ');
      const living$ = m.hot('  ----p---p--c--------');
      const sources = [world.source(failing$, 'failing'), world.source(living$, 'living')];
      m.expect(world.received('a')).toBeObservable('---pp---p--c--------');
      m.expect(world.graph('   a', sources)).toBeObservable('-----d', { d: 'failing down: source_failed' });
      m.expect(failing$).toHaveSubscriptions('-^---!              ');
      m.expect(living$).toHaveSubscriptions(' -^------------------');
      world.settles({ received: 4, scored: 4 });
      expect(world.asked).toEqual(['1 failing: pizza', '1 living: pizza', '9 living: coffee']);
    }),
  );

  it(
    'sources are checked at the start, until there is a query',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -----p--------------');
      const posts$ = m.hot('   --------p-----------');
      const endless$ = m.cold('--w----w----w       ', { w: trouble });
      const passing$ = m.cold('-|                  ');
      const sources = [
        { ...world.source(posts$, 'waiting'), check: () => endless$ },
        { ...world.source(m.hot('-'), 'passing'), check: () => passing$ },
        world.source(m.hot('-'), 'plain'),
      ];
      m.expect(world.received('a')).toBeObservable('--------p-----------');
      m.expect(world.graph('   a', sources)).toBeObservable('--w', { w: 'waiting pending: source_unsettled' });
      m.expect(endless$).toHaveSubscriptions('       ^----!');
      m.expect(passing$).toHaveSubscriptions('       ^!');
      world.settles({ received: 1, scored: 1 });
      expect(world.asked).toEqual(['5 waiting: pizza', '5 passing: pizza', '5 plain: pizza']);
    }),
  );

  it(
    'a source that fails its check is down, and is never opened',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -----p--------------');
      const living$ = m.hot('  --------p-----------');
      const failing = { ...world.source(m.hot('-'), 'failing'), check: () => m.cold<SourceEvent>('--#') };
      m.expect(world.received('a')).toBeObservable('--------p-----------');
      m.expect(world.graph('   a', [failing, world.source(living$, 'living')])).toBeObservable('--d', {
        d: 'failing down: source_failed',
      });
      world.settles({ received: 1, scored: 1 });
      expect(world.asked).toEqual(['5 living: pizza']);
    }),
  );

  it(
    'states and gaps are passed on in their order among the posts',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p------------------');
      const gap: SourceEvent = { type: 'gap', source: 'live', from: 3, to: 7, cause: 'A break.', filled: 'full' };
      const live: SourceEvent = { type: 'state', source: 'live', state: 'live' };
      const post: SourceEvent = { type: 'post', post: { id: '1', source: 'live', text: 'pizza', at: 0 } };
      const events$ = m.cold(' l--w---(lgp)', { l: live, w: trouble, g: gap, p: post });
      const source = { name: 'live', open: () => events$ };
      m.expect(world.received('a')).toBeObservable('--------p');
      m.expect(world.graph('   a', [source])).toBeObservable('-l--w---(lg)', {
        l: 'live live',
        w: 'waiting pending: source_unsettled',
        g: 'live gap 3-7 full',
      });
      world.settles({ received: 1, scored: 1 });
    }),
  );
});
