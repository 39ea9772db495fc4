import { of, type SchedulerLike } from 'rxjs';
import { parseQuery } from '../../../src/query/index.ts';
import {
  createBluesky,
  createHackerNews,
  createLemmy,
  createMastodon,
  createNats,
  createNostr,
  createPoll,
  createPush,
  createRss,
  createX,
  type ReceivePosts,
} from '../../../src/sources/index.ts';
import type { SourceHarness } from '../../../src/testing/index.ts';
import { FakeFeed } from './feed.ts';
import { FakeHackerNews } from './hacker-news.ts';
import { FakeHttp } from './http.ts';
import { FakeJetstream } from './jetstream.ts';
import { FakeLemmy } from './lemmy.ts';
import { FakeMastodon } from './mastodon.ts';
import { FakeNats } from './nats.ts';
import { FakeRelay } from './nostr-relay.ts';
import { FakeX } from './x.ts';

const common = (scheduler: SchedulerLike) => ({ name: 's', canAccept$: of(true), random: () => 0, scheduler });

async function bluesky(wire: 'v1' | 'v2'): Promise<SourceHarness> {
  const fake = await FakeJetstream.start({ wires: [wire] });
  return {
    open: (scheduler, cursors) => createBluesky({ ...common(scheduler), base: fake.url, wants: () => true, cursors }),
    post: (text) => fake.post(text),
    cut: () => {
      fake.cut();
    },
    refuse: (...refusals) => {
      fake.refuse(...refusals);
    },
    hush: () => {
      fake.stall(true);
    },
    openSockets: () => fake.openSockets,
    attempts: () => fake.requests.length,
    close: () => fake.close(),
  };
}

async function mastodon(): Promise<SourceHarness> {
  const fake = await FakeMastodon.start();
  const feeds = { token: 'good', tags: [], local: false };
  return {
    open: (scheduler) => createMastodon({ ...common(scheduler), base: fake.url, ...feeds }),
    post: (text) => fake.post(text),
    cut: () => {
      fake.cut();
    },
    refuse: (...refusals) => {
      for (const refusal of refusals) fake.refuse('/api/v1/streaming', refusal);
    },
    // Without its heartbeat it is silent.
    hush: () => undefined,
    openSockets: () => fake.openSockets,
    attempts: () => fake.paths.filter((path) => path.startsWith('/api/v1/streaming')).length,
    close: () => fake.close(),
  };
}

async function x(): Promise<SourceHarness> {
  const fake = await FakeX.start();
  const source = { token: 'good', fill: true };
  return {
    open: (scheduler) => {
      fake.clock = () => scheduler.now();
      return createX({ ...common(scheduler), ...source, base: fake.url });
    },
    wanted: [parseQuery('post, before, between, after')],
    post: (text) => fake.post(text),
    cut: () => {
      fake.cut();
    },
    refuse: (...refusals) => {
      fake.refuse('stream', ...refusals);
    },
    refuseCheck: (...refusals) => {
      fake.refuse('list', ...refusals);
    },
    // Without its heartbeat it is silent.
    hush: () => undefined,
    openSockets: () => fake.openSockets,
    attempts: () => fake.attempts,
    close: () => fake.close(),
  };
}

async function poll(): Promise<SourceHarness> {
  const comments: { readonly id: number; readonly text: string }[] = [];
  let hushed = false;
  const fake = await FakeHttp.start(() => (hushed ? undefined : { body: JSON.stringify(comments) }));
  return {
    open: (scheduler) => createPoll({ ...common(scheduler), url: `${fake.url}/comments.json`, everyMs: 200 }),
    post: (text) => comments.push({ id: comments.length, text }),
    cut: () => {
      fake.reset();
    },
    refuse: (...refusals) => {
      fake.refuse(...refusals);
    },
    hush: () => {
      hushed = true;
    },
    openSockets: () => fake.openSockets,
    attempts: () => fake.requests.length,
    close: () => fake.close(),
  };
}

async function hackerNews(): Promise<SourceHarness> {
  const fake = await FakeHackerNews.start();
  return {
    open: (scheduler, cursors) => createHackerNews({ ...common(scheduler), base: fake.url, cursors }),
    resumes: true,
    post: (text) => fake.add({ text }),
    cut: () => {
      fake.cut();
    },
    refuse: (...refusals) => {
      fake.refuse(...refusals);
    },
    hush: () => {
      fake.isHushed = true;
    },
    openSockets: () => fake.openSockets,
    attempts: () => fake.paths.filter((path) => path === '/v0/maxitem.json').length,
    close: () => fake.close(),
  };
}

async function lemmy(): Promise<SourceHarness> {
  const fake = await FakeLemmy.start();
  return {
    open: (scheduler, cursors) => createLemmy({ ...common(scheduler), base: fake.url, communities: [], cursors }),
    resumes: true,
    post: (text) => fake.add('comment', { content: text }),
    cut: () => {
      fake.cut();
    },
    refuse: (...refusals) => {
      fake.refuse(...refusals);
    },
    hush: () => {
      fake.isHushed = true;
    },
    openSockets: () => fake.openSockets,
    attempts: () => fake.paths.filter((path) => path.startsWith('/api/v3/post/')).length,
    close: () => fake.close(),
  };
}

async function rss(): Promise<SourceHarness> {
  const fake = await FakeFeed.start();
  const feed = { url: `${fake.url}/feed.xml`, everyMs: 2_000, originHeaders: new Map() };
  return {
    open: (scheduler, cursors) => createRss({ ...common(scheduler), ...feed, cursors }),
    resumes: true,
    post: (text) => {
      fake.add(text);
    },
    cut: () => {
      fake.cut();
    },
    refuse: (...refusals) => {
      fake.refuse(...refusals);
    },
    hush: () => {
      fake.isHushed = true;
    },
    openSockets: () => fake.openSockets,
    attempts: () => fake.paths.length,
    close: () => fake.close(),
  };
}

async function nostr(): Promise<SourceHarness> {
  const fake = await FakeRelay.start();
  const relay = { relay: fake.url, warn: () => undefined };
  return {
    open: (scheduler, cursors) => {
      fake.clock = () => scheduler.now();
      return createNostr({ ...common(scheduler), ...relay, cursors });
    },
    resumes: true,
    post: (text) => fake.post(text),
    cut: () => {
      fake.cut();
    },
    refuse: (...refusals) => {
      fake.refuse(...refusals);
    },
    hush: () => {
      fake.hush(true);
    },
    openSockets: () => fake.openSockets,
    attempts: () => fake.handshakes,
    close: () => fake.close(),
  };
}

async function nats(): Promise<SourceHarness> {
  const fake = await FakeNats.start();
  const place = { server: fake.url, subject: 'posts', stream: undefined, credsFile: '', durable: 'test' };
  return {
    open: (scheduler, cursors) => createNats({ ...common(scheduler), ...place, instanceId: 'test', cursors }),
    post: (text) => {
      fake.publish('posts', JSON.stringify({ text }));
    },
    openSockets: () => fake.openSockets,
    attempts: () => fake.attempts,
    close: () => fake.close(),
  };
}

function push(): Promise<SourceHarness> {
  let receive: ReceivePosts | undefined;
  return Promise.resolve({
    open: (scheduler) => {
      const onPosts = (given: ReceivePosts): void => {
        receive = given;
      };
      return createPush({ ...common(scheduler), canAccept: () => true, instanceId: 'test', onPosts });
    },
    post: (text) => {
      receive?.(() => Promise.resolve(Buffer.from(JSON.stringify({ text })))).catch(() => undefined);
    },
    close: () => Promise.resolve(),
  });
}

/** Every live source there is, by name. */
export const upstreams: readonly (readonly [string, () => Promise<SourceHarness>])[] = [
  ['bluesky, older wire', () => bluesky('v1')],
  ['bluesky, newer wire', () => bluesky('v2')],
  ['mastodon', mastodon],
  ['poll', poll],
  ['x', x],
  ['hackernews', hackerNews],
  ['lemmy', lemmy],
  ['rss', rss],
  ['nostr', nostr],
  ['nats', nats],
  ['push', push],
];
