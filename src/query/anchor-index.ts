import type { Token } from '../text/index.ts';
import { PrefixAnchors } from './prefix-anchors.ts';
import { CountingBloomFilter, CountMinSketch, hashOf, hashOfPair } from './sketches.ts';
import type { Anchor, KeyEntry, IndexedQuery, Posting } from './indexed-query.ts';
import { anyWord, authorMask, bitOf, type PostIndex } from './post-index.ts';

/** An index from anchors to live queries. */
export class AnchorIndex {
  readonly frequencies = new CountMinSketch();
  readonly #entries = new Map<string, KeyEntry>();
  readonly #knownKeys = new CountingBloomFilter();
  readonly #prefixes = new PrefixAnchors();
  #generation = 0;

  /** Indexes a query under its anchors. */
  add(indexed: IndexedQuery, anchors: readonly Anchor[]): void {
    indexed.postings = anchors.map((anchor) => {
      const entry = this.#entryOf(anchor) ?? this.#createEntry(anchor);
      const posting: Posting = { indexed, anchor, entry, previous: undefined, next: entry.postings };
      if (entry.postings !== undefined) entry.postings.previous = posting;
      entry.postings = posting;
      return posting;
    });
  }

  /** Removes a query from all of its anchors. */
  remove(indexed: IndexedQuery): void {
    for (const { entry, previous, next } of indexed.postings) {
      if (previous === undefined) entry.postings = next;
      else previous.next = next;
      if (next !== undefined) next.previous = previous;
      if (entry.postings === undefined) this.#deleteEntry(entry);
    }
    indexed.postings = [];
  }

  /** Calls the visitor once for each query with an anchor in the post. The visitor must not change the index. */
  visit(postIndex: PostIndex, visitor: (indexed: IndexedQuery) => void): void {
    this.#generation += 1;
    this.#visitRow(postIndex.tokens, visitor);
    for (const list of postIndex.lists) this.#visitRow(list, visitor);
    for (const author of postIndex.authors) this.#visitWord(author, authorMask, visitor);
    this.frequencies.endPost();
  }

  #visitRow(tokens: readonly Token[], visitor: (indexed: IndexedQuery) => void): void {
    let before: Token | undefined;
    let hashBefore = 0;
    for (const token of tokens) {
      const bit = bitOf(token.kind);
      const hash = this.#visitWord(token.key, bit, visitor);
      if (token.base !== token.key) this.#visitWord(token.base, bit, visitor);
      if (token.root !== token.base) this.#visitWord(token.root, bit, visitor);
      if (token.kind === 'url') continue;
      if (before !== undefined && this.#knownKeys.mayHave(hashOfPair(hashBefore, hash))) {
        this.#visitKey(this.#entries.get(pairKey(before.key, token.key)), anyWord, visitor);
      }
      if (before !== undefined && (hasShorterForm(token) || hasShorterForm(before))) {
        this.#visitShorterPairs(before, token, visitor);
      }
      before = token;
      hashBefore = hash;
    }
  }

  /** Visits the queries under a word and returns the hash of the word. */
  #visitWord(key: string, bit: number, visitor: (indexed: IndexedQuery) => void): number {
    if (!this.#prefixes.isEmpty && (bit & anyWord) !== 0) this.#visitPrefixes(key, bit, visitor);
    const hash = hashOf(key);
    this.frequencies.count(hash);
    if (this.#knownKeys.mayHave(hash)) this.#visitKey(this.#entries.get(key), bit, visitor);
    return hash;
  }

  #visitPrefixes(word: string, bit: number, visitor: (indexed: IndexedQuery) => void): void {
    this.#prefixes.visit(word, (entry) => {
      this.frequencies.count(entry.hash);
      this.#visitKey(entry, bit, visitor);
    });
  }

  #visitKey(entry: KeyEntry | undefined, bit: number, visitor: (indexed: IndexedQuery) => void): void {
    if (entry?.postings === undefined) return;
    if (entry.lastVisit !== this.#generation) entry.kinds = 0;
    else if ((entry.kinds & bit) !== 0) return;
    entry.lastVisit = this.#generation;
    entry.kinds |= bit;
    for (let posting: Posting | undefined = entry.postings; posting !== undefined; posting = posting.next) {
      const { indexed, anchor } = posting;
      if ((anchor.mask & bit) === 0 || indexed.lastVisit === this.#generation) continue;
      indexed.lastVisit = this.#generation;
      visitor(indexed);
    }
  }

  /** Visits the pairs of neighbours in which one or both are represented by a shorter form. */
  #visitShorterPairs(left: Token, right: Token, visitor: (indexed: IndexedQuery) => void): void {
    for (const first of formsOf(left)) {
      for (const second of formsOf(right)) this.#visitKey(this.#entries.get(pairKey(first, second)), anyWord, visitor);
    }
  }

  #entryOf({ key, prefix }: Anchor): KeyEntry | undefined {
    return prefix === undefined ? this.#entries.get(key) : this.#prefixes.get(prefix);
  }

  #createEntry({ key, pair, prefix }: Anchor): KeyEntry {
    const hash = pair === undefined ? hashOf(key) : hashOfPair(hashOf(pair[0]), hashOf(pair[1]));
    const entry: KeyEntry = { key, prefix, hash, postings: undefined, lastVisit: 0, kinds: 0 };
    if (prefix !== undefined) {
      this.#prefixes.add(prefix, entry);
      return entry;
    }
    this.#entries.set(key, entry);
    this.#knownKeys.add(hash, () => this.#entries.values());
    return entry;
  }

  #deleteEntry(entry: KeyEntry): void {
    if (entry.prefix !== undefined) {
      this.#prefixes.remove(entry.prefix);
      return;
    }
    this.#entries.delete(entry.key);
    this.#knownKeys.remove(entry.hash);
  }
}

const hasShorterForm = ({ key, base, root }: Token): boolean => base !== key || root !== base;
const formsOf = ({ key, base, root }: Token): ReadonlySet<string> => new Set([key, base, root]);

/** Returns the key of two neighbouring words. No token contains a space, so it differs from every other key. */
export const pairKey = (left: string, right: string): string => `${left} ${right}`;
