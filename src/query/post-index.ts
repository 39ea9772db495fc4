import type { KeyTerm, Post } from '../model/index.ts';
import { fold, linkTokens, tokenise, type Token } from '../text/index.ts';

/**
 * The kinds of tokens and the forms of terms as bits. A term of the form `word` also matches a tag, a mention and a
 * part of a link.
 */
const bits = { word: 1, link: 1, tag: 2, mention: 4, url: 8 } as const;
const forms = { word: 1 | 2 | 4, tag: 2, mention: 4, url: 8, from: 16 } as const;

/** Returns the bit of a token's kind. */
export const bitOf = (kind: Token['kind']): number => bits[kind];
/** Returns the kinds of tokens that a term of a form matches. */
export const maskOf = (form: KeyTerm['form']): number => forms[form];
/** The kinds of tokens that a word matches. */
export const anyWord = forms.word;
/** The mask of the author's name. */
export const authorMask = forms.from;
/** A phrase without spaces is also found as one tag or mention. */
export const nameMask = bits.tag | bits.mention;

/** Returns whether a token matches a term. */
export function matchesTerm(token: Token, { form, key }: KeyTerm): boolean {
  return (token.key === key || token.base === key || token.root === key) && (maskOf(form) & bits[token.kind]) !== 0;
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
  readonly #lists: readonly (readonly Token[])[];
  readonly #positions: (Token | undefined)[] = [];
  #occurrences: Map<string, Occurrences> | undefined;
  #words: readonly string[] | undefined;
  #textLength = 0;
  #lookups = 0;

  /** Creates the index; `tokens` are the tokens of the post's text. */
  constructor(post: Post, tokens: readonly Token[]) {
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
    recordOccurrence(occurrences, { key: token.key, bit: bits[token.kind], position });
    if (token.base !== token.key) recordOccurrence(occurrences, { key: token.base, bit: bits[token.kind], position });
    if (token.root !== token.base) recordOccurrence(occurrences, { key: token.root, bit: bits[token.kind], position });
  }
}

/** Returns the tokens that match a term. */
function matching(tokens: readonly Token[], { form, key: wanted }: KeyTerm): readonly Token[] {
  const mask = maskOf(form);
  const found: Token[] = [];
  for (const token of tokens) {
    const { key, base, root } = token;
    if ((key === wanted || base === wanted || root === wanted) && (bits[token.kind] & mask) !== 0) found.push(token);
  }
  return found;
}

function hasKey(tokens: readonly Token[], wanted: string, mask: number): boolean {
  for (const { kind, key, base, root } of tokens) {
    if ((key === wanted || base === wanted || root === wanted) && (bits[kind] & mask) !== 0) return true;
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
