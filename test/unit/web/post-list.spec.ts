import { describe, expect, it, vi } from 'vitest';
import type { PostsRequest } from '../../../src/web/live/api.ts';
import { PostList } from '../../../src/web/live/post-list.ts';
import type { PostScope } from '../../../src/web/live/post-reader.ts';
import { TrackedQuery } from '../../../src/web/live/tracked-query.ts';
import { DeletedKeys } from '../../../src/web/state/deleted-keys.ts';
import { postKey } from '../../../src/model/index.ts';
import type { FeedItem } from '../../../src/web/state/feed.ts';
import { clientWorld } from '../../support/client-world.ts';
import { trackingFrame } from '../../support/frames.ts';

const item = (track: TrackedQuery, id: string, at: number): FeedItem => ({
  key: postKey({ source: 's', id }),
  at,
  post: { id, source: 's', text: `${track.query} ${id}` },
  compound: -((at % 97) / 100),
  polarityIndex: 1,
  matches: [{ id: track.id, topic: { compound: 0, polarityIndex: 2 } }],
});

/** A list over a store with posts of two queries, of which one is much rarer. */
function world() {
  const { client, welcome } = clientWorld();
  const ignore = (): void => undefined;
  const make = (id: string, query: string, slot: number) =>
    new TrackedQuery({ client, id, query, slot, onPost: ignore, onRetract: ignore, onGap: ignore, onTracking: ignore });
  const [pizza, tea] = [make('t1', 'pizza', 0), make('t2', 'tea', 1)];
  for (const id of ['q1', 'q2']) welcome().frame(trackingFrame(id));
  const stored = [
    ...Array.from({ length: 450 }, (_, index) => item(pizza, `p${index}`, 10_000 - index)),
    ...Array.from({ length: 30 }, (_, index) => item(tea, `t${index}`, 10_000 - index * 20)),
  ];
  const requests: PostsRequest[] = [];
  let isFailing = false;
  const posts = (request: PostsRequest) => {
    requests.push(request);
    if (isFailing) return Promise.resolve({ reason: 'The store cannot be read.', retryMs: undefined });
    const { query, limit, before = Infinity, from = 0, to = Infinity, order, cursor = '0' } = request;
    const matching = stored
      .filter(({ at, post }) => post.text?.startsWith(query) === true && at < before && at >= from && at < to)
      .toSorted((a, b) => (order === 'newest' ? b.at - a.at : a.compound - b.compound));
    const end = Number(cursor) + limit;
    const items = matching.slice(Number(cursor), end);
    return Promise.resolve({ items, next: end < matching.length ? String(end) : undefined });
  };
  const deleted = new DeletedKeys();
  const list = new PostList({ posts, deleted, passes: () => true, now: () => 20_000 });
  const scope: PostScope = { tracks: [pizza, tea], search: '', order: 'newest', span: undefined };
  const settled = () =>
    vi.waitFor(() => {
      expect(list.stored.value.name).not.toBe('loading');
    });
  const ids = () => list.feed.value.shown.map(({ post }) => post.id);
  return { list, scope, pizza, tea, stored, requests, deleted, settled, ids, fail: (is: boolean) => (isFailing = is) };
}

describe('the list of posts', () => {
  it('goes on to older posts of several queries without a hole or a repeat', async () => {
    const { list, scope, stored, settled, ids } = world();
    list.show(scope);
    await settled();
    const isWhole = () => {
      const shown = list.feed.value.shown;
      const last = shown.at(-1)?.at ?? Infinity;
      expect(new Set(ids()).size).toBe(shown.length);
      const newer = (items: readonly FeedItem[]) => items.filter(({ at }) => at > last).map(({ post }) => post.id);
      expect(newer(shown).toSorted()).toEqual(newer(stored).toSorted());
    };
    isWhole();
    for (let times = 0; times < 14; times += 1) {
      await list.more();
      isWhole();
    }
    expect(ids()).toHaveLength(480);
    expect(list.stored.value).toMatchObject({ name: 'ready', isEnd: true });
  });

  it('goes on where live posts have pushed out those that were read', async () => {
    const { list, scope, pizza, settled, ids } = world();
    list.show(scope);
    await settled();
    for (let index = 0; index < 190; index += 1) list.arrive(item(pizza, `live${index}`, 11_000 + index));
    list.tick();
    for (let times = 0; times < 5; times += 1) await list.more();
    expect(ids().filter((id) => id.startsWith('live'))).toHaveLength(190);
    const pizzas = ids().filter((id) => id.startsWith('p'));
    expect(pizzas).toEqual(pizzas.map((_, index) => `p${index}`));
    list.arrive(item(pizza, 'last', 12_000));
    list.tick();
    expect([list.feed.value.missed, ids()[0]]).toEqual([1, 'live189']);
    list.showWaiting();
    expect([list.rendered.value, ids()[0], ids().length]).toEqual([40, 'last', 200]);
  });

  it('admits the posts alone that belong to it', async () => {
    const { list, scope, pizza, tea, settled, ids } = world();
    list.show({ ...scope, tracks: [tea], search: 'green' });
    await settled();
    const before = ids().length;
    for (const [track, id] of [
      [pizza, 'green a'],
      [tea, 'green b'],
      [tea, 'black'],
    ] as const)
      list.arrive(item(track, id, 12_000));
    list.tick();
    expect(ids().slice(0, ids().length - before)).toEqual(['green b']);
    list.show({ ...scope, order: 'strongest' });
    list.arrive(item(pizza, 'late', 13_000));
    list.tick();
    await settled();
    expect(ids()).not.toContain('late');
    const strengths = list.feed.value.shown.map(({ compound }) => -compound);
    expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
  });

  it('has the posts of a span that stands still', async () => {
    const { list, scope, settled } = world();
    list.show({ ...scope, span: { from: 9_800, to: 9_850 } });
    await settled();
    const times = list.feed.value.shown.map(({ at }) => at);
    expect([Math.max(...times), Math.min(...times) >= 9_800]).toEqual([9_849, true]);
  });

  it('leaves out what was deleted meanwhile, and says that the store failed', async () => {
    const { list, scope, deleted, settled, ids, fail } = world();
    fail(true);
    list.show(scope);
    await settled();
    expect(list.stored.value).toEqual({ name: 'failed', reason: 'The store cannot be read.' });
    fail(false);
    deleted.add(postKey({ source: 's', id: 'p1' }));
    await list.more();
    expect(ids().slice(0, 3)).toEqual(['p0', 't0', 'p2']);
  });

  it('does not move while it is read, even when the store answers late', async () => {
    const { list, scope, pizza, settled, ids } = world();
    list.show(scope);
    list.arrive(item(pizza, 'live', 9_990));
    list.tick();
    list.reading.value = true;
    await settled();
    list.tick();
    expect(ids()).toEqual(['live']);
    list.reading.value = false;
    list.tick();
    expect([ids()[0], ids().indexOf('live') > 9]).toEqual(['p0', true]);
  });

  it('knows when more posts come than can be read', async () => {
    const { list, scope, pizza, settled } = world();
    list.show(scope);
    await settled();
    for (let index = 0; index < 12; index += 1) list.arrive(item(pizza, `live${index}`, 11_000 + index));
    list.tick();
    expect(list.isFlooded.value).toBe(true);
    list.tick();
    expect(list.isFlooded.value).toBe(false);
  });

  it('does not read the store again when a query is hidden', async () => {
    const { list, scope, pizza, settled, requests, ids } = world();
    list.show(scope);
    await settled();
    const count = requests.length;
    list.show({ ...scope, tracks: [pizza] });
    expect([requests.length, ids().some((id) => id.startsWith('t'))]).toEqual([count, false]);
  });
});
