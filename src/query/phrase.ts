import type { Phrase, PhrasePart } from '../model/index.ts';
import type { Token } from '../text/index.ts';
import { emptySet, type CompiledPhrase, type PartSet } from './compiled-phrases.ts';
import type { PostIndex } from './post-index.ts';

/**
 * Returns the positions in a post at which a phrase begins, in their order. Searches by Shift-And (Baeza-Yates and Gonnet
 * 1992): each token is visited at most once, whatever the text and the phrase repeat, in a time that grows with the
 * phrase's words divided by 32. Reads only the surroundings of the phrase's rarest word.
 *
 * @example
 * phraseStarts(phrase, postIndex) // [1] for "big pizza crust" and the phrase "pizza crust"
 */
export function phraseStarts(phrase: Phrase, postIndex: PostIndex): readonly number[] {
  const { parts } = phrase;
  const search = new PhraseSearch(postIndex.phrases.get(phrase), postIndex);
  const found: number[] = [];
  let next = 0;
  for (const candidate of candidatePositions(parts, postIndex)) {
    if (candidate < 0) continue;
    if (candidate >= next) search.restart();
    const end = candidate + parts.length;
    for (next = Math.max(next, candidate); next < end;) {
      const isWhole = search.step(next);
      next += 1;
      if (isWhole) found.push(next - parts.length);
      if (!search.isOpen()) break;
    }
  }
  return found;
}

/** Returns the positions where a phrase may begin, found by its rarest part. */
function candidatePositions(parts: readonly PhrasePart[], postIndex: PostIndex): readonly number[] {
  let fewest: readonly number[] | undefined;
  let offset = 0;
  for (const [step, { key }] of parts.entries()) {
    const positions = postIndex.positionsOf(key);
    if (fewest !== undefined && positions.length >= fewest.length) continue;
    fewest = positions;
    offset = step;
  }
  return fewest?.map((position) => position - offset) ?? [];
}

/** The state of a search: the beginnings of the phrase that the last tokens spell. */
class PhraseSearch {
  readonly #phrase: CompiledPhrase;
  readonly #postIndex: PostIndex;
  /** Part `i` is in it when the last `i + 1` tokens are the first parts of the phrase. */
  readonly #open: PartSet;
  #before: Token | undefined;

  constructor(phrase: CompiledPhrase, postIndex: PostIndex) {
    this.#phrase = phrase;
    this.#postIndex = postIndex;
    this.#open = emptySet(phrase.glued.length);
  }

  /** Forgets what was read. */
  restart(): void {
    this.#open.fill(0);
    this.#before = undefined;
  }

  /** Returns whether the tokens so far may be the beginning of the phrase. */
  isOpen(): boolean {
    return this.#open.some((bits) => bits !== 0);
  }

  /** Reads the token at a position. Returns whether the phrase ends there. */
  step(position: number): boolean {
    const token = this.#postIndex.tokenAt(position);
    if (token === undefined) {
      this.restart();
      return false;
    }
    // The offsets of list entries are not those of the text.
    const text = this.#postIndex.isInText(position) ? this.#postIndex.post.text : '';
    const before = this.#before;
    this.#before = token;
    const goesOn = before !== undefined && isSameRun(before, token, text);
    const isGlued = before?.end === token.start;
    const reading = readingOf(token, this.#phrase, text);
    let carry = 1;
    for (let at = 0; at < this.#open.length; at += 1) {
      const open = goesOn ? (this.#open[at] ?? 0) : 0;
      let following = (open << 1) | carry;
      if (!isGlued) following &= ~(this.#phrase.glued[at] ?? 0);
      carry = open >>> 31;
      this.#open[at] = following & fitting(reading, at);
    }
    return ((this.#open.at(-1) ?? 0) & this.#phrase.last) !== 0;
  }
}

/** The forms of a token that decide which parts of a phrase it can be. */
interface Reading {
  readonly phrase: CompiledPhrase;
  readonly kind: Token['kind'];
  /** The parts whose keys are those of the token. */
  readonly exact: PartSet | undefined;
  readonly byBase: PartSet | undefined;
  readonly byRoot: PartSet | undefined;
  /** Whether the token has a suffix behind an apostrophe, in itself or, in the text, after it. */
  readonly hasSuffix: boolean;
  readonly isFollowed: boolean;
  readonly lacksArticle: boolean;
}

function readingOf({ key, base, root, kind, end }: Token, phrase: CompiledPhrase, text: string): Reading {
  const { byKey } = phrase;
  const exact = byKey.get(key);
  const byBase = base === key ? undefined : byKey.get(base);
  const hasSuffix = base !== key && key.startsWith(`${base}'`);
  const isFollowed = isApostrophe(text.charCodeAt(end)) && possessive.test(text.slice(end, end + 4));
  const lacksArticle = root !== base;
  const byRoot = lacksArticle ? byKey.get(root) : undefined;
  return { phrase, kind, exact, byBase, byRoot, hasSuffix, isFollowed, lacksArticle };
}

/** Returns the parts that a token can be, of the 32 parts from `32 * at` on. */
function fitting(reading: Reading, at: number): number {
  const { phrase, kind, exact, byBase, byRoot, hasSuffix, isFollowed, lacksArticle } = reading;
  const same = exact?.[at] ?? 0;
  let parts = same | (byBase?.[at] ?? 0);
  // Only the first word may lack its elided article: "l'" stands between the words in "de l'oréal".
  if (lacksArticle) {
    const inner = at === 0 ? ~1 : ~0;
    parts = (parts & ~((byRoot?.[at] ?? 0) & inner)) | ((byRoot?.[at] ?? 0) & ~inner);
  }
  // X does not find "pizza crust" in "pizza's crust", and X has to send every post that we find. Only the last word may
  // have a possessive or another suffix.
  const last = at === phrase.glued.length - 1 ? phrase.last : 0;
  if (isFollowed) parts &= last;
  else if (hasSuffix) parts &= last | same;
  return parts & (phrase.byKind[kind][at] ?? 0);
}

const isApostrophe = (code: number): boolean => code === 0x27 || code === 0x2019;

/** Returns whether two consecutive tokens are both outside links, or both in the same link. */
function isSameRun(before: Token, token: Token, text: string): boolean {
  if (before.kind !== 'link' && token.kind !== 'link') return true;
  return before.kind === token.kind && !/\s/.test(text.slice(before.end, token.start));
}

const possessive = /^['’]s(?![\p{L}\p{N}])/iu;
