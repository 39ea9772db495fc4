import type { Role } from './words/opinion-words.ts';
import { noWord } from './words/word-list.ts';

/** A phrase that is read as one token. */
export interface Phrase {
  /** The number of its words, when there are two; else `noWord`. */
  readonly word: number;
  /** The numbers of the words that may fill each place before the last two words, the nearest first. */
  readonly places: readonly ReadonlySet<number>[];
  readonly base: number;
  readonly role: Role;
  readonly classes: number;
  readonly negates: boolean;
  /** Whether it ranks what precedes it above what follows it. */
  readonly ranks?: boolean;
  /** The numbers of verbs before it that become rankings because it completes them. */
  readonly verbs?: ReadonlySet<number>;
}

/** Phrases with the same last word, by the number of the word before that, the longest first. */
export type Endings = ReadonlyMap<number, readonly Phrase[]>;

/** A word or an emoji as the topic rules see it. A separate mark is not a token but a break between its neighbours. */
export interface TopicToken {
  /** UTF-16 offsets in the analysed text. */
  readonly start: number;
  readonly end: number;
  /** The number of the word in lower case, without marks at its ends; `noWord` when no list contains it. */
  readonly word: number;
  /** Bits of `form.ts`. */
  readonly form: number;
  /** Whether it stands for a name (a handle) that was removed. */
  readonly isName: boolean;
  /** Whether a rule tests it by name. */
  readonly isCue: boolean;
  /** Whether it may join a clause to the one before, or set a phrase against it. */
  readonly joins: boolean;
  /** Bits of `classes.ts`; 0 for a word of an open class. */
  readonly classes: number;
  readonly role: Role;
  /** The opinion by itself, -4.7 to 4.7; 0 for none. */
  readonly base: number;
  /** The valence of an event that news reports, which is no opinion by itself; 0 for none. */
  readonly event: number;
  /** The amount that it adds to the size of a later opinion. */
  readonly booster: number;
  readonly negates: boolean;
  /** Whether it is an emoticon or an emoji. */
  readonly symbol: boolean;
  /** The `Break` between it and the next token. */
  readonly gap: number;
  /** Whether a question mark follows it. */
  readonly asks: boolean;
  /** Whether it is, probably, a verb without an opinion. */
  readonly isVerb: boolean;
  /** Whether it is a verb of any kind, including verbs of opinion. */
  readonly isVerbal: boolean;
  /** Whether it is of an open class but not a verb: a noun or an adjective. */
  readonly isContent: boolean;
}

/** Returns a token; undefined where there is none, which makes an index below 0 as cheap as any other. */
export function tokenAt<T extends TopicToken>(tokens: readonly T[], at: number): T | undefined {
  return at >= 0 ? tokens[at] : undefined;
}

/** Returns the number of a token's word; `noWord` where there is no token. */
export function wordAt(tokens: readonly TopicToken[], at: number): number {
  return tokenAt(tokens, at)?.word ?? noWord;
}

/** Returns whether a token belongs to one of the classes. */
export function hasClass(token: TopicToken | undefined, bits: number): boolean {
  return token !== undefined && (token.classes & bits) !== 0;
}

/** Returns whether a token has one of the forms. */
export function hasForm(token: TopicToken | undefined, bits: number): boolean {
  return token !== undefined && (token.form & bits) !== 0;
}
