import { startOf } from '../encoded-text.ts';
import * as trait from '../traits.ts';
import type { VaderBuffers } from '../vader.ts';
import { isAsciiRun } from './plain-words.ts';
import { TokenRow } from './rows.ts';
import { raised } from './word-opinions.ts';

/** The most spellings that are remembered, and the longest of them: the engine copies one so short out of its text. */
const maxSpellings = 1 << 12;
const maxLength = 12;

/** A remembered spelling: its token, whose offsets count from the spelling's start, or that it is only a mark. */
export type KnownSpelling = TokenRow | 'mark';

/**
 * The tokens of this thread's spellings with marks, such as `:)` or `it.`: reading one takes as long as ten plain words, and
 * few of them make up most that occur.
 */
const spellings = new Map<string, KnownSpelling>();

/** Forgets all spellings, after the words have got other valences. */
export function forgetSpellings(): void {
  spellings.clear();
}

/** Returns the spelling of a token of VADER if it can be remembered; undefined when more than its characters decide. */
export function spellingOf(text: string, { encoded, tokens }: VaderBuffers, at: number): string | undefined {
  const from = tokens.starts[at] ?? 0;
  const to = tokens.ends[at] ?? 0;
  if (to - from > maxLength || ((tokens.traits[at] ?? 0) & trait.byIdiom) !== 0) return undefined;
  if (!encoded.isAscii && !isAsciiRun(encoded, from, to)) return undefined;
  const start = startOf(from, encoded);
  return text.slice(start, start + to - from);
}

export const knownSpelling = (spelling: string): KnownSpelling | undefined => spellings.get(spelling);

/** Remembers the token of a spelling that starts at an offset, as it is without capitals that raise it. */
export function rememberSpelling(spelling: string, token: TokenRow | undefined, at: number): void {
  if (spellings.size >= maxSpellings) spellings.clear();
  spellings.set(spelling, token === undefined ? 'mark' : copyTo(new TokenRow(), token, -at));
}

/** Fills a row from another whose offsets are moved. */
export function copyTo(row: TokenRow, from: TokenRow, by: number): TokenRow {
  row.start = from.start + by;
  row.end = from.end + by;
  row.word = from.word;
  row.facts = from.facts;
  row.flags = from.flags;
  row.base = from.base;
  row.event = from.event;
  row.booster = from.booster;
  return row;
}

/** Raises the opinion of a row where its token is in capitals and others are not. */
export function raise(row: TokenRow, { tokens }: VaderBuffers, at: number): void {
  if (tokens.capitalsDiffer && ((tokens.traits[at] ?? 0) & trait.inCapitals) !== 0) row.base = raised(row.base);
}
