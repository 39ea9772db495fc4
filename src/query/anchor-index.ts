import type { Token } from '../text/index.ts';
import { Filter, Frequencies, hashOf, hashOfPair } from './frequencies.ts';
import type { Anchor, KeyEntry, LiveQuery, Posting } from './live.ts';
import { anyWord, authorMask, bitOf, type Reading } from './reading.ts';

/** The live queries under their anchors. */
export class AnchorIndex {
  readonly frequencies = new Frequencies();
  readonly #entries = new Map<string, KeyEntry>();
  readonly #filter = new Filter();
  #generation = 0;

  /** Puts a query under its anchors. */
  put(live: LiveQuery, anchors: readonly Anchor[]): void {
    live.postings = anchors.map((anchor) => {
      const entry = this.#entries.get(anchor.key) ?? this.#open(anchor);
      const posting: Posting = { live, anchor, entry, previous: undefined, next: entry.postings };
      if (entry.postings !== undefined) entry.postings.previous = posting;
      entry.postings = posting;
      return posting;
    });
  }

  /** Takes a query from under its anchors. */
  take(live: LiveQuery): void {
    for (const { entry, previous, next } of live.postings) {
      if (previous === undefined) entry.postings = next;
      else previous.next = next;
      if (next !== undefined) next.previous = previous;
      if (entry.postings === undefined) this.#close(entry);
    }
    live.postings = [];
  }

  /** Calls back once for each query of which the post has an anchor. It is not to be changed meanwhile. */
  visit(reading: Reading, visitor: (live: LiveQuery) => void): void {
    this.#generation += 1;
    this.#visitRow(reading.tokens, visitor);
    for (const list of reading.lists) this.#visitRow(list, visitor);
    for (const author of reading.authors) this.#visitWord(author, authorMask, visitor);
    this.frequencies.endPost();
  }

  #visitRow(tokens: readonly Token[], visitor: (live: LiveQuery) => void): void {
    let before: Token | undefined;
    let hashBefore = 0;
    for (const token of tokens) {
      const bit = bitOf(token.kind);
      const hash = this.#visitWord(token.key, bit, visitor);
      if (token.base !== token.key) this.#visitWord(token.base, bit, visitor);
      if (token.kind === 'url') continue;
      if (before !== undefined && this.#filter.mayHave(hashOfPair(hashBefore, hash))) {
        this.#visitKey(this.#entries.get(pairKey(before.key, token.key)), anyWord, visitor);
      }
      if (before !== undefined && (token.base !== token.key || before.base !== before.key)) {
        this.#visitBasePairs(before, token, visitor);
      }
      before = token;
      hashBefore = hash;
    }
  }

  /** Answers the hash of the word. */
  #visitWord(key: string, bit: number, visitor: (live: LiveQuery) => void): number {
    const hash = hashOf(key);
    this.frequencies.count(hash);
    if (this.#filter.mayHave(hash)) this.#visitKey(this.#entries.get(key), bit, visitor);
    return hash;
  }

  #visitKey(entry: KeyEntry | undefined, bit: number, visitor: (live: LiveQuery) => void): void {
    if (entry?.postings === undefined) return;
    if (entry.seen !== this.#generation) entry.kinds = 0;
    else if ((entry.kinds & bit) !== 0) return;
    entry.seen = this.#generation;
    entry.kinds |= bit;
    for (let posting: Posting | undefined = entry.postings; posting !== undefined; posting = posting.next) {
      const { live, anchor } = posting;
      if ((anchor.mask & bit) === 0 || live.seen === this.#generation) continue;
      live.seen = this.#generation;
      visitor(live);
    }
  }

  /** Two neighbours of which one or both stand for their base. */
  #visitBasePairs(left: Token, right: Token, visitor: (live: LiveQuery) => void): void {
    for (const key of [pairKey(left.base, right.key), pairKey(left.key, right.base), pairKey(left.base, right.base)]) {
      this.#visitKey(this.#entries.get(key), anyWord, visitor);
    }
  }

  #open({ key, pair }: Anchor): KeyEntry {
    const hash = pair === undefined ? hashOf(key) : hashOfPair(hashOf(pair[0]), hashOf(pair[1]));
    const entry: KeyEntry = { key, hash, postings: undefined, seen: 0, kinds: 0 };
    this.#entries.set(key, entry);
    this.#filter.add(hash, () => this.#entries.values());
    return entry;
  }

  #close(entry: KeyEntry): void {
    this.#entries.delete(entry.key);
    this.#filter.remove(entry.hash);
  }
}

/** The key of two neighbours. No token has a space, so it is no other key. */
export const pairKey = (left: string, right: string): string => `${left} ${right}`;
