import type { KeyIndex } from './key-index.ts';
import type { Anchor, LiveQuery, Posting } from './live.ts';

/** Puts a query under its anchors. */
export function post(index: KeyIndex, live: LiveQuery, anchors: readonly Anchor[]): void {
  live.postings = anchors.map((anchor) => {
    const entry = index.acquire(anchor.key);
    const posting: Posting = { live, anchor, entry, previous: undefined, next: entry.postings };
    if (entry.postings !== undefined) entry.postings.previous = posting;
    entry.postings = posting;
    for (const member of anchor.pair) index.acquire(member).pairs += 1;
    return posting;
  });
}

/** Takes a query from under its anchors. */
export function unpost(index: KeyIndex, live: LiveQuery): void {
  for (const { anchor, entry, previous, next } of live.postings) {
    if (previous === undefined) entry.postings = next;
    else previous.next = next;
    if (next !== undefined) next.previous = previous;
    index.release(anchor.key);
    for (const member of anchor.pair) {
      const part = index.get(member);
      if (part !== undefined) part.pairs -= 1;
      index.release(member);
    }
  }
  live.postings = [];
}
