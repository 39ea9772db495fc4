import fc from 'fast-check';
import { of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLemmy, noCursors, type Cursors } from '../../../src/sources/index.ts';
import { readItem } from '../../../src/sources/lemmy/item.ts';
import { textOfMarkdown } from '../../../src/sources/lemmy/markdown.ts';
import { createFastTime, SourceListener } from '../../../src/testing/index.ts';
import { FakeLemmy } from '../../support/fakes/lemmy.ts';

describe('the text of Markdown', () => {
  it.each([
    ['**Great** _pizza_', 'Great pizza'],
    ['a [link](https://example.com "t") here', 'a link here'],
    ['# Title\n\nfirst\nsecond\n\nthird', 'Title\n\nfirst\nsecond\n\nthird'],
    ['- one\n- two\n  - three', 'one\ntwo\nthree'],
    ['> quoted\n\nmine', 'quoted\n\nmine'],
    ['`code` and\n\n```js\nlet a = 1;\n```', 'code and\n\nlet a = 1;'],
    ['![a dog](https://example.com/dog.png)', 'a dog'],
    ['Tom &amp; Jerry &lt;3', 'Tom & Jerry <3'],
    ['1 \\* 2', '1 * 2'],
    ['| a | b |\n|---|---|\n| c | d |', 'a b\nc d'],
    ['a<script>b</script>', 'a<script>b</script>'],
    ['', ''],
  ])('of %j is %j', (markdown, text) => {
    expect(textOfMarkdown(markdown).text.replaceAll(/ +$/gm, '')).toBe(text);
  });

  it('has the addresses of links', () => {
    const { links } = textOfMarkdown('[a](https://example.com/a) <https://example.com/b> [c](javascript:x) [d](/d)');
    expect(links).toEqual(['https://example.com/a', 'https://example.com/b']);
  });

  it('is read from any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('*', '_', '[', ']', '(', ')', '>', '`', '\n', ' ', 'a', '#', '-') }),
        (text) => {
          expect(textOfMarkdown(text).text.length).toBeLessThanOrEqual(2 * text.length + 2);
        },
      ),
    );
  });

  it.each(['[', '*a ', '> ', '![', '`', '- ', '<', '[a](', '**a *b ', '&'])(
    'is read from 60,000 characters of %j',
    (piece) => {
      expect(textOfMarkdown(piece.repeat(60_000 / piece.length)).links).toEqual([]);
    },
  );
});

describe('an item of Lemmy', () => {
  const options = { source: 'lemmy', now: 5 };

  it('becomes a post with its title, links and author', () => {
    const view = {
      post: {
        id: 7,
        name: 'Pizza',
        body: 'is **great**',
        url: 'https://example.com/p',
        published: '2026-01-15T10:35:00.123456Z',
        ap_id: 'https://example.com/post/7',
      },
      creator: { name: 'ann', actor_id: 'https://example.com/u/ann' },
    };
    expect(readItem(view, { ...options, kind: 'post' })?.post).toEqual({
      id: 'post-7',
      source: 'lemmy',
      text: 'Pizza\n\nis great',
      at: 1_768_473_300_123,
      createdAt: '2026-01-15T10:35:00.123Z',
      author: 'ann@example.com',
      links: ['https://example.com/p'],
      url: 'https://example.com/post/7',
    });
  });

  it('is a reply where it is a comment', () => {
    const post = readItem({ comment: { id: 8, content: 'Yes' } }, { ...options, kind: 'comment' })?.post;
    expect(post).toEqual({ id: 'comment-8', source: 'lemmy', text: 'Yes', at: 5, reply: true });
  });

  it('of any JSON is read without an error', () => {
    const field = fc.jsonValue();
    const item = fc.record(
      { id: fc.nat(), name: field, body: field, content: field, published: field },
      { requiredKeys: [] },
    );
    const view = fc.oneof(field, fc.record({ comment: item, post: item, creator: field }, { requiredKeys: [] }));
    fc.assert(
      fc.property(view, fc.constantFrom('post' as const, 'comment' as const), (value, kind) => {
        expect(['undefined', 'number']).toContain(typeof readItem(value, { ...options, kind })?.id);
      }),
    );
  });
});

describe('the source lemmy', () => {
  let fake: FakeLemmy;
  let listeners: SourceListener[];
  beforeEach(async () => {
    fake = await FakeLemmy.start();
    listeners = [];
  });
  afterEach(async () => {
    for (const listener of listeners) listener.close();
    await fake.close();
  });

  const listen = (cursors: Cursors = noCursors, communities: readonly string[] = [], speed = 50): SourceListener => {
    const { scheduler } = createFastTime(speed);
    const context = { name: 'lemmy', canAccept$: of(true), random: () => 0, scheduler, cursors };
    const listener = new SourceListener(createLemmy({ ...context, base: fake.url, communities }));
    listeners.push(listener);
    return listener;
  };
  const rounds = (): number => fake.paths.filter((path) => path.startsWith('/api/v3/comment/')).length;

  it('begins with the newest page, then emits each post and comment once', async () => {
    for (let count = 0; count < 60; count += 1) fake.add('comment', { content: `old ${count}` });
    fake.add('post', { name: 'a title', body: 'a *body*' });
    const listener = listen();
    await listener.until(() => listener.posts.length === 51);
    fake.add('comment', { content: 'new' });
    await listener.until(() => listener.posts.length === 52);
    expect(listener.texts.slice(0, 2)).toEqual(['a title\n\na body', 'old 10']);
    expect(listener.texts.slice(-2)).toEqual(['old 59', 'new']);
  });

  it('pages back to what is known', async () => {
    fake.add('comment', { content: 'known' });
    // A busy machine must not take longer for an answer than the source waits for it.
    const listener = listen(noCursors, [], 5);
    await listener.until(() => listener.posts.length === 1);
    for (let count = 0; count < 130; count += 1) fake.add('comment', { content: `new ${count}` });
    await listener.until(() => listener.posts.length === 131);
    expect(listener.texts.slice(1)).toEqual(Array.from({ length: 130 }, (_, count) => `new ${count}`));
    expect(listener.gaps).toEqual([]);
  });

  it('tells a gap where more came than it lists', async () => {
    fake.add('comment', { content: 'known' });
    const listener = listen();
    await listener.until(() => listener.posts.length === 1);
    for (let count = 0; count < 2_100; count += 1) fake.add('comment', { content: `new ${count}` });
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.posts.length).toBe(2_001);
    expect(listener.gaps[0]?.filled).toBe('partial');
  });

  it('goes on after a restart where it stopped', async () => {
    const kept = new Map<string, string>();
    const cursors: Cursors = { read: (key) => kept.get(key), write: (key, value) => void kept.set(key, value) };
    const first = listen(cursors);
    fake.add('comment', { content: 'one' });
    await first.until(() => first.posts.length === 1);
    const before = rounds();
    while (rounds() < before + 2) await new Promise((resolve) => setTimeout(resolve, 5));
    first.close();
    for (let count = 0; count < 70; count += 1) fake.add('comment', { content: `missed ${count}` });
    const second = listen(cursors);
    await second.until(() => second.gaps.length === 1);
    expect(second.texts).toEqual(Array.from({ length: 70 }, (_, count) => `missed ${count}`));
    expect(second.gaps[0]?.filled).toBe('full');
  });

  it('tells the time without the program once, however often it reconnects', async () => {
    const position = JSON.stringify({ at: 5, after: [0, 0] });
    const cursors: Cursors = { read: () => position, write: () => undefined };
    const listener = listen(cursors);
    await listener.until(() => listener.gaps.length === 1);
    fake.cut();
    await listener.until(() => listener.gaps.length === 2);
    expect(listener.gaps.map(({ cause }) => cause === 'The program was not running.')).toEqual([true, false]);
  });

  it('takes back what is removed or deleted, and emits an edit as a new post', async () => {
    const listener = listen();
    const removed = fake.add('comment', { content: 'gone' });
    const deleted = fake.add('post', { name: 'gone too' });
    const edited = fake.add('comment', { content: 'bad' });
    await listener.until(() => listener.posts.length === 3);
    fake.change('comment', removed, { removed: true });
    fake.change('post', deleted, { deleted: true });
    fake.change('comment', edited, { content: 'good', updated: '2026-01-15T11:00:00Z' });
    await listener.until(() => listener.posts.length === 4);
    expect(listener.posts[3]?.id).toBe(`comment-${edited}~2026-01-15T11:00:00Z`);
    const deletions = listener.events.flatMap((event) => (event.type === 'delete' ? [event.id] : []));
    expect(deletions.toSorted()).toEqual([`comment-${removed}`, `comment-${edited}`, `post-${deleted}`].toSorted());
  });

  it('lists the communities that are named', async () => {
    fake.add('comment', { content: 'of food' });
    fake.add('comment', { content: 'of cars' }, 'cars');
    const listener = listen(noCursors, ['cars']);
    await listener.until(() => listener.posts.length === 1);
    expect(listener.texts).toEqual(['of cars']);
  });

  it.each([
    [
      'a private instance',
      { status: 400, body: '{"error":"instance_is_private"}' },
      /answers 400: instance_is_private/,
    ],
    ['a host that is no Lemmy', { status: 200, body: '{"hello":1}' }, /lists no posts: it is no Lemmy instance/],
    ['a wrong path', { status: 404 }, /answers 404/],
  ])('says in a sentence what is wrong with %s', async (_, refusal, sentence) => {
    fake.refuse(refusal);
    // A refusal that came too late for the source would not come again.
    const listener = listen(noCursors, [], 5);
    await listener.until(() => listener.states.some((state) => sentence.test(state)));
    await listener.live();
  });
});
