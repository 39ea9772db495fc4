import { filter, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Source, SourceEvent } from '../../../src/graph/index.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';
import { texts, World } from '../../support/world.ts';

/** Letters are posts of ann; `1` and `2` delete the first and the second, `E` ends her account, `R` restores it. */
function sourceOf(m: RunContext, diagram: string): Source {
  let count = 0;
  const retractions: Readonly<Record<string, SourceEvent>> = {
    1: { type: 'delete', source: 's', id: '1' },
    2: { type: 'delete', source: 's', id: '2' },
    E: { type: 'account-ended', source: 's', author: 'ann' },
    R: { type: 'account-restored', source: 's', author: 'ann' },
  };
  const events$ = m.hot<string>(diagram).pipe(
    map((letter): SourceEvent => {
      const retraction = retractions[letter];
      if (retraction !== undefined) return retraction;
      count += 1;
      const post = { id: String(count), source: 's', text: texts[letter] ?? letter, at: 0, author: 'ann' };
      return { type: 'post', post };
    }),
  );
  return { name: 's', open: () => events$ };
}

const retracts = (world: World, id: string) =>
  world.notices(id).pipe(
    filter((sentence) => sentence.startsWith('retract')),
    map((sentence) => sentence.slice(-1)),
  );

describe('retractions', () => {
  it(
    'are sent after the post, once, to each session that may have received it and to no other',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '         -p------------');
      world.session('b', '         -c------------');
      const sources = [sourceOf(m, '---p--1-1----')];
      m.expect(world.received('a')).toBeObservable('---p');
      m.expect(retracts(world, 'a')).toBeObservable('------1');
      m.expect(retracts(world, 'b')).toBeObservable('-');
      m.expect(world.graph('(ab)', sources)).toBeObservable('-');
      world.settles({ received: 1, scored: 1 });
    }),
  );

  it(
    'are not sent to those who began to track after the post was delivered',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '         -p---p--------');
      world.session('b', '         ----p---------');
      world.session('c', '         --------p-----');
      const sources = [sourceOf(m, '---p---p--1-2-')];
      m.expect(world.received('b')).toBeObservable('-------p');
      // An id that is tracked anew still has what it got.
      m.expect(retracts(world, 'a')).toBeObservable('----------1-2');
      m.expect(retracts(world, 'b')).toBeObservable('------------2');
      m.expect(retracts(world, 'c')).toBeObservable('-');
      m.expect(world.graph('(abc)', sources)).toBeObservable('-');
      world.settles({ received: 2, scored: 2 });
    }),
  );

  it(
    'are sent to those who ask for all of them also when they began to track later, for queries of their own alone',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '         -p------------');
      world.session('b', '         ----p---------', { retractions: 'all' });
      world.session('c', '         ----c---------', { retractions: 'all' });
      const sources = [sourceOf(m, '---p----1-----')];
      m.expect(world.received('b')).toBeObservable('-');
      m.expect(retracts(world, 'b')).toBeObservable('--------1');
      m.expect(retracts(world, 'c')).toBeObservable('-');
      m.expect(world.graph('(abc)', sources)).toBeObservable('-');
      world.settles({ received: 1, scored: 1 });
    }),
  );

  it(
    'win over a post that they overtake, which counts as filtered',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '         -p------------');
      const sources = [sourceOf(m, '---1--p--p---')];
      m.expect(world.received('a')).toBeObservable('---------p');
      m.expect(retracts(world, 'a')).toBeObservable('-');
      m.expect(world.graph('a', sources)).toBeObservable('-');
      world.settles({ received: 2, filtered: 1, scored: 1 });
    }),
  );

  it(
    'win over a post that is being scored, which counts as filtered',
    marbles((m) => {
      const world = new World(m, { latencyMs: 4, stores: true });
      world.session('a', '         -p------------');
      const sources = [sourceOf(m, '---p-1-------')];
      const stop$ = m.hot('         ------------s');
      m.expect(world.received('a')).toBeObservable('-');
      m.expect(retracts(world, 'a')).toBeObservable('-');
      m.expect(world.graph('a', sources, stop$)).toBeObservable('------------|');
      world.settles({ received: 1, filtered: 1 });
      expect(world.stored).toContain('s 1 deleted');
    }),
  );

  it(
    'of an account take back its posts and those that follow, until it is restored',
    marbles((m) => {
      const world = new World(m, { stores: true });
      world.session('a', '         -p------------');
      const sources = [sourceOf(m, '---p-p--E--p-R-p')];
      const stop$ = m.hot('         ----------------s');
      m.expect(world.received('a')).toBeObservable('---p-p---------p');
      m.expect(retracts(world, 'a')).toBeObservable('--------(12)');
      m.expect(world.graph('a', sources, stop$)).toBeObservable('----------------|');
      world.settles({ received: 4, filtered: 1, scored: 3 });
      expect(world.stored).toContain('s ann ended');
    }),
  );

  it(
    'reach those who resume, and what they missed no longer has the post',
    marbles((m) => {
      const world = new World(m, { limits: { resumeWindowMs: 50 } });
      const resume = () => world.tokens.get('a');
      world.session('a', '         -p----|', { resumable: true });
      world.session('b', '         ------------p---', { resumable: true, resume });
      const sources = [sourceOf(m, '---p-----p-----')];
      const deleting: Source = { name: 't', open: () => deletions$ };
      const deletions$ = m
        .hot<string>('           ----------(12)---')
        .pipe(map((id): SourceEvent => ({ type: 'delete', source: 's', id })));
      m.expect(world.received('a')).toBeObservable('---p');
      m.expect(world.received('b')).toBeObservable('-');
      m.expect(retracts(world, 'b')).toBeObservable('------------1');
      m.expect(world.graph('(ab)', [...sources, deleting])).toBeObservable('-');
      world.settles({ received: 2, scored: 2 });
    }),
  );

  it(
    'are remembered for as many posts as duplicates are',
    marbles((m) => {
      const world = new World(m, { limits: { maxRecentPosts: 1 } });
      world.session('a', '         -p------------');
      const sources = [sourceOf(m, '---p-p-(12)---')];
      m.expect(world.received('a')).toBeObservable('---p-p');
      m.expect(retracts(world, 'a')).toBeObservable('-------(2)');
      m.expect(world.graph('a', sources)).toBeObservable('-');
      world.settles({ received: 2, scored: 2 });
    }),
  );
});
