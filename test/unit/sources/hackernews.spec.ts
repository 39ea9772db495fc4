import fc from 'fast-check';
import { of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readItem } from '../../../src/sources/hackernews/item.ts';
import { Walk } from '../../../src/sources/hackernews/walk.ts';
import { createHackerNews, noCursors, type Cursors } from '../../../src/sources/index.ts';
import { createFastTime, SourceListener } from '../../../src/testing/index.ts';
import { FakeHackerNews } from '../../support/fakes/hacker-news.ts';

const named = { id: 7, source: 'hackernews' };

describe('an item of Hacker News', () => {
  it.each([
    [
      'a story',
      { type: 'story', by: 'ann', time: 1_768_473_300, title: 'Pizza &amp; more', url: 'https://example.com/p' },
      { text: 'Pizza & more', author: 'ann', links: ['https://example.com/p'] },
    ],
    [
      'a story with a text',
      { type: 'story', time: 1_768_473_300, title: 'Ask HN: Pizza?', text: 'Which&#x27;s best?<p>Thanks' },
      { text: "Ask HN: Pizza?\n\nWhich's best?\n\nThanks" },
    ],
    [
      'a comment',
      {
        type: 'comment',
        time: 1_768_473_300,
        text: 'See <a href="https:&#x2F;&#x2F;example.com&#x2F;a" rel="nofollow">https:&#x2F;&#x2F;example.com&#x2F;a</a>',
      },
      { text: 'See https://example.com/a', links: ['https://example.com/a'], reply: true },
    ],
  ])('%s becomes a post', (_, item, fields) => {
    expect(readItem({ id: 7, ...item }, named)).toEqual({
      type: 'post',
      post: {
        id: '7',
        source: 'hackernews',
        at: 1_768_473_300_000,
        createdAt: '2026-01-15T10:35:00.000Z',
        url: 'https://news.ycombinator.com/item?id=7',
        ...fields,
      },
    });
  });

  it.each([
    [null, 'absent'],
    [{ id: 7, deleted: true, type: 'comment' }, 'removed'],
    [{ id: 7, dead: true, type: 'story', title: 'spam', time: 1 }, 'removed'],
    [{ id: 7, type: 'job', title: 'We hire', time: 1 }, 'other'],
    [{ id: 7, type: 'pollopt', text: 'Yes', time: 1 }, 'other'],
    [{ id: 7, type: 'comment', time: 1 }, 'invalid'],
    [{ id: 7, type: 'comment', text: 'no time' }, 'invalid'],
    [{ id: 7, type: 'comment', text: 'late', time: 1e300 }, 'invalid'],
    [{ id: 7 }, 'invalid'],
    ['text', 'invalid'],
  ])('%j is %s', (value, type) => {
    expect(readItem(value, named).type).toBe(type);
  });

  it('of any JSON is read without an error', () => {
    const item = fc.oneof(
      fc.jsonValue(),
      fc.record(
        { type: fc.constantFrom('story', 'comment'), time: fc.anything(), text: fc.anything(), title: fc.anything() },
        { requiredKeys: ['type'] },
      ),
    );
    fc.assert(
      fc.property(item, (value) => {
        expect(['absent', 'removed', 'other', 'invalid', 'post']).toContain(readItem(value, named).type);
      }),
    );
  });
});

describe('a walk', () => {
  it('reads each id once, whichever are absent for a while, also over restarts', () => {
    const times = fc.array(fc.nat(4), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(times, fc.array(fc.nat(60), { maxLength: 3 }), (absences, restarts) => {
        const remaining = absences.map((count) => count);
        const read: number[] = [];
        let walk = new Walk(JSON.stringify({ at: 0, next: 1, absent: [] }));
        for (let round = 0; round < 80; round += 1) {
          const now = round * 4_000;
          if (restarts.includes(round)) walk = new Walk(walk.position(now));
          expect(walk.reach(absences.length)).toBe(true);
          for (let ids = walk.step(8, now), held = false; ids.length > 0 && !held; ids = walk.step(8, now)) {
            for (const id of ids) {
              const left = remaining[id - 1] ?? 0;
              remaining[id - 1] = left - 1;
              if (left <= 0) {
                read.push(id);
                walk.found(id);
                continue;
              }
              held = walk.missed(id, now);
              if (held) break;
            }
          }
        }
        expect(read.toSorted((a, b) => a - b)).toEqual(absences.map((_, index) => index + 1));
      }),
    );
  });

  it('reads ten thousand ids that come in one burst, each once and eight at a time', () => {
    const walk = new Walk(JSON.stringify({ at: 0, next: 1, absent: [] }));
    walk.reach(10_000);
    const read: number[] = [];
    for (let ids = walk.step(8, 0); ids.length > 0; ids = walk.step(8, 0)) {
      expect(ids.length).toBeLessThanOrEqual(8);
      for (const id of ids) walk.found(id);
      read.push(...ids);
    }
    expect(read).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
  });

  it('keeps the order of ids while an item is absent for less than ten seconds', () => {
    const walk = new Walk(JSON.stringify({ at: 0, next: 5, absent: [] }));
    walk.reach(6);
    expect(walk.step(8, 0)).toEqual([5, 6]);
    expect(walk.missed(5, 0)).toBe(true);
    expect(walk.step(8, 9_000)).toEqual([5, 6]);
    expect(walk.missed(5, 9_000)).toBe(true);
    expect(walk.missed(5, 10_000)).toBe(false);
    expect(walk.step(8, 10_000)).toEqual([6]);
  });

  it('gives up an item that is absent for ten minutes', () => {
    const walk = new Walk(JSON.stringify({ at: 0, next: 5, absent: [] }));
    walk.reach(5);
    walk.missed(5, 0);
    walk.missed(5, 10_000);
    expect(walk.step(8, 599_000)).toEqual([5]);
    walk.missed(5, 600_000);
    expect(walk.step(8, 700_000)).toEqual([]);
  });

  it('begins anew where an earlier one is more than 20,000 items behind', () => {
    const walk = new Walk(JSON.stringify({ at: 0, next: 5, absent: [] }));
    expect(walk.reach(30_000)).toBe(false);
    expect(walk.step(8, 0)).toEqual([]);
    expect(new Walk('{"next":"x"}').reach(7)).toBe(true);
  });
});

describe('the source hackernews', () => {
  let fake: FakeHackerNews;
  let listeners: SourceListener[];
  beforeEach(async () => {
    fake = await FakeHackerNews.start();
    listeners = [];
  });
  afterEach(async () => {
    for (const listener of listeners) listener.close();
    await fake.close();
  });

  const listen = (cursors: Cursors = noCursors, speed = 50): SourceListener => {
    const { scheduler } = createFastTime(speed);
    const context = { name: 'hackernews', canAccept$: of(true), random: () => 0, scheduler, cursors };
    const listener = new SourceListener(createHackerNews({ ...context, base: fake.url }));
    listeners.push(listener);
    return listener;
  };

  it('emits items in the order of their ids, though one is absent at first', async () => {
    // A busy machine must not take longer than the others wait for it.
    const listener = listen(noCursors, 2);
    await listener.live();
    fake.add({ text: 'one' });
    fake.add({ text: 'two' }, 2);
    fake.add({ type: 'job', title: 'none' });
    fake.add({ deleted: true });
    fake.add({ type: 'story', title: 'three' });
    await listener.until(() => listener.posts.length === 3);
    expect(listener.texts).toEqual(['one', 'two', 'three']);
  });

  it('goes on after a restart where it stopped', async () => {
    const kept = new Map<string, string>();
    const cursors: Cursors = { read: (key) => kept.get(key), write: (key, value) => void kept.set(key, value) };
    const first = listen(cursors);
    await first.live();
    fake.add({ text: 'one' });
    await first.until(() => first.posts.length === 1);
    first.close();
    for (let count = 0; count < 20; count += 1) fake.add({ text: `missed ${count}` });
    const second = listen(cursors);
    await second.until(() => second.gaps.length === 1);
    expect(second.texts).toEqual(Array.from({ length: 20 }, (_, count) => `missed ${count}`));
    expect(second.gaps[0]?.filled).toBe('full');
  });

  it('tells the time without the program once, however often it reconnects', async () => {
    const position = JSON.stringify({ at: 5, next: 40_000_001, absent: [] });
    const cursors: Cursors = { read: () => position, write: () => undefined };
    const listener = listen(cursors);
    await listener.until(() => listener.gaps.length === 1);
    fake.cut();
    await listener.until(() => listener.gaps.length === 2);
    expect(listener.gaps.map(({ cause }) => cause === 'The program was not running.')).toEqual([true, false]);
  });

  it('takes back what is deleted, and emits an edit as a new post', async () => {
    const listener = listen();
    await listener.live();
    const [deleted, edited, same] = [fake.add({ text: 'gone' }), fake.add({ text: 'bad' }), fake.add({ text: 'same' })];
    await listener.until(() => listener.posts.length === 3);
    fake.change(deleted, { deleted: true });
    fake.change(edited, { text: 'good' });
    fake.change(same, { score: 9 });
    await listener.until(() => listener.posts.length === 4);
    expect(listener.posts[3]?.id).toMatch(new RegExp(`^${edited}~\\d{4}-`));
    const deletions = listener.events.flatMap((event) => (event.type === 'delete' ? [event.id] : []));
    expect(deletions).toEqual([String(deleted), String(edited)]);
  });

  it.each([
    ['a wrong path', { status: 404 }, /answers 404/],
    ['a host that is no Hacker News', { status: 200, body: '"hello"' }, /names no newest item/],
    ['a page', { status: 200, body: '<html>' }, /is no JSON/],
  ])('says in a sentence what is wrong with %s', async (_, refusal, sentence) => {
    fake.refuse(refusal);
    const listener = listen();
    await listener.until(() => listener.states.some((state) => sentence.test(state)));
    await listener.live();
  });
});
