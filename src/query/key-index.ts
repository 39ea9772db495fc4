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

/** A word of the post as the index knows it, under both of its forms. */
export interface Place {
  readonly token: Token;
  readonly entry: KeyEntry | undefined;
  readonly base: KeyEntry | undefined;
  /** Whether the token stands in the text and not in a list. */
  readonly inText: boolean;
}

/** The keys of all live queries, and the one post that is held against them. */
export class KeyIndex {
  readonly #entries = new Map<string, KeyEntry>();
  #generation = 0;
  #places: (Place | undefined)[] = [];
  #touched: KeyEntry[] = [];

  /** How many posts it has seen. */
  get generation(): number {
    return this.#generation;
  }

  /** The words of the post that queries name, with undefined for others and between lists: neighbours are neighbours. */
  get places(): readonly (Place | undefined)[] {
    return this.#places;
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

  /** Holds a post against the keys. `tokens` are those of its text. */
  load(post: Post, tokens: readonly Token[]): void {
    this.#generation += 1;
    this.#places = [];
    this.#touched = [];
    this.#enter(tokens, true);
    for (const tag of post.hashtags ?? []) this.#enter(tokenise(`#${tag.replace(/^[#＃]/, '')}`), false);
    for (const mention of post.mentions ?? []) this.#enter(tokenise(`@${mention.replace(/^[@＠]/, '')}`), false);
    for (const link of post.links ?? []) this.#enter(linkTokens(link), false);
    if (post.author !== undefined) {
      const author = fold(post.author.replace(/^[@＠]/, ''));
      this.#touch(author, bits.from);
      if (/[@.]/.test(author)) this.#touch(author.replace(/[@.].*/s, ''), bits.from);
    }
  }

  #enter(tokens: readonly Token[], inText: boolean): void {
    if (!inText) this.#places.push(undefined);
    for (const token of tokens) {
      const { kind, key } = token;
      const entry = this.#touch(key, bits[kind]);
      const base = token.base === key ? undefined : this.#touch(token.base, bits[kind]);
      if (kind === 'url') continue;
      if (entry === undefined && base === undefined) {
        this.#places.push(undefined);
        continue;
      }
      const place = { token, entry, base, inText };
      const before = this.#places.at(-1);
      this.#places.push(place);
      if (before !== undefined) this.#pair(before, place);
    }
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

  #pair(before: Place, after: Place): void {
    for (const left of [before.entry, before.base]) {
      if (left === undefined || left.pairs === 0) continue;
      for (const right of [after.entry, after.base]) {
        if (right !== undefined && right.pairs > 0) this.#touch(pairKey(left.key, right.key), bits.word);
      }
    }
  }
}

/** The key of two neighbours. No token has a space, so it is no other key. */
export const pairKey = (left: string, right: string): string => `${left} ${right}`;
