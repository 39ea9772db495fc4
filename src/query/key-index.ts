import type { KeyTerm, Post } from '../model/index.ts';
import { fold, linkTokens, tokenise, type Token } from '../text/index.ts';
import type { KeyEntry } from './live.ts';

/** As what a key stands in a post: bits of a mask. */
const bits = { word: 1, link: 1, tag: 2, mention: 4, url: 8, from: 16 } as const;
/** As what a term is found: a word also as a tag, a mention, a part of a link. */
const found = { word: 1 | 2 | 4, tag: 2, mention: 4, url: 8, from: 16 } as const;

export const maskOf = (form: KeyTerm['form']): number => found[form];
/** A phrase without spaces is found as one tag or mention. */
export const nameMask = bits.tag | bits.mention;

/**
 * The keys of all live queries, and the one post that is held against them. Its arrays are kept from post to post:
 * loading one allocates nothing for the text.
 */
export class KeyIndex {
  readonly #entries = new Map<string, KeyEntry>();
  readonly #touched: KeyEntry[] = [];
  #generation = 0;
  /** The post's words, then those of its lists; undefined between lists. Parallel arrays, valid up to `#length`. */
  readonly #tokens: (Token | undefined)[] = [];
  readonly #asKey: (KeyEntry | undefined)[] = [];
  readonly #asBase: (KeyEntry | undefined)[] = [];
  #length = 0;
  #textLength = 0;

  /** How many posts it has seen. */
  get generation(): number {
    return this.#generation;
  }

  /** How many words the post has with its lists, and how many of them (the first) stand in its text. */
  get length(): number {
    return this.#length;
  }

  get textLength(): number {
    return this.#textLength;
  }

  /** The keys of the post that have postings, each once. */
  get touched(): readonly KeyEntry[] {
    return this.#touched;
  }

  get(key: string): KeyEntry | undefined {
    return this.#entries.get(key);
  }

  /** The entry of a key, for one more use of it. */
  acquire(key: string): KeyEntry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { key, uses: 0, postings: undefined, pairs: 0, seen: 0, kinds: 0, born: this.#generation, hits: 0 };
      this.#entries.set(key, entry);
    }
    entry.uses += 1;
    return entry;
  }

  release(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.uses -= 1;
    if (entry.uses === 0) this.#entries.delete(key);
  }

  /** Whether the post has a key as one of the kinds. */
  has(key: string, mask: number): boolean {
    const entry = this.#entries.get(key);
    return entry?.seen === this.#generation && (entry.kinds & mask) !== 0;
  }

  /** The word at a place of the post when it has this key and is of a form that suits. */
  tokenAt(at: number, entry: KeyEntry | undefined, form: KeyTerm['form']): Token | undefined {
    if (entry === undefined || at >= this.#length) return undefined;
    if (this.#asKey[at] !== entry && this.#asBase[at] !== entry) return undefined;
    const token = this.#tokens[at];
    return form === 'word' || token?.kind === form ? token : undefined;
  }

  /** Holds a post against the keys. `tokens` are those of its text. */
  load(post: Post, tokens: readonly Token[]): void {
    this.#generation += 1;
    this.#length = 0;
    this.#touched.length = 0;
    this.#enter(tokens);
    this.#textLength = this.#length;
    for (const tag of post.hashtags ?? []) this.#enterApart(tokenise(`#${tag.replace(/^[#＃]/, '')}`));
    for (const mention of post.mentions ?? []) this.#enterApart(tokenise(`@${mention.replace(/^[@＠]/, '')}`));
    for (const link of post.links ?? []) this.#enterApart(linkTokens(link));
    if (post.author !== undefined) this.#enterAuthor(fold(post.author.replace(/^[@＠]/, '')));
  }

  #enterAuthor(author: string): void {
    this.#touch(author, bits.from);
    const name = author.replace(/[@.].*/s, '');
    if (name !== author) this.#touch(name, bits.from);
  }

  #enterApart(tokens: readonly Token[]): void {
    this.#put(undefined, undefined, undefined);
    this.#enter(tokens);
  }

  #enter(tokens: readonly Token[]): void {
    for (const token of tokens) {
      const bit = bits[token.kind];
      const key = this.#touch(token.key, bit);
      const base = token.base === token.key ? undefined : this.#touch(token.base, bit);
      if (bit === bits.url) continue;
      const at = this.#length - 1;
      this.#put(token, key, base);
      if (at >= 0) this.#pair(at);
    }
  }

  #put(token: Token | undefined, key: KeyEntry | undefined, base: KeyEntry | undefined): void {
    this.#tokens[this.#length] = token;
    this.#asKey[this.#length] = key;
    this.#asBase[this.#length] = base;
    this.#length += 1;
  }

  #touch(key: string, bit: number): KeyEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.seen !== this.#generation) {
      entry.seen = this.#generation;
      entry.kinds = 0;
      entry.hits += 1;
      if (entry.postings !== undefined) this.#touched.push(entry);
    }
    entry.kinds |= bit;
    return entry;
  }

  /** The words at a place and after it, as one key, where queries stand under neighbours like them. */
  #pair(at: number): void {
    for (const left of [this.#asKey[at], this.#asBase[at]]) {
      if (left === undefined || left.pairs === 0) continue;
      for (const right of [this.#asKey[at + 1], this.#asBase[at + 1]]) {
        if (right !== undefined && right.pairs > 0) this.#touch(pairKey(left.key, right.key), bits.word);
      }
    }
  }
}

/** The key of two neighbours. No token has a space, so it is no other key. */
export const pairKey = (left: string, right: string): string => `${left} ${right}`;
