import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyFeed,
  removeQuery,
  maxShown,
  piecesOf,
  showWaiting,
  addArrived,
  addStored,
  displayed,
  passes,
  sentimentOf,
  type FeedItem,
} from '../../../src/web/state/feed.ts';

const item = (name: number, id = 't1'): FeedItem => ({
  key: `demo\0${name}`,
  at: name,
  post: { id: String(name), source: 'demo', text: `post ${name}` },
  compound: 0.1,
  polarityIndex: 0,
  matches: [{ id, topic: { compound: 0, polarityIndex: 2 } }],
});
const names = (items: readonly FeedItem[]): readonly string[] => items.map(({ post }) => post.id);

describe('the list of posts', () => {
  it('has the newest post first', () => {
    const feed = addArrived(addArrived(emptyFeed, [item(1), item(2)], false), [item(3)], false);
    expect(names(feed.shown)).toEqual(['3', '2', '1']);
  });

  it('does not move while it is frozen, and shows the waiting posts afterwards', () => {
    const before = addArrived(emptyFeed, [item(1)], false);
    const frozen = addArrived(addArrived(before, [item(2)], true), [item(3)], true);
    expect(frozen.shown).toBe(before.shown);
    expect(frozen.missed).toBe(2);
    expect(names(showWaiting(frozen).shown)).toEqual(['3', '2', '1']);
  });

  it('shows a post of two queries once, with its score for each', () => {
    const feed = addArrived(addArrived(emptyFeed, [item(1, 't1')], false), [item(1, 't2')], false);
    expect(feed.shown.map(({ matches }) => matches.map(({ id }) => id))).toEqual([['t1', 't2']]);
    expect(removeQuery(feed, 't1').shown.map(({ matches }) => matches.map(({ id }) => id))).toEqual([['t2']]);
    expect(removeQuery(removeQuery(feed, 't1'), 't2').shown).toEqual([]);
  });

  it('puts stored posts in their place, once', () => {
    const feed = addStored(addArrived(emptyFeed, [item(5)], false), [item(5), item(4), item(3)]);
    expect(names(feed.shown)).toEqual(['5', '4', '3']);
  });

  it('stays bounded under any flood, frozen or not', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.boolean()), { maxLength: 12 }), (bursts) => {
        let feed = emptyFeed;
        let next = 0;
        for (const [length, isFrozen] of bursts) {
          feed = addArrived(
            feed,
            Array.from({ length }, () => item((next += 1))),
            isFrozen,
          );
          expect(feed.shown.length).toBeLessThanOrEqual(maxShown);
          expect(feed.waiting.length).toBeLessThanOrEqual(maxShown);
        }
        expect(new Set(names(showWaiting(feed).shown)).size).toBe(showWaiting(feed).shown.length);
      }),
    );
  });
});

describe('the filters of the list', () => {
  const mixed: FeedItem = {
    ...item(1),
    matches: [
      { id: 't1', topic: { compound: -0.5, polarityIndex: 1 } },
      { id: 't2', topic: { compound: 0, polarityIndex: 2 } },
    ],
  };
  const all = { id: undefined, polarityIndex: undefined };

  it('go by the sentiment that is measured, of the picked query', () => {
    expect(passes(mixed, { ...all, polarityIndex: 0 }, 'whole')).toBe(true);
    expect(passes(mixed, { ...all, polarityIndex: 0 }, 'topic')).toBe(false);
    expect(passes(mixed, { ...all, polarityIndex: 1 }, 'topic')).toBe(true);
    expect(passes(mixed, { id: 't2', polarityIndex: 1 }, 'topic')).toBe(false);
    expect(passes(mixed, { id: 't3', polarityIndex: undefined }, 'whole')).toBe(false);
    expect(sentimentOf(mixed, { ...all, id: 't2' }, 'topic')).toEqual({ compound: 0, polarityIndex: 2 });
    expect(sentimentOf(mixed, all, 'whole')).toEqual({ compound: 0.1, polarityIndex: 0 });
  });
});

describe('a text as it is shown', () => {
  it('has its character references decoded, and one empty line at most', () => {
    expect(displayed('Tom &amp; Jerry&#39;s')).toBe("Tom & Jerry's");
    expect(displayed('a\n\n \n\n\nb\nc')).toBe('a\n\nb\nc');
    expect(displayed('&lt;b&gt; &nothing;')).toBe('<b> &nothing;');
  });
});

describe('marked pieces', () => {
  it('add up to the text again, for any spans', () => {
    const span = fc.tuple(fc.nat(30), fc.nat(30)).map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(span), (text, spans) => {
        expect(
          piecesOf(text, spans)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('mark the text under a span', () => {
    expect(piecesOf('I love pizza!', [{ start: 7, end: 12 }])).toEqual([
      { text: 'I love ', marked: false },
      { text: 'pizza', marked: true },
      { text: '!', marked: false },
    ]);
  });
});
