import { NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { SourceStatus, type StatusEvent } from '../../../src/graph/source-status.ts';
import type { Session } from '../../../src/graph/index.ts';
import { WindowSubscriptions } from '../../../src/graph/windows/window-subscriptions.ts';
import { UndertoneError } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';

const state = (source: string, now: 'live' | 'pending' | 'down'): StatusEvent => ({
  type: 'state',
  source,
  state: now,
});
const refusal = new UndertoneError('bad_query', 'It is too long for that source.');
const coverage = (source: string, acting: readonly string[], refused: readonly string[] = []): StatusEvent => ({
  type: 'coverage',
  source,
  active: new Set(acting),
  refused: new Map(refused.map((query) => [query, refusal])),
});

describe('the board of sources', () => {
  it('has every source pending before it says a word', () => {
    expect(new SourceStatus(['a', 'b']).upstreamOf('pizza')).toEqual({ a: 'pending', b: 'pending' });
  });

  it('takes a source that never says what it covers as covering everything', () => {
    const board = new SourceStatus(['a']);
    const changed = board.apply(state('a', 'live'));
    expect(board.upstreamOf('pizza')).toEqual({ a: 'live' });
    expect([changed('pizza'), changed('coffee')]).toEqual([true, true]);
    expect(board.apply(state('a', 'live'))('pizza')).toBe(false);
  });

  it('has a source live for the queries that it acts on, down for those that it refuses, pending for the rest', () => {
    const board = new SourceStatus(['x']);
    board.apply(state('x', 'live'));
    const changed = board.apply(coverage('x', ['pizza'], ['long']));
    expect(['pizza', 'long', 'new'].map((query) => board.upstreamOf(query)['x'])).toEqual(['live', 'down', 'pending']);
    expect(['pizza', 'long', 'new'].map(changed)).toEqual([false, true, true]);
    expect(board.refusalsOf('long')).toEqual([refusal]);
    expect(board.refusalsOf('pizza')).toEqual([]);
  });

  it('has a source that is not live so for every query, whatever it covers', () => {
    const board = new SourceStatus(['x']);
    board.apply(coverage('x', ['pizza'], ['long']));
    expect(board.upstreamOf('pizza')).toEqual({ x: 'pending' });
    board.apply(state('x', 'down'));
    expect([board.upstreamOf('pizza'), board.upstreamOf('long')]).toEqual([{ x: 'down' }, { x: 'down' }]);
  });
});

describe('the holders of windows', () => {
  const sessionOf = (id: string): Session => ({ id, intents$: NEVER, closed$: NEVER, end: () => undefined });
  const [a, b] = [sessionOf('a'), sessionOf('b')];
  const window = { query: parseQuery('pizza'), windowMs: 60_000, everyMs: 1_000 };
  const same = { ...window, query: parseQuery('PIZZA pizza') };
  const summary = {
    ...{ from: 0, to: 1, posts: 0, positive: 0, negative: 0, neutral: 0, meanCompound: 0, meanTopicCompound: 0 },
    ...{ hashtags: [], words: [], conflated: 0 },
  };
  const told = (holders: WindowSubscriptions<Session>) =>
    Array.from(holders.deliveriesOf({ window, summary }), ({ session, id }) => `${session.id}/${id}`);

  it('share one window for the same figures of the same query, and each gets it under each of its ids', () => {
    const holders = new WindowSubscriptions<Session>();
    holders.hold(a, 'x', window);
    holders.hold(b, 'y', same);
    holders.hold(b, 'z', window);
    holders.hold(a, 'w', { ...window, everyMs: 2_000 });
    expect(holders.takeChanges().map(({ type }) => type)).toEqual(['open', 'open']);
    expect(holders.takeChanges()).toEqual([]);
    expect(told(holders)).toEqual(['a/x', 'b/y', 'b/z']);
  });

  it('keep a window open until the last of them has let go of it', () => {
    const holders = new WindowSubscriptions<Session>();
    holders.hold(a, 'x', window);
    holders.hold(b, 'y', window);
    holders.release(a, 'x', window);
    expect(holders.takeChanges().map(({ type }) => type)).toEqual(['open']);
    holders.release(b, 'y', same);
    holders.release(b, 'y', same);
    expect(holders.takeChanges().map(({ type }) => type)).toEqual(['close']);
    expect(told(holders)).toEqual([]);
  });
});
