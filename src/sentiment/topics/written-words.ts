import { entryBoosts, entryValences } from '../dictionary.ts';
import { endOf, startOf } from '../encoded-text.ts';
import * as trait from '../traits.ts';
import { applyVaderIn, createBuffers, type VaderBuffers } from '../vader.ts';
import * as bit from './fact-bits.ts';
import { capital, formOfWord } from './form.ts';
import { glueIn, isLetterLike, isMark, isUpperAt } from './marks.ts';
import { knownWord } from './known-words.ts';
import { unstretched } from './stretched.ts';
import type { TokenRow } from './rows.ts';
import { unknownWord, vocabulary } from './vocabulary.ts';
import { factsOf } from './word-facts.ts';
import { eventOf, opinionOf, raised } from './word-opinions.ts';

/** The longest token that is searched for words joined by marks. */
const maxGlued = 200;

/** A token of VADER with marks, characters beyond ASCII or a spelling of its own. */
export interface WrittenWord {
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly lexicon: number;
  readonly booster: number;
  readonly inLexicon: boolean;
  readonly negates: boolean;
  /** Whether capitals raise its opinion. */
  readonly isRaised: boolean;
  /** The valence by an idiom; undefined without one. */
  readonly idiom: number | undefined;
}

/** Returns a token of VADER. */
export function writtenWord(text: string, { encoded, tokens }: VaderBuffers, at: number): WrittenWord {
  const entry = tokens.entries[at] ?? 0;
  const traits = tokens.traits[at] ?? 0;
  return {
    start: startOf(tokens.starts[at] ?? 0, encoded),
    end: endOf(tokens.ends[at] ?? 0, encoded, text),
    lexicon: entryValences[entry] ?? 0,
    booster: entryBoosts[entry] ?? 0,
    inLexicon: (traits & trait.inLexicon) !== 0,
    negates: (traits & trait.negates) !== 0,
    isRaised: tokens.capitalsDiffer && (traits & trait.inCapitals) !== 0,
    idiom: (traits & trait.byIdiom) === 0 ? undefined : tokens.valences[tokens.hits.indexOf(at)],
  };
}

/** Fills the row of a token; returns false when it is only a mark. */
export function readWritten(row: TokenRow, text: string, token: WrittenWord): boolean {
  const { start, end, inLexicon } = token;
  let from = start;
  let to = end;
  while (from < to && isMark(text.charCodeAt(from)) && text.charCodeAt(from) !== 0x27) from++;
  while (to > from && (isMark(text.charCodeAt(to - 1)) || isJoiner(text.charCodeAt(to - 1)))) to--;
  const isWord = to > from && isLetterLike(text.charCodeAt(from)) && !(inLexicon && to - from < end - start);
  const written = (isWord ? text.slice(from, to) : text.slice(start, end)).toLowerCase();
  const isAngle = !isWord && /^[<>]+$/.test(written);
  const isRun = isAngle && /^(?:>{2,}|<{2,})$/.test(written);
  const listed = vocabulary.get(isRun ? written.charAt(0).repeat(3) : written);
  const isWhole = inLexicon || token.booster !== 0;
  const isKnown = listed !== undefined || isWhole;
  if (from === to && !isKnown) return false;
  if (isJoiner(text.charCodeAt(start)) && end - start === 1) return false;
  // VADER takes no typographic marks off a word.
  const meant = isWhole ? undefined : (knownWord(written) ?? unstretched(written));
  const entry = listed ?? meant?.entry ?? { ...unknownWord, form: formOfWord(written) };
  const opinion = opinionOf(entry, meant?.lexicon ?? token.lexicon);
  const isDenying = entry.denies || (token.negates && !entry.inverts);
  row.start = isWord ? from : start;
  row.end = isWord ? to : end;
  row.word = entry.word;
  row.facts = factsOf(entry);
  row.flags =
    (entry.form & bit.tokenForms) |
    (isUpperAt(text, from) ? capital : 0) |
    (isDenying ? bit.negates : 0) |
    (!isWord && !isAngle ? bit.symbol : 0);
  row.base = token.idiom ?? (token.isRaised ? raised(opinion) : opinion);
  row.event = entry.isEvent ? eventOf(entry, token.lexicon) : 0;
  row.booster = meant?.booster ?? token.booster;
  return true;
}

/** Returns whether a character colours or joins emoji. VADER reads these as tokens. */
function isJoiner(code: number): boolean {
  return code === 0xfe0f || code === 0x200d;
}

/** Returns whether a token consists of words that marks join. */
export function isGlued(text: string, { start, end, inLexicon }: WrittenWord): boolean {
  return end - start > 4 && end - start <= maxGlued && !inLexicon && glueIn(text, start, end) >= 0;
}

const buffers = createBuffers();

/** Returns the words of a token that marks join, each read as if it stood alone. */
export function unglued(text: string, { start, end, isRaised }: WrittenWord): readonly WrittenWord[] {
  const spread = spaced(text, start, end);
  const { tokens } = applyVaderIn(buffers, spread);
  return Array.from({ length: tokens.count }, (_, at) => {
    const word = writtenWord(spread, buffers, at);
    return { ...word, start: word.start + start, end: word.end + start, isRaised };
  });
}

/** Returns a part of the text with marks replaced by spaces, except apostrophes and hyphens between letters. */
function spaced(text: string, from: number, to: number): string {
  let spread = '';
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    const kept =
      !isMark(code) ||
      code === 0x27 ||
      (code === 0x2d && text.charCodeAt(at - 1) !== 0x2d && text.charCodeAt(at + 1) !== 0x2d);
    spread += kept ? text.charAt(at) : ' ';
  }
  return spread;
}

/** Returns the offset at which a word begins right behind an emoji in a token; -1 when none does. */
export function wordBehindEmoji(text: string, { start, end }: Pick<WrittenWord, 'start' | 'end'>): number {
  const first = text.charCodeAt(start);
  if (isLetterLike(first) || isMark(first)) return -1;
  for (let at = start + 1; at < end; at++) if (isLetterLike(text.charCodeAt(at))) return at;
  return -1;
}
