import { NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/graph/index.ts';
import { defaultLimits } from '../../../src/graph/index.ts';
import { Registry } from '../../../src/graph/registry.ts';
import { ResultRates } from '../../../src/graph/result-rates.ts';
import type { Post } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { scoreOf } from '../../support/world.ts';

const sessionOf = (id: string): Session => ({ id, intents$: NEVER, closed$: NEVER, end: () => undefined });
const postOf = (text: string): Post => ({ id: '1', source: 'test', at: 0, text });

/** A registry, with short calls for its events. */
function setUp() {
  const now = () => 1_000;
  const registry = new Registry<Session>({
    delivered: () => 0,
    instanceId: 'test',
    limits: { ...defaultLimits, maxResumeResults: 3 },
    rates: new ResultRates({ limits: defaultLimits, now }),
    now,
  });
  /** Yields the deliveries of a post's result, one by one, each as `session/id`. */
  function* deliveries(text: string) {
    const matched = registry.match(postOf(text));
    if (matched === undefined) return;
    for (const { session, id } of registry.deliveriesOf(scoreOf(matched))) yield `${session.id}/${id}`;
  }
  return {
    registry,
    track: (session: Session, id: string, query: string) =>
      registry.apply({ type: 'intent', session, intent: { type: 'track', id, query: parseQuery(query) } }),
    untrack: (session: Session, id: string) =>
      registry.apply({ type: 'intent', session, intent: { type: 'untrack', id } }),
    leave: (session: Session) => registry.apply({ type: 'closed', session }),
    querySet: () => registry.querySet().map(({ canonical }) => canonical),
    deliveries,
  };
}

const [a, b, c] = [sessionOf('a'), sessionOf('b'), sessionOf('c')];

describe('a session with several ids', () => {
  it('receives a result under each id that tracks the query', () => {
    const { track, deliveries, registry } = setUp();
    track(a, 'x', 'pizza');
    track(a, 'y', 'pizza');
    track(b, 'x', 'pizza');
    expect([...deliveries('pizza')]).toEqual(['a/x', 'a/y', 'b/x']);
    expect(registry).toMatchObject({ sessions: 2, queries: 1 });
  });

  it('receives a post once for each of its queries that match, with the index of that query among the matches', () => {
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

  it('keeps one id when the other is replaced, and the query as long as either tracks it', () => {
    const { track, deliveries, querySet } = setUp();
    track(a, 'x', 'pizza');
    track(a, 'y', 'pizza');
    track(a, 'x', 'coffee');
    expect([...deliveries('pizza')]).toEqual(['a/y']);
    expect([...deliveries('coffee')]).toEqual(['a/x']);
    track(a, 'y', 'coffee');
    expect([...deliveries('pizza')]).toEqual([]);
    expect([...deliveries('coffee')]).toEqual(['a/x', 'a/y']);
    expect(querySet()).toEqual(['coffee']);
  });

  it('keeps one id when the other is untracked, and is removed with the last', () => {
    const { track, untrack, deliveries, registry } = setUp();
    track(a, 'x', 'pizza');
    track(a, 'y', 'pizza');
    untrack(a, 'x');
    untrack(a, 'never tracked');
    expect([...deliveries('pizza')]).toEqual(['a/y']);
    expect(registry).toMatchObject({ sessions: 1, queries: 1 });
    untrack(a, 'y');
    expect([...deliveries('pizza')]).toEqual([]);
    expect(registry).toMatchObject({ sessions: 0, queries: 0 });
  });

  it('loses all its ids when it closes, and no other session’s', () => {
    const { track, leave, deliveries, querySet, registry } = setUp();
    track(a, 'x', 'pizza');
    track(a, 'y', 'coffee');
    track(b, 'x', 'pizza');
    leave(a);
    leave(a);
    expect([...deliveries('pizza coffee')]).toEqual(['b/x']);
    expect(querySet()).toEqual(['pizza']);
    expect(registry).toMatchObject({ sessions: 1, queries: 1 });
  });
});

describe('the query set', () => {
  it('is the same array until the set of distinct queries changes', () => {
    const { registry, track, untrack, leave } = setUp();
    track(a, 'x', 'pizza');
    const before = registry.querySet();
    track(a, 'x', 'pizza');
    track(b, 'x', 'PIZZA');
    track(b, 'y', 'pizza');
    untrack(a, 'x');
    untrack(a, 'x');
    leave(c);
    expect(registry.querySet()).toBe(before);
    track(c, 'x', 'coffee');
    const more = registry.querySet();
    expect(more).not.toBe(before);
    expect(more.map(({ canonical }) => canonical)).toEqual(['pizza', 'coffee']);
    leave(b);
    expect(registry.querySet()).not.toBe(more);
  });

  it('is not changed once it was returned', () => {
    const { registry, track, leave } = setUp();
    track(a, 'x', 'pizza');
    const before = registry.querySet();
    leave(a);
    expect(before).toHaveLength(1);
    expect(registry.querySet()).toEqual([]);
  });
});

describe('deliveries in progress', () => {
  it('skip a subscriber that closes before its turn', () => {
    const { track, untrack, leave, deliveries } = setUp();
    for (const session of [a, b, c]) track(session, 'x', 'pizza');
    track(c, 'y', 'pizza');
    const inProgress = deliveries('pizza');
    expect(inProgress.next().value).toBe('a/x');
    leave(b);
    untrack(c, 'x');
    expect([...inProgress]).toEqual(['c/y']);
  });

  it('reach the others when the session in turn closes', () => {
    const { track, leave, deliveries } = setUp();
    for (const session of [a, b]) track(session, 'x', 'pizza');
    track(a, 'y', 'pizza');
    const inProgress = deliveries('pizza');
    expect(inProgress.next().value).toBe('a/x');
    leave(a);
    expect([...inProgress]).toEqual(['b/x']);
  });

  it('end when the last subscriber closes, and begin again with the next one', () => {
    const { track, leave, deliveries } = setUp();
    for (const session of [a, b]) track(session, 'x', 'pizza');
    const inProgress = deliveries('pizza');
    expect(inProgress.next().value).toBe('a/x');
    leave(b);
    leave(a);
    expect([...inProgress]).toEqual([]);
    expect([...deliveries('pizza')]).toEqual([]);
    track(c, 'x', 'pizza');
    expect([...deliveries('pizza')]).toEqual(['c/x']);
  });
});

describe('the tracked queries', () => {
  it('are counted by sessions, however many ids of one track the same query', () => {
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

  it('have their posts per second, which start again with the query', () => {
    const { track, leave, deliveries, registry } = setUp();
    track(a, 'x', 'pizza');
    for (let post = 0; post < 3; post += 1) Array.from(deliveries('pizza'));
    expect(registry.tracked(1)).toEqual([{ query: 'pizza', sessions: 1, ratePerSecond: 3 }]);
    leave(a);
    track(b, 'x', 'pizza');
    expect(registry.tracked(1)).toMatchObject([{ ratePerSecond: 0 }]);
  });
});

describe('a live query', () => {
  it('is paid for by the sessions that track it, with or without results, and by closed ones until they can’t resume', () => {
    const { registry, track, leave } = setUp();
    const payers = () => Array.from(registry.claimOf('pizza')?.payers() ?? [], ({ id, owner }) => `${id} of ${owner}`);
    const phone = { ...sessionOf('phone'), owner: '192.0.2.1', resumable: true };
    const dashboard = { ...sessionOf('dashboard'), owner: '192.0.2.2' };
    track(phone, 'x', 'pizza');
    const intent = { type: 'track', id: 'x', query: parseQuery('pizza'), posts: false } as const;
    registry.apply({ type: 'intent', session: dashboard, intent });
    expect(payers()).toEqual(['phone of 192.0.2.1', 'dashboard of 192.0.2.2']);
    leave(phone);
    leave(dashboard);
    expect(payers()).toEqual(['phone of 192.0.2.1']);
    registry.apply({ type: 'expired', sessionId: 'phone' });
    expect(registry.claimOf('pizza')).toBeUndefined();
  });
});
