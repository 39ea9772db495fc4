import { hashOf, type Token } from '../text/index.ts';
import type { Anchor } from './anchors.ts';
import { keyFields, KeyTable } from './key-table.ts';
import type { PostIndex } from './post-index.ts';
import { anyWord, authorMask, bitOf } from './token-masks.ts';
import { Postings, postingFields, type IndexedAs } from './postings.ts';
import { PrefixAnchors } from './prefix-anchors.ts';
import { CountMinSketch, hashOfPair } from './sketches.ts';
import { WordSet } from './word-set.ts';

/** A word with its hash. */
type HashedKey = Pick<Token, 'key' | 'hash'>;

/** An index from anchors to live queries, which are numbers here. */
export class AnchorIndex {
  /** Estimates how common words are. */
  readonly frequencies: CountMinSketch;
  readonly #keys = new KeyTable();
  readonly #postings = new Postings();
  readonly #prefixes = new PrefixAnchors();
  /** The words of the post. */
  readonly #words = new WordSet();
  /** The postings that the post has found, of which the first `#found` are of this post. */
  readonly #candidates: number[] = [];
  #found = 0;
  #stale: number[] = [];
  /** The number of the post. */
  #post = 0;
  #pairs = 0;
  #authors = 0;

  constructor(frequencies = new CountMinSketch()) {
    this.frequencies = frequencies;
  }

  /** Indexes a query under its anchors. Returns its first posting. */
  add(query: number, anchors: readonly Anchor[], as: IndexedAs): number {
    let first = 0;
    for (const anchor of anchors) {
      const key = this.#recordOf(anchor) || this.#addKey(anchor);
      const head = this.#keys.fields[key + keyFields.postings] ?? 0;
      first = this.#postings.add({ query, key, anchor, next: head, nextOfQuery: first }, as);
      this.#keys.fields[key + keyFields.postings] = first;
      this.#countAnchor(first, 1);
    }
    return first;
  }

  /** Removes a query from all of its anchors. */
  remove(first: number): void {
    for (let posting = first; posting !== 0;) {
      this.#countAnchor(posting, -1);
      const { key, previous, next, nextOfQuery } = this.#postings.remove(posting);
      if (previous === 0) this.#keys.fields[key + keyFields.postings] = next;
      if (previous === 0 && next === 0) this.#removeKey(key);
      posting = nextOfQuery;
    }
  }

  /** Returns the anchors of a query. */
  anchorsOf(first: number): readonly Anchor[] {
    const anchors: Anchor[] = [];
    for (
      let posting = first;
      posting !== 0;
      posting = this.#postings.fields[posting + postingFields.nextOfQuery] ?? 0
    ) {
      anchors.push(this.#anchorAt(posting));
    }
    return anchors;
  }

  /** Returns the limit of misses that a query has under its anchors, as `add` was given it. */
  missLimitOf(first: number): number {
    return this.#postings.missLimitOf(first);
  }

  /**
   * Calls back with each query that may match: those with an anchor in the post, less those that require a word which the
   * post lacks. A query may come more than once. The callback returns false for a query that does not match, and must not
   * change the index.
   */
  visit(postIndex: PostIndex, mayMatch: (query: number) => boolean): void {
    this.#found = 0;
    this.#post = (this.#post + 1) | 0;
    if (this.#post === 0) {
      this.#keys.clearVisits();
      this.#post = 1;
    }
    this.#visitRow(postIndex.tokens);
    for (const list of postIndex.lists) this.#visitRow(list);
    if (this.#authors > 0) for (const key of postIndex.authors) this.#visitWord({ key, hash: hashOf(key) }, authorMask);
    this.frequencies.endPost();
    if (this.#found === 0) return;
    this.#words.begin(postIndex);
    for (let index = 0; index < this.#found; index += 1) this.#try(this.#candidates[index] ?? 0, mayMatch);
  }

  /** Returns the queries that were found in vain so often that they need rarer anchors, and forgets them. */
  takeStale(): readonly number[] {
    if (this.#stale.length === 0) return none;
    const stale = this.#stale;
    this.#stale = [];
    return stale;
  }

  #visitRow(tokens: readonly Token[]): void {
    let before: Token | undefined;
    let shorterBefore: readonly HashedKey[] = none;
    for (const token of tokens) {
      const bit = bitOf(token.kind);
      const shorter = token.root === token.key ? none : shorterForms(token);
      this.#visitWord(token, bit);
      for (const form of shorter) this.#visitWord(form, bit);
      if (this.#pairs === 0 || token.kind === 'url') continue;
      if (before !== undefined) {
        this.#visitPair(before, token);
        for (const form of shorter) this.#visitPair(before, form);
        for (const left of shorterBefore) {
          this.#visitPair(left, token);
          for (const right of shorter) this.#visitPair(left, right);
        }
      }
      before = token;
      shorterBefore = shorter;
    }
  }

  /** Visits the queries under a word. */
  #visitWord({ key, hash }: HashedKey, bit: number): void {
    if (!this.#prefixes.isEmpty && (bit & anyWord) !== 0) this.#visitPrefixes(key, bit);
    this.frequencies.count(hash);
    const record = this.#keys.find(key, hash);
    if (record !== 0) this.#visitKey(record, bit);
  }

  /** Visits the queries under a pair of neighbours. */
  #visitPair(left: HashedKey, right: HashedKey): void {
    const record = this.#keys.findPair(left.key, right.key, hashOfPair(left.hash, right.hash));
    if (record !== 0) this.#visitKey(record, anyWord);
  }

  #visitPrefixes(word: string, bit: number): void {
    this.#prefixes.visit(word, (record) => {
      this.frequencies.count(hashOf(this.#keys.keyOf(record)));
      this.#visitKey(record, bit);
    });
  }

  #visitKey(record: number, bit: number): void {
    const keys = this.#keys.fields;
    const kinds = keys[record + keyFields.lastVisit] === this.#post ? (keys[record + keyFields.kinds] ?? 0) : 0;
    if ((kinds & bit) !== 0) return;
    keys[record + keyFields.lastVisit] = this.#post;
    keys[record + keyFields.kinds] = kinds | bit;
    const postings = this.#postings.fields;
    let posting = keys[record + keyFields.postings] ?? 0;
    while (posting !== 0) {
      if (((postings[posting + postingFields.state] ?? 0) & bit) !== 0) {
        this.#candidates[this.#found] = posting;
        this.#found += 1;
      }
      posting = postings[posting + postingFields.next] ?? 0;
    }
  }

  #try(posting: number, mayMatch: (query: number) => boolean): void {
    const { fields } = this.#postings;
    const first = fields[posting + postingFields.firstWord] ?? 0;
    const second = fields[posting + postingFields.secondWord] ?? 0;
    const query = fields[posting + postingFields.query] ?? 0;
    if (this.#words.mayHave(first) && this.#words.mayHave(second) && mayMatch(query)) return;
    if (this.#postings.countMiss(posting)) this.#stale.push(query);
  }

  #anchorAt(posting: number): Anchor {
    return this.#postings.anchorAt(posting, this.#keys.keyOf(this.#postings.fields[posting + postingFields.key] ?? 0));
  }

  #countAnchor(posting: number, by: 1 | -1): void {
    if (this.#postings.isPair(posting)) this.#pairs += by;
    if (this.#postings.maskOf(posting) === authorMask) this.#authors += by;
  }

  /** Returns the record of an anchor's key; 0 for an unknown one. */
  #recordOf(anchor: Anchor): number {
    const { key, prefix } = anchor;
    return prefix === undefined ? this.#keys.find(key, hashOfAnchor(anchor)) : (this.#prefixes.get(prefix) ?? 0);
  }

  #addKey(anchor: Anchor): number {
    const record = this.#keys.add(anchor.key, hashOfAnchor(anchor));
    if (anchor.prefix !== undefined) this.#prefixes.add(anchor.prefix, record);
    return record;
  }

  #removeKey(record: number): void {
    if (!this.#prefixes.isEmpty) this.#prefixes.remove(this.#keys.keyOf(record).slice(0, -1), record);
    this.#keys.remove(record);
  }
}

const none: readonly never[] = [];

/** Returns the hash of an anchor's key. That of a prefix differs from that of an author with the same spelling. */
function hashOfAnchor({ key, pair, prefix }: Anchor): number {
  if (prefix !== undefined) return hashOfPair(hashOf(prefix), 0);
  return pair === undefined ? hashOf(key) : hashOfPair(hashOf(pair[0]), hashOf(pair[1]));
}

/** Returns the forms of a token beside its key. */
function shorterForms({ key, base, root }: Token): readonly HashedKey[] {
  const forms: HashedKey[] = [];
  if (base !== key) forms.push({ key: base, hash: hashOf(base) });
  if (root !== base) forms.push({ key: root, hash: hashOf(root) });
  return forms;
}
