import type { KeyTerm, Post } from '../model/index.ts';
import { fold, linkTokens, tokenise, type Token } from '../text/index.ts';
import type { CompiledPhrases } from './compiled-phrases.ts';
import { anyWord, authorMask, bitOf, maskOf } from './token-masks.ts';

/** Returns whether a token matches a term. */
export function matchesTerm(token: Token, { form, key }: KeyTerm): boolean {
  return (token.key === key || token.base === key || token.root === key) && (maskOf(form) & bitOf(token.kind)) !== 0;
}

/** Returns whether a token is a word, of any form, that begins with a prefix. */
export function hasBeginning({ kind, key, base, root }: Token, prefix: string): boolean {
  return kind !== 'url' && (key.startsWith(prefix) || base.startsWith(prefix) || root.startsWith(prefix));
}

/** Number of lookups that scan the tokens before an index of all keys is built. */
const maxScans = 8;

interface Occurrences {
  kinds: number;
  readonly positions: number[];
}

/**
 * A post prepared for matching: the tokens of its text and of its lists, and the positions of each key. The index is
 * built on demand, because most posts need no more than a few lookups.
 */
export class PostIndex {
  readonly post: Post;
  readonly tokens: readonly Token[];
  readonly phrases: CompiledPhrases;
  readonly #lists: readonly (readonly Token[])[];
  readonly #positions: (Token | undefined)[] = [];
  #occurrences: Map<string, Occurrences> | undefined;
  #words: readonly string[] | undefined;
  #textLength = 0;
  #lookups = 0;

  /** Creates the index; `tokens` are the tokens of the post's text, and `phrases` those that were prepared for others. */
  constructor(post: Post, tokens: readonly Token[], phrases: CompiledPhrases) {
    this.phrases = phrases;
    this.post = post;
    this.tokens = tokens;
    this.#lists = listsOf(post);
  }

  /** The tokens of each list entry. Neighbours within one entry count as neighbours. */
  get lists(): readonly (readonly Token[])[] {
    return this.#lists;
  }

  /** The author's name in both forms that `from:` accepts; empty without an author. */
  get authors(): readonly string[] {
    if (this.post.author === undefined) return [];
    const author = fold(this.post.author.replace(/^[@＠]/, ''));
    const name = author.replace(/[@.].*/s, '');
    return name === author ? [author] : [author, name];
  }

  /** Returns whether the post contains a key as one of the kinds in the mask. */
  has(key: string, mask: number): boolean {
    if (mask === authorMask) return this.authors.includes(key);
    if (this.#isIndexDue()) return ((this.#indexed().get(key)?.kinds ?? 0) & mask) !== 0;
    return hasKey(this.tokens, key, mask) || this.#lists.some((list) => hasKey(list, key, mask));
  }

  /** Returns whether the post contains a word, of any form, that begins with a prefix. */
  hasPrefix(prefix: string): boolean {
    if (this.#isIndexDue()) return this.#wordsFrom(prefix).next().done !== true;
    const begins = (token: Token): boolean => hasBeginning(token, prefix);
    return this.tokens.some(begins) || this.#lists.some((list) => list.some(begins));
  }

  /** Returns the tokens of the text that match a term, in their order. */
  tokensOf(term: KeyTerm): readonly Token[] {
    // Whole links have no positions.
    if (term.form === 'url' || !this.#isIndexDue()) return matching(this.tokens, term);
    return this.#inText(this.positionsOf(term.key)).filter((token) => matchesTerm(token, term));
  }

  /** Returns the tokens of the text that begin with a prefix, some more than once, in any order. */
  tokensBeginning(prefix: string): readonly Token[] {
    if (!this.#isIndexDue()) return this.tokens.filter((token) => hasBeginning(token, prefix));
    return Array.from(this.#wordsFrom(prefix), (word) => this.#inText(this.positionsOf(word))).flat();
  }

  /** Counts a lookup. Returns whether they are so many that the index is worth its cost. */
  #isIndexDue(): boolean {
    this.#lookups += 1;
    return this.#lookups > maxScans;
  }

  #inText(positions: readonly number[]): readonly Token[] {
    return positions.flatMap((position) => (this.isInText(position) ? (this.tokenAt(position) ?? []) : []));
  }

  /** Yields the keys of words that begin with a prefix, which stand together in the order of all of them. */
  *#wordsFrom(prefix: string): Generator<string, void, void> {
    this.#words ??= Array.from(this.#indexed())
      .filter(([, { kinds }]) => (kinds & anyWord) !== 0)
      .map(([key]) => key)
      .sort();
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#words[middle] ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    for (let word = this.#words[low]; word?.startsWith(prefix) === true; low += 1, word = this.#words[low]) yield word;
  }

  /** Returns the positions of a key; whole links have none. */
  positionsOf(key: string): readonly number[] {
    return this.#indexed().get(key)?.positions ?? [];
  }

  /** Returns the token at a position; undefined between the text and the entries of lists. */
  tokenAt(position: number): Token | undefined {
    return this.#positions[position];
  }

  /** Returns whether a position is in the text rather than in a list. */
  isInText(position: number): boolean {
    return position < this.#textLength;
  }

  /** Builds the index on the first use. */
  #indexed(): ReadonlyMap<string, Occurrences> {
    if (this.#occurrences !== undefined) return this.#occurrences;
    const occurrences = new Map<string, Occurrences>();
    this.#occurrences = occurrences;
    for (const token of this.tokens) this.#addToken(token, occurrences);
    this.#textLength = this.#positions.length;
    for (const list of this.#lists) {
      this.#positions.push(undefined);
      for (const token of list) this.#addToken(token, occurrences);
    }
    return occurrences;
  }

  #addToken(token: Token, occurrences: Map<string, Occurrences>): void {
    const position = token.kind === 'url' ? undefined : this.#positions.push(token) - 1;
    recordOccurrence(occurrences, { key: token.key, bit: bitOf(token.kind), position });
    if (token.base !== token.key) recordOccurrence(occurrences, { key: token.base, bit: bitOf(token.kind), position });
    if (token.root !== token.base) recordOccurrence(occurrences, { key: token.root, bit: bitOf(token.kind), position });
  }
}

/** Returns the tokens that match a term. */
function matching(tokens: readonly Token[], { form, key: wanted }: KeyTerm): readonly Token[] {
  const mask = maskOf(form);
  const found: Token[] = [];
  for (const token of tokens) {
    const { key, base, root } = token;
    if ((key === wanted || base === wanted || root === wanted) && (bitOf(token.kind) & mask) !== 0) found.push(token);
  }
  return found;
}

function hasKey(tokens: readonly Token[], wanted: string, mask: number): boolean {
  for (const { kind, key, base, root } of tokens) {
    if ((key === wanted || base === wanted || root === wanted) && (bitOf(kind) & mask) !== 0) return true;
  }
  return false;
}

function recordOccurrence(
  occurrences: Map<string, Occurrences>,
  { key, bit, position }: { readonly key: string; readonly bit: number; readonly position: number | undefined },
): void {
  let occurrence = occurrences.get(key);
  if (occurrence === undefined) {
    occurrence = { kinds: 0, positions: [] };
    occurrences.set(key, occurrence);
  }
  occurrence.kinds |= bit;
  if (position !== undefined) occurrence.positions.push(position);
}

function listsOf({ hashtags, mentions, links }: Post): readonly (readonly Token[])[] {
  if (hashtags === undefined && mentions === undefined && links === undefined) return [];
  return [
    ...(hashtags ?? []).map((tag) => tokenise(`#${tag.replace(/^[#＃]/, '')}`)),
    ...(mentions ?? []).map((mention) => tokenise(`@${mention.replace(/^[@＠]/, '')}`)),
    ...(links ?? []).map(linkTokens),
  ];
}
