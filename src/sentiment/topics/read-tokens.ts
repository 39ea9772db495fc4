import { startOf } from '../encoded-text.ts';
import type { VaderBuffers } from '../vader.ts';
import { resolveContext } from './context.ts';
import * as bit from './fact-bits.ts';
import { asksIn, breakIn, type Break } from './marks.ts';
import { mergePhrase } from './merging.ts';
import { tagPartsOfSpeech } from './parts-of-speech.ts';
import { isPlain, readPlain } from './plain-words.ts';
import { releaseRows, takeRow, type TokenRow } from './rows.ts';
import { resolveSense } from './senses.ts';
import { silenceNames } from './titles.ts';

import { endingsWith } from './vocabulary.ts';
import * as senses from './words/senses.ts';
import { noWord } from './words/word-list.ts';
import { copyTo, knownSpelling, raise, rememberSpelling, spellingOf } from './written-cache.ts';
import { isGlued, readWritten, unglued, wordBehindEmoji, writtenWord, type WrittenWord } from './written-words.ts';

const space = 0x20;

/** A text that is being read. */
interface Reading {
  readonly text: string;
  readonly tokens: TokenRow[];
  /** The offset behind the last token. */
  end: number;
}

/**
 * Returns the topic tokens of a text from what VADER has read of it. They are valid until the next call. `names` are
 * offsets at which a name (a handle) was removed before, in rising order; each counts as a noun.
 */
export function readTopicTokens(
  written: string,
  buffers: VaderBuffers,
  names: readonly number[] = [],
): readonly TokenRow[] {
  releaseRows();
  const text = written.includes('’') ? written.replaceAll('’', "'") : written;
  const reading: Reading = { text, tokens: [], end: 0 };
  const { count, starts } = buffers.tokens;
  let named = 0;
  for (let at = 0; at < count; at++) {
    const start = startOf(starts[at] ?? 0, buffers.encoded);
    for (; named < names.length && (names[named] ?? 0) < start; named++) addName(reading, names[named] ?? 0);
    if (start >= reading.end && isPlain(buffers, at)) addPlain(reading, buffers, at);
    else addSpelled(reading, buffers, at);
  }
  for (; named < names.length; named++) addName(reading, names[named] ?? 0);
  const last = reading.tokens.at(-1);
  if (last !== undefined) setBreak(last, 3, asksIn(text, reading.end, text.length));
  silenceNames(reading.tokens, text);
  tagPartsOfSpeech(reading.tokens);
  return reading.tokens;
}

function addPlain(reading: Reading, buffers: VaderBuffers, at: number): void {
  const row = takeRow();
  readPlain(row, buffers, at);
  add(reading, row);
}

function addSpelled(reading: Reading, buffers: VaderBuffers, at: number): void {
  const { text, end } = reading;
  const start = startOf(buffers.tokens.starts[at] ?? 0, buffers.encoded);
  const spelling = start < end ? undefined : spellingOf(text, buffers, at);
  const known = spelling === undefined ? undefined : knownSpelling(spelling);
  if (known === 'mark') return;
  if (known === undefined) addWritten(reading, writtenWord(text, buffers, at), spelling);
  else {
    const row = copyTo(takeRow(), known, start);
    raise(row, buffers, at);
    add(reading, row);
  }
}

function addWritten(reading: Reading, word: WrittenWord, spelling: string | undefined): void {
  const last = reading.tokens.at(-1);
  const at = wordBehindEmoji(reading.text, word);
  if (at >= 0) {
    for (const piece of unglued(reading.text, { ...word, end: at })) addPiece(reading, piece);
    for (const piece of unglued(reading.text, { ...word, start: at })) addPiece(reading, piece);
  } else if (last !== undefined && word.start < last.end) joinEmojiWord(last, word);
  else if (isGlued(reading.text, word)) for (const piece of unglued(reading.text, word)) addPiece(reading, piece);
  else {
    const row = takeRow();
    const isToken = readWritten(row, reading.text, word);
    if (spelling !== undefined && !word.isRaised) rememberSpelling(spelling, isToken ? row : undefined, word.start);
    if (isToken) add(reading, row);
  }
}

function addPiece(reading: Reading, word: WrittenWord): void {
  const last = reading.tokens.at(-1);
  if (last !== undefined && word.start < last.end) {
    joinEmojiWord(last, word);
    return;
  }
  const row = takeRow();
  if (readWritten(row, reading.text, word)) add(reading, row);
}

/** Adds a word of an emoji's description: the first one with a valence decides. */
function joinEmojiWord(last: TokenRow, { lexicon }: WrittenWord): void {
  if (last.base === 0) last.base = lexicon;
}

/** Adds a name, which takes one character. */
function addName(reading: Reading, at: number): void {
  const row = takeRow();
  row.start = at;
  row.end = at + 1;
  row.word = noWord;
  row.facts = 0;
  row.flags = bit.isName;
  row.base = 0;
  row.event = 0;
  row.booster = 0;
  add(reading, row);
}

/** Adds a token, and reads the words before it anew where it completes a phrase or changes their sense. */
function add(reading: Reading, token: TokenRow): void {
  const { text, tokens, end } = reading;
  const last = tokens.length === 0 ? undefined : tokens[tokens.length - 1];
  const isNext = token.start === end + 1 && text.charCodeAt(end) === space;
  if (last !== undefined && !isNext) {
    const gap = breakIn(text, end, token.start);
    setBreak(last, gap, gap === 3 && asksIn(text, end, token.start));
  }
  if (token.word !== noWord && senses.brackets.has(token.word)) readBracket(text.slice(end, token.start), token);
  tokens.push(token);
  reading.end = token.end;
  if (last === undefined) return;
  const { facts } = token;
  if (((facts | last.facts) & bit.isCue) !== 0 || token.base !== 0) resolveContext(tokens);
  if ((facts & bit.isCue) !== 0) resolveSense(tokens);
  if ((facts & bit.hasEndings) === 0 || (last.facts & bit.precedes) === 0) return;
  const endings = endingsWith(last.word, token.word);
  if (endings !== undefined) mergePhrase(tokens, endings);
}

/** Reads `:-RRB-` as the emoticon that a tokenizer has made it of. */
function readBracket(before: string, token: TokenRow): void {
  const isSmile = senses.smiling.has(token.word);
  if (!/[:;] ?-+$/.test(before)) return;
  token.flags |= bit.symbol;
  token.base = isSmile ? 2 : -2;
}

/** Sets the break between a token and the next. */
function setBreak(token: TokenRow, gap: Break, asks: boolean): void {
  token.flags = (token.flags & ~(bit.gapBits | bit.asks)) | gap | (asks ? bit.asks : 0);
}
