import type { TopicTokenDraft } from './token.ts';
import { noWord } from './words/word-list.ts';

/** The number of rows that are kept for the next text. */
const keptRows = 1 << 10;

/**
 * The tokens of a thread's texts, in memory that is reused for the next text: making an object for every word of every
 * post would cost more than the rules (bench `pool`). Reading is synchronous, so no text sees another's rows.
 */
const rows: TopicTokenDraft[] = [];
let used = 0;

/** Gives all rows back. */
export function releaseRows(): void {
  used = 0;
  if (rows.length > keptRows) rows.length = keptRows;
}

/** Returns a row for a token. It still has the values of an earlier one. */
export function takeRow(): TopicTokenDraft {
  const row = rows[used] ?? emptyRow();
  rows[used++] = row;
  return row;
}

function emptyRow(): TopicTokenDraft {
  return {
    start: 0,
    end: 0,
    word: noWord,
    form: 0,
    isName: false,
    endings: undefined,
    isCue: false,
    precedes: false,
    joins: false,
    classes: 0,
    role: 'quality',
    // A fraction, so that the engine stores numbers of this field in place.
    base: 0.5,
    event: 0.5,
    booster: 0.5,
    negates: false,
    symbol: false,
    gap: 0,
    asks: false,
    isVerb: false,
    isVerbal: false,
    isContent: true,
  };
}
