import * as classes from './classes.ts';
import type { Break } from './marks.ts';
import type { Role } from './opinion-words.ts';

/** A phrase that is read as one unit. */
export interface Phrase {
  /** What may stand at each of the places before the last two words, the nearest first. */
  readonly places: readonly ReadonlySet<string>[];
  readonly base: number;
  readonly role: Role;
  readonly classes: number;
  readonly negates: boolean;
  /** Whether it ranks what stands before it above what stands behind it. */
  readonly ranks?: boolean;
  /** Verbs before it that rank when it ends what they begin. */
  readonly verbs?: ReadonlySet<string>;
}

/** Phrases with the same last word, by the word before that, the longest first. */
export type Endings = ReadonlyMap<string, readonly Phrase[]>;

/** A word, or an emoji, as the topic rules see it; a mark of its own only parts its neighbours. */
export interface TopicToken {
  /** UTF-16 offsets in the analysed text. */
  readonly start: number;
  readonly end: number;
  /** In lower case, without marks at its ends; empty for a name that was taken out. */
  readonly word: string;
  /** Phrases that may end with it, by the word before it. */
  readonly endings: Endings | undefined;
  /** Whether a rule on single words asks for it by name when it comes. */
  readonly isCue: boolean;
  /** Bits of `classes.ts`; 0 for a word of an open class. */
  readonly classes: number;
  readonly role: Role;
  /** The opinion by itself, -4.7 to 4.7; 0: none. */
  readonly base: number;
  /** What it adds to the size of a later opinion. */
  readonly booster: number;
  readonly negates: boolean;
  /** An emoticon or an emoji. */
  readonly symbol: boolean;
  /** What parts it from the next unit. */
  readonly gap: Break;
  /** Whether a question mark follows it. */
  readonly asks: boolean;
  /** Whether it is, or is likely, a verb that judges nothing. */
  readonly isVerb: boolean;
  /** Whether it is a verb of any kind, of opinion too. */
  readonly isVerbal: boolean;
  /** Whether it is of an open class and no verb: a noun, or an adjective. */
  readonly isContent: boolean;
}

/** Whether a unit is of one of the classes. */
export function hasClass(token: TopicToken | undefined, bits: number): boolean {
  return token !== undefined && (token.classes & bits) !== 0;
}

const verbs = classes.verb | classes.link | classes.auxiliary;
const subjects = classes.speaker | classes.anaphor;

/** After these a word of the verbs is a noun: `the sound`, `my order`. */
const articles = new Set(['the', 'a', 'an', 'my', 'your', 'our', 'their', 'every', 'another']);

/** A unit that is still being read. */
export type TopicTokenDraft = { -readonly [K in keyof TopicToken]: TopicToken[K] };

/**
 * Notes of each unit what part of speech it is. A verb that judges nothing is a word of the list, a form in -ed that no
 * determiner stands before, or a word after a pronoun, an auxiliary or `to`; after an adjective of opinion a word of
 * the list is a noun (`a great show`).
 */
export function tagPartsOfSpeech(tokens: readonly TopicTokenDraft[]): void {
  let before: TopicTokenDraft | undefined;
  for (const token of tokens) {
    const isOpinion = token.base !== 0;
    if (hasClass(token, verbs) && before?.gap === 0 && articles.has(before.word)) token.classes &= ~verbs;
    token.isVerb = isVerbAfter(before, token);
    token.isVerbal = token.isVerb || (isOpinion && (token.role === 'object' || token.role === 'subject'));
    token.isContent = token.classes === 0 && !token.symbol && !token.isVerb;
    before = token;
  }
}

function isVerbAfter(before: TopicToken | undefined, token: TopicToken): boolean {
  if (hasClass(token, verbs)) return hasClass(token, classes.link | classes.auxiliary) || !isModifier(before);
  if (token.classes !== 0 || token.symbol || token.word === '') return false;
  if (before === undefined || before.gap > 0 || (token.role === 'quality' && token.base !== 0)) return false;
  const isDetermined = hasClass(before, classes.determiner);
  if (token.word.endsWith('ed') && !isDetermined) return true;
  return hasClass(before, classes.auxiliary) || before.word === 'to' || (hasClass(before, subjects) && !isDetermined);
}

function isModifier(token: TopicToken | undefined): boolean {
  return token?.gap === 0 && token.base !== 0 && token.role === 'quality' && !token.symbol;
}
