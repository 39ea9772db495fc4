import type { KeyTerm, Post } from '../model/index.ts';
import { fold, linkTokens, tokenise, type Token } from '../text/index.ts';

/** As what a key stands in a post, in bits; and as what a term is found: a word also as a tag, a mention, in a link. */
const bits = { word: 1, link: 1, tag: 2, mention: 4, url: 8 } as const;
const forms = { word: 1 | 2 | 4, tag: 2, mention: 4, url: 8, from: 16 } as const;

export const bitOf = (kind: Token['kind']): number => bits[kind];
export const maskOf = (form: KeyTerm['form']): number => forms[form];
export const anyWord = forms.word;
export const authorMask = forms.from;
/** A phrase without spaces is found as one tag or mention. */
export const nameMask = bits.tag | bits.mention;

/** Whether a token is what a term looks for. */
export function matchesTerm(token: Token, { form, key }: KeyTerm): boolean {
  return (token.key === key || token.base === key) && (maskOf(form) & bits[token.kind]) !== 0;
}

/** So often a key is looked for token by token, before all keys are put in order. */
const maxScans = 8;

interface Occurrences {
  kinds: number;
  readonly positions: number[];
}

/** A post as queries see it: the words of its text, then those of its lists, and where each key stands. */
export class PostIndex {
  readonly post: Post;
  readonly tokens: readonly Token[];
  readonly #lists: readonly (readonly Token[])[];
  readonly #positions: (Token | undefined)[] = [];
  #occurrences: Map<string, Occurrences> | undefined;
  #textLength = 0;
  #lookups = 0;

  /** `tokens` are those of the post's text. */
  constructor(post: Post, tokens: readonly Token[]) {
    this.post = post;
    this.tokens = tokens;
    this.#lists = listsOf(post);
  }

  /** The rows of tokens in which neighbours are neighbours: the text, and each entry of the lists. */
  get lists(): readonly (readonly Token[])[] {
    return this.#lists;
  }

  /** The name of the author in both of its forms, as `from:` knows it; empty without an author. */
  get authors(): readonly string[] {
    if (this.post.author === undefined) return [];
    const author = fold(this.post.author.replace(/^[@＠]/, ''));
    const name = author.replace(/[@.].*/s, '');
    return name === author ? [author] : [author, name];
  }

  /** Whether a key stands in the post as one of the kinds of the mask. */
  has(key: string, mask: number): boolean {
    if (mask === authorMask) return this.authors.includes(key);
    this.#lookups += 1;
    if (this.#lookups > maxScans) return ((this.#indexed().get(key)?.kinds ?? 0) & mask) !== 0;
    return hasKey(this.tokens, key, mask) || this.#lists.some((list) => hasKey(list, key, mask));
  }

  /** The places where a key stands, links as a whole excepted. */
  positionsOf(key: string): readonly number[] {
    return this.#indexed().get(key)?.positions ?? [];
  }

  /** The word at a place when it has the key of a term and suits its form. */
  wordAt(position: number, term: KeyTerm): Token | undefined {
    const token = this.#positions[position];
    return token !== undefined && matchesTerm(token, term) ? token : undefined;
  }

  /** Whether a place is in the text and not in a list. */
  isInText(position: number): boolean {
    return position < this.#textLength;
  }

  /** Made when the first tree is evaluated: most posts find no candidate. */
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
  }
}

function hasKey(tokens: readonly Token[], wanted: string, mask: number): boolean {
  for (const { kind, key, base } of tokens) {
    if ((key === wanted || base === wanted) && (bits[kind] & mask) !== 0) return true;
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
