import { hashOf, type Token } from '../text/index.ts';
import { PrefixAnchors } from './prefix-anchors.ts';
import { CountingBloomFilter, CountMinSketch, hashOfPair } from './sketches.ts';
import type { Anchor, KeyEntry, IndexedQuery, Posting } from './indexed-query.ts';
import { anyWord, authorMask, bitOf, type PostIndex } from './post-index.ts';

/** A word with its hash. */
type HashedKey = Pick<Token, 'key' | 'hash'>;

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
    for (const key of postIndex.authors) this.#visitWord({ key, hash: hashOf(key) }, authorMask, visitor);
    this.frequencies.endPost();
  }

  #visitRow(tokens: readonly Token[], visitor: (indexed: IndexedQuery) => void): void {
    let before: Token | undefined;
    let shorterBefore = none;
    for (const token of tokens) {
      const bit = bitOf(token.kind);
      const shorter = token.root === token.key ? none : shorterForms(token);
      this.#visitWord(token, bit, visitor);
      for (const form of shorter) this.#visitWord(form, bit, visitor);
      if (token.kind === 'url') continue;
      if (before !== undefined) {
        this.#visitPair(before, token, visitor);
        for (const form of shorter) this.#visitPair(before, form, visitor);
        for (const left of shorterBefore) {
          this.#visitPair(left, token, visitor);
          for (const right of shorter) this.#visitPair(left, right, visitor);
        }
      }
      before = token;
      shorterBefore = shorter;
    }
  }

  /** Visits the queries under a word. */
  #visitWord({ key, hash }: HashedKey, bit: number, visitor: (indexed: IndexedQuery) => void): void {
    if (!this.#prefixes.isEmpty && (bit & anyWord) !== 0) this.#visitPrefixes(key, bit, visitor);
    this.frequencies.count(hash);
    if (this.#knownKeys.mayHave(hash)) this.#visitKey(this.#entries.get(key), bit, visitor);
  }

  /** Visits the queries under a pair of neighbours. */
  #visitPair(left: HashedKey, right: HashedKey, visitor: (indexed: IndexedQuery) => void): void {
    if (!this.#knownKeys.mayHave(hashOfPair(left.hash, right.hash))) return;
    this.#visitKey(this.#entries.get(pairKey(left.key, right.key)), anyWord, visitor);
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

const none: readonly HashedKey[] = [];

/** Returns the forms of a token beside its key. */
function shorterForms({ key, base, root }: Token): readonly HashedKey[] {
  const forms: HashedKey[] = [];
  if (base !== key) forms.push({ key: base, hash: hashOf(base) });
  if (root !== base) forms.push({ key: root, hash: hashOf(root) });
  return forms;
}

/** Returns the key of two neighbouring words. No token contains a space, so it differs from every other key. */
export const pairKey = (left: string, right: string): string => `${left} ${right}`;
