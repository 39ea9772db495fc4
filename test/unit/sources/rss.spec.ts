import { of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRss, noCursors, type Cursors } from '../../../src/sources/index.ts';
import { createFastTime, eventually, SourceListener } from '../../../src/testing/index.ts';
import { FakeFeed } from '../../support/fakes/feed.ts';

describe('the source rss', () => {
  let fake: FakeFeed;
  let listeners: SourceListener[];
  beforeEach(async () => {
    fake = await FakeFeed.start();
    listeners = [];
  });
  afterEach(async () => {
    for (const listener of listeners) listener.close();
    await fake.close();
  });

  const listen = (cursors: Cursors = noCursors): SourceListener => {
    const { scheduler } = createFastTime(50);
    const context = { name: 'rss', canAccept$: of(true), random: () => 0, scheduler, cursors };
    const source = { url: `${fake.url}/feed.xml`, everyMs: 2_000, originHeaders: new Map() };
    const listener = new SourceListener(createRss({ ...context, ...source }));
    listeners.push(listener);
    return listener;
  };

  it('emits the items that are there and each new one, the oldest first', async () => {
    fake.add('one');
    fake.add('two');
    const listener = listen();
    await listener.until(() => listener.posts.length === 2);
    fake.add('three');
    await listener.until(() => listener.posts.length === 3);
    expect(listener.texts).toEqual(['one', 'two', 'three']);
  });

  it('asks only for what has changed', async () => {
    fake.add('one');
    const listener = listen();
    await eventually(() => listener.posts.length === 1 && fake.statuses.filter((status) => status === 304).length > 2);
    expect(fake.statuses.filter((status) => status === 200).length).toBe(1);
  });

  it('knows an item that has a new guid, and emits an edited one as a new post', async () => {
    fake.add('one');
    fake.add('two');
    const listener = listen();
    await listener.until(() => listener.posts.length === 2);
    fake.change('one', { guid: 'another' });
    fake.change('two', { title: 'too' });
    await listener.until(() => listener.posts.length === 3);
    expect(listener.texts).toEqual(['one', 'two', 'too']);
    expect(listener.posts[2]?.id).toMatch(/^two~\d{4}-/);
    expect(listener.events.flatMap((event) => (event.type === 'delete' ? [event.id] : []))).toEqual(['two']);
  });

  it('goes on after a restart with what is new', async () => {
    const kept = new Map<string, string>();
    const cursors: Cursors = { read: (key) => kept.get(key), write: (key, value) => void kept.set(key, value) };
    fake.add('one');
    const first = listen(cursors);
    await eventually(() => first.posts.length === 1 && kept.size > 0);
    first.close();
    fake.add('two');
    const second = listen(cursors);
    await second.until(() => second.posts.length === 1);
    expect(second.texts).toEqual(['two']);
  });

  it('follows a feed for good that has moved for good, and only then', async () => {
    fake.add('one');
    fake.move('/feed.xml', { status: 302, to: '/other.xml' });
    const listener = listen();
    await eventually(() => fake.paths.filter((path) => path === '/other.xml').length > 2);
    expect(fake.paths.filter((path) => path === '/feed.xml').length).toBeGreaterThan(2);
    fake.move('/feed.xml', { status: 301, to: '/new.xml' });
    await eventually(() => fake.paths.filter((path) => path === '/new.xml').length > 3);
    expect(fake.paths.slice(-3)).toEqual(['/new.xml', '/new.xml', '/new.xml']);
    expect(listener.texts).toEqual(['one']);
  });

  it.each([
    ['a page', { status: 200, body: '<html></html>' }, /is no feed of RSS, Atom or JSON Feed/],
    ['a wrong path', { status: 404 }, /answers 404/],
  ])('says in a sentence what is wrong with %s', async (_, refusal, sentence) => {
    fake.add('one');
    fake.refuse(refusal);
    const listener = listen();
    await listener.until(() => listener.states.some((state) => sentence.test(state)));
    await listener.until(() => listener.posts.length === 1);
  });

  it('ends where the feed is gone for good', async () => {
    fake.refuse({ status: 410 });
    const listener = listen();
    await listener.until(() => listener.error !== undefined);
    expect(String(listener.error)).toContain('is gone for good (410)');
  });
});
