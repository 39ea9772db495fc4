import { NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/graph/index.ts';
import { WindowSubscriptions } from '../../../src/graph/windows/window-subscriptions.ts';
import { parseQuery } from '../../../src/query/index.ts';

const sessionOf = (id: string): Session => ({ id, intents$: NEVER, closed$: NEVER, end: () => undefined });
const [a, b] = [sessionOf('a'), sessionOf('b')];
const window = { query: parseQuery('pizza'), windowMs: 60_000, everyMs: 1_000 };
const same = { ...window, query: parseQuery('PIZZA pizza') };
const other = { ...window, everyMs: 2_000 };
const summary = {
  from: 0,
  to: 1,
  posts: 0,
  positive: 0,
  negative: 0,
  neutral: 0,
  unscored: 0,
  meanCompound: 0,
  meanTopicCompound: 0,
  hashtags: [],
  words: [],
  conflated: 0,
};
const received = (subscriptions: WindowSubscriptions<Session>) =>
  Array.from(subscriptions.deliveriesOf({ window, summary }), ({ session, id }) => `${session.id}/${id}`);

describe('the subscribers of windows', () => {
  it('share one window for the same figures of the same query, and receive it under each of their ids', () => {
    const subscriptions = new WindowSubscriptions<Session>();
    expect(subscriptions.add(a, 'x', window)).toEqual([{ type: 'window-opened', window }]);
    expect(subscriptions.add(b, 'y', same)).toEqual([]);
    expect(subscriptions.add(b, 'z', window)).toEqual([]);
    expect(subscriptions.add(a, 'w', other)).toEqual([{ type: 'window-opened', window: other }]);
    expect(received(subscriptions)).toEqual(['a/x', 'b/y', 'b/z']);
    expect(subscriptions.size).toBe(2);
  });

  it('keep a window open until the last of them is removed', () => {
    const subscriptions = new WindowSubscriptions<Session>();
    subscriptions.add(a, 'x', window);
    subscriptions.add(b, 'y', window);
    expect(subscriptions.remove(a, 'x', window)).toEqual([]);
    expect(subscriptions.remove(b, 'y', same)).toEqual([{ type: 'window-closed', window: same }]);
    expect(subscriptions.remove(b, 'y', same)).toEqual([]);
    expect(received(subscriptions)).toEqual([]);
    expect(subscriptions.size).toBe(0);
  });
});
