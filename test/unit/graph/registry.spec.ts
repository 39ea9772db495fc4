import { NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/graph/index.ts';
import { Registry } from '../../../src/graph/registry.ts';
import type { Post } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { scoreOf } from '../../support/world.ts';

const sessionOf = (id: string): Session => ({ id, intents$: NEVER, closed$: NEVER, end: () => undefined });
const postOf = (text: string): Post => ({ id: '1', source: 'test', at: 0, text });

/** A registry with its events as short calls. */
function setUp() {
  const registry = new Registry<Session>({ instanceId: 'test', maxResumeResults: 3, now: () => 1_000 });
  /** The deliveries of a post's result, each as `session/id`, taken one by one. */
  function* deliveries(text: string) {
    const matched = registry.match(postOf(text));
    if (matched === undefined) return;
    for (const { session, id } of registry.deliveriesOf(scoreOf(matched))) yield `${session.id}/${id}`;
  }
  return {
    registry,
    track: (session: Session, id: string, query: string) =>
      registry.apply({ type: 'change', session, intent: { type: 'track', id, query: parseQuery(query) } }),
    untrack: (session: Session, id: string) =>
      registry.apply({ type: 'change', session, intent: { type: 'untrack', id } }),
    leave: (session: Session) => registry.apply({ type: 'gone', session }),
    wanted: () => registry.wanted().map(({ canonical }) => canonical),
    deliveries,
  };
}

const [a, b, c] = [sessionOf('a'), sessionOf('b'), sessionOf('c')];

describe('a session with several ids', () => {
  it('is served under each id that holds the query', () => {
    const { track, deliveries, registry } = setUp();
    track(a, 'x', 'pizza');
    track(a, 'y', 'pizza');
    track(b, 'x', 'pizza');
    expect([...deliveries('pizza')]).toEqual(['a/x', 'a/y', 'b/x']);
    expect(registry).toMatchObject({ sessions: 2, queries: 1 });
  });

  it('is served once for each of its queries that a post matches, with the place of that query among the matches', () => {
    const { track, registry } = setUp();
    track(a, 'x', 'pizza');
    track(a, 'y', 'coffee');
    const matched = registry.match(postOf('pizza and coffee'));
    expect(matched?.matches).toHaveLength(2);
    const deliveries = matched === undefined ? [] : [...registry.deliveriesOf(scoreOf(matched))];
    expect(deliveries.map(({ id, match }) => [id, matched?.matches[match]?.query.canonical]).sort()).toEqual([
      ['x', 'pizza'],
      ['y', 'coffee'],
    ]);
  });

  it('keeps one id when the other is replaced, and the query as long as either holds it', () => {
    const { track, deliveries, wanted } = setUp();
    track(a, 'x', 'pizza');
    track(a, 'y', 'pizza');
    track(a, 'x', 'coffee');
    expect([...deliveries('pizza')]).toEqual(['a/y']);
    expect([...deliveries('coffee')]).toEqual(['a/x']);
    track(a, 'y', 'coffee');
    expect([...deliveries('pizza')]).toEqual([]);
    expect([...deliveries('coffee')]).toEqual(['a/x', 'a/y']);
    expect(wanted()).toEqual(['coffee']);
  });

  it('keeps one id when the other is untracked, and is forgotten with the last', () => {
    const { track, untrack, deliveries, registry } = setUp();
    track(a, 'x', 'pizza');
    track(a, 'y', 'pizza');
    untrack(a, 'x');
    untrack(a, 'never held');
    expect([...deliveries('pizza')]).toEqual(['a/y']);
    expect(registry).toMatchObject({ sessions: 1, queries: 1 });
    untrack(a, 'y');
    expect([...deliveries('pizza')]).toEqual([]);
    expect(registry).toMatchObject({ sessions: 0, queries: 0 });
  });

  it('takes all its ids along when it leaves, and no other’s', () => {
    const { track, leave, deliveries, wanted, registry } = setUp();
    track(a, 'x', 'pizza');
    track(a, 'y', 'coffee');
    track(b, 'x', 'pizza');
    leave(a);
    leave(a);
    expect([...deliveries('pizza coffee')]).toEqual(['b/x']);
    expect(wanted()).toEqual(['pizza']);
    expect(registry).toMatchObject({ sessions: 1, queries: 1 });
  });
});

describe('the wanted queries', () => {
  it('are the same array until the set of distinct queries changes', () => {
    const { registry, track, untrack, leave } = setUp();
    track(a, 'x', 'pizza');
    const before = registry.wanted();
    track(a, 'x', 'pizza');
    track(b, 'x', 'PIZZA');
    track(b, 'y', 'pizza');
    untrack(a, 'x');
    untrack(a, 'x');
    leave(c);
    expect(registry.wanted()).toBe(before);
    track(c, 'x', 'coffee');
    const more = registry.wanted();
    expect(more).not.toBe(before);
    expect(more.map(({ canonical }) => canonical)).toEqual(['pizza', 'coffee']);
    leave(b);
    expect(registry.wanted()).not.toBe(more);
  });

  it('are not changed under one who holds them', () => {
    const { registry, track, leave } = setUp();
    track(a, 'x', 'pizza');
    const before = registry.wanted();
    leave(a);
    expect(before).toHaveLength(1);
    expect(registry.wanted()).toEqual([]);
  });
});

describe('deliveries under way', () => {
  it('skip a holder that leaves before its turn', () => {
    const { track, untrack, leave, deliveries } = setUp();
    for (const session of [a, b, c]) track(session, 'x', 'pizza');
    track(c, 'y', 'pizza');
    const under = deliveries('pizza');
    expect(under.next().value).toBe('a/x');
    leave(b);
    untrack(c, 'x');
    expect([...under]).toEqual(['c/y']);
  });

  it('reach the others when the one being served leaves in the middle', () => {
    const { track, leave, deliveries } = setUp();
    for (const session of [a, b]) track(session, 'x', 'pizza');
    track(a, 'y', 'pizza');
    const under = deliveries('pizza');
    expect(under.next().value).toBe('a/x');
    leave(a);
    expect([...under]).toEqual(['b/x']);
  });

  it('end when nobody holds the query any more, and begin again with the next holder', () => {
    const { track, leave, deliveries } = setUp();
    for (const session of [a, b]) track(session, 'x', 'pizza');
    const under = deliveries('pizza');
    expect(under.next().value).toBe('a/x');
    leave(b);
    leave(a);
    expect([...under]).toEqual([]);
    expect([...deliveries('pizza')]).toEqual([]);
    track(c, 'x', 'pizza');
    expect([...deliveries('pizza')]).toEqual(['c/x']);
  });
});

describe('what is tracked', () => {
  it('is counted by sessions, however many ids of one hold the same query', () => {
    const { track, untrack, leave, registry } = setUp();
    const counts = () => registry.tracked(9).map(({ query, sessions }) => [query, sessions]);
    track(a, 'x', 'pizza');
    track(a, 'y', 'PIZZA');
    track(a, 'x', 'pizza');
    track(b, 'x', 'coffee');
    track(c, 'x', 'coffee');
    expect(counts()).toEqual([
      ['coffee', 2],
      ['pizza', 1],
    ]);
    untrack(a, 'x');
    track(c, 'x', 'pizza');
    expect(counts()).toEqual([
      ['pizza', 2],
      ['coffee', 1],
    ]);
    untrack(a, 'y');
    leave(c);
    expect(counts()).toEqual([['coffee', 1]]);
    expect(registry.tracked(0)).toEqual([]);
  });

  it('has its posts per second, which begin anew with the query', () => {
    const { track, leave, deliveries, registry } = setUp();
    track(a, 'x', 'pizza');
    for (let post = 0; post < 3; post += 1) Array.from(deliveries('pizza'));
    expect(registry.tracked(1)).toEqual([{ query: 'pizza', sessions: 1, ratePerSecond: 3 }]);
    leave(a);
    track(b, 'x', 'pizza');
    expect(registry.tracked(1)).toMatchObject([{ ratePerSecond: 0 }]);
  });
});
