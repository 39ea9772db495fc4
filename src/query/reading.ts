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
export function stands(token: Token, { form, key }: KeyTerm): boolean {
  return (token.key === key || token.base === key) && (maskOf(form) & bits[token.kind]) !== 0;
}

/** So often a key is looked for token by token, before all keys are put in order. */
const looks = 8;

interface Occurrences {
  kinds: number;
  readonly places: number[];
}

/** A post as queries see it: the words of its text, then those of its lists, and where each key stands. */
export class Reading {
  readonly post: Post;
  readonly tokens: readonly Token[];
  readonly #lists: readonly (readonly Token[])[];
  readonly #places: (Token | undefined)[] = [];
  #occurrences: Map<string, Occurrences> | undefined;
  #textLength = 0;
  #looks = 0;

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
    this.#looks += 1;
    if (this.#looks > looks) return ((this.#indexed().get(key)?.kinds ?? 0) & mask) !== 0;
    return hasKey(this.tokens, key, mask) || this.#lists.some((list) => hasKey(list, key, mask));
  }

  /** The places where a key stands, links as a whole excepted. */
  placesOf(key: string): readonly number[] {
    return this.#indexed().get(key)?.places ?? [];
  }

  /** The word at a place when it has the key of a term and suits its form. */
  wordAt(place: number, term: KeyTerm): Token | undefined {
    const token = this.#places[place];
    return token !== undefined && stands(token, term) ? token : undefined;
  }

  /** Whether a place is in the text and not in a list. */
  isInText(place: number): boolean {
    return place < this.#textLength;
  }

  /** Made when the first tree is evaluated: most posts find no candidate. */
  #indexed(): ReadonlyMap<string, Occurrences> {
    if (this.#occurrences !== undefined) return this.#occurrences;
    const occurrences = new Map<string, Occurrences>();
    this.#occurrences = occurrences;
    for (const token of this.tokens) this.#enter(token, occurrences);
    this.#textLength = this.#places.length;
    for (const list of this.#lists) {
      this.#places.push(undefined);
      for (const token of list) this.#enter(token, occurrences);
    }
    return occurrences;
  }

  #enter(token: Token, occurrences: Map<string, Occurrences>): void {
    const place = token.kind === 'url' ? undefined : this.#places.push(token) - 1;
    note(occurrences, { key: token.key, bit: bits[token.kind], place });
    if (token.base !== token.key) note(occurrences, { key: token.base, bit: bits[token.kind], place });
  }
}

function hasKey(tokens: readonly Token[], wanted: string, mask: number): boolean {
  for (const { kind, key, base } of tokens) {
    if ((key === wanted || base === wanted) && (bits[kind] & mask) !== 0) return true;
  }
  return false;
}

function note(
  occurrences: Map<string, Occurrences>,
  { key, bit, place }: { readonly key: string; readonly bit: number; readonly place: number | undefined },
): void {
  let known = occurrences.get(key);
  if (known === undefined) {
    known = { kinds: 0, places: [] };
    occurrences.set(key, known);
  }
  known.kinds |= bit;
  if (place !== undefined) known.places.push(place);
}

function listsOf({ hashtags, mentions, links }: Post): readonly (readonly Token[])[] {
  if (hashtags === undefined && mentions === undefined && links === undefined) return [];
  return [
    ...(hashtags ?? []).map((tag) => tokenise(`#${tag.replace(/^[#＃]/, '')}`)),
    ...(mentions ?? []).map((mention) => tokenise(`@${mention.replace(/^[@＠]/, '')}`)),
    ...(links ?? []).map(linkTokens),
  ];
}
