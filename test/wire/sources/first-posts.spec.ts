import { afterEach, expect, it } from 'vitest';
import { isRecord } from '../../../src/model/index.ts';
import { EventClient } from '../../support/event-client.ts';
import { FakeFeed } from '../../support/fakes/feed.ts';
import { FakeHackerNews } from '../../support/fakes/hacker-news.ts';
import { FakeLemmy } from '../../support/fakes/lemmy.ts';
import { FakeNats } from '../../support/fakes/nats.ts';
import { FakeRelay } from '../../support/fakes/nostr-relay.ts';
import { addressOf, exitOf, launchWith } from '../../support/program.ts';

const releases: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

function releasing<T extends { readonly close: () => Promise<unknown> }>(fake: T): T {
  releases.push(() => fake.close());
  return fake;
}

const at = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

it('the program sends the posts of all free sources, and a note of two relays once', async () => {
  const [hackerNews, lemmy, feed] = [await FakeHackerNews.start(), await FakeLemmy.start(), await FakeFeed.start()];
  const [relay, other, nats] = [await FakeRelay.start(), await FakeRelay.start(), await FakeNats.start()];
  for (const fake of [hackerNews, lemmy, feed, relay, other, nats]) releasing(fake);
  const sources = [
    ...[`hackernews:${hackerNews.url}`, `lemmy:${lemmy.url}`, `rss:${feed.url}/feed.xml?every=1`],
    ...[`nostr:${relay.url}`, `nostr:${other.url}`, `nats:${nats.url}/posts`, 'push'],
  ];
  const options = ['--port', '0', '--quiet', '0ms', '--data-folder', 'none', '--workers', '0'];
  const child = launchWith({}, ['serve', ...options, ...sources.flatMap((source) => ['--source', source])]);
  child.stderr.resume();
  const address = await addressOf(child);
  const client = await EventClient.open(`${address}/v1/stream?track=pizza`);
  for (;;) {
    const tracking = await client.nextOf('tracking');
    const upstream = at(tracking?.data, 'upstream');
    if (isRecord(upstream) && Object.values(upstream).every((state) => state === 'live')) break;
  }
  feed.add('pizza of rss');
  hackerNews.add({ text: 'pizza of hackernews' });
  lemmy.add('comment', { content: 'pizza of lemmy' });
  const note = relay.note('pizza of nostr');
  relay.publish(note);
  other.publish(note);
  nats.publish('posts', '{"text":"pizza of nats"}');
  await fetch(`${address}/v1/posts`, { method: 'POST', body: '{"text":"pizza of push"}' });
  const posts = new Map<unknown, unknown>();
  while (posts.size < 6) {
    const post = at((await client.nextOf('post'))?.data, 'post');
    expect(posts.has(at(post, 'source'))).toBe(false);
    posts.set(at(post, 'source'), at(post, 'text'));
  }
  const names = ['hackernews', 'lemmy', 'rss', 'nostr', 'nats', 'push'];
  expect(Object.fromEntries(posts)).toEqual(Object.fromEntries(names.map((name) => [name, `pizza of ${name}`])));
  client.abort();
  child.kill('SIGTERM');
  expect(await exitOf(child)).toEqual([0, null]);
  expect([hackerNews, lemmy, feed, relay, other, nats].map(({ openSockets }) => openSockets)).toEqual([
    0, 0, 0, 0, 0, 0,
  ]);
});
