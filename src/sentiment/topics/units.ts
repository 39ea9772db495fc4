import { analyse, type Analysis, type SentimentToken } from '../analysis.ts';
import { inContext } from './context.ts';
import { asksIn, breakIn, glueIn, isLetterLike, isMark, type Break } from './marks.ts';
import { mergePhrase } from './merging.ts';
import { senseOf } from './senses.ts';
import { unstretched } from './stretched.ts';
import { tag, type Draft, type Unit } from './unit.ts';
import { entryOf, unknown } from './vocabulary.ts';

/** How much capitals add where not all is in capitals (VADER's figure). */
const forCapitals = 0.733;
/** The longest token that is searched for words glued together. */
const maxGlued = 200;

/**
 * The units of an analysed text. `names` are offsets at which a name (a handle) was taken out before the analysis: it
 * stands as a noun.
 */
export function unitsOf(analysed: string, analysis: Analysis, names: readonly number[] = []): readonly Unit[] {
  const text = analysed.includes('’') ? analysed.replaceAll('’', "'") : analysed;
  const tokens = unglue(text, analysis.tokens);
  const hasCapitals = tokens.some(({ isUpper }) => isUpper) && !tokens.every(({ isUpper }) => isUpper);
  const units: Draft[] = [];
  let named = 0;
  let end = 0;
  const add = (unit: Draft): void => {
    const gap = breakIn(text, end, unit.start);
    part(units, gap, gap === 3 && asksIn(text, end, unit.start));
    units.push(unit);
    end = unit.end;
    inContext(units);
    if (unit.isCue) senseOf(units);
    if (unit.endings !== undefined) mergePhrase(units, unit.endings);
  };
  const addNames = (before: number): void => {
    for (; named < names.length && (names[named] ?? 0) < before; named++) add(nameAt(names[named] ?? 0));
  };
  for (const token of tokens) {
    addNames(token.start);
    const last = units.at(-1);
    if (last !== undefined && token.start < last.end) join(last, token);
    else {
      const unit = unitOf(text, token, hasCapitals);
      if (unit !== undefined) add(unit);
    }
  }
  addNames(Infinity);
  part(units, 3, asksIn(text, end, text.length));
  tag(units);
  return units;
}

/** An emoji's description has several words: the first that says something speaks for it. */
function join(last: Draft, token: SentimentToken): void {
  if (last.base === 0) last.base = token.lexicon;
}

function nameAt(at: number): Draft {
  return { ...noWord, start: at, end: at + 1 };
}

const noWord: Unit = {
  start: 0,
  end: 0,
  word: '',
  endings: undefined,
  isCue: false,
  classes: 0,
  role: 'quality',
  base: 0,
  booster: 0,
  negates: false,
  symbol: false,
  gap: 0,
  asks: false,
  isVerb: false,
  isVerbal: false,
  isContent: true,
};

/** A token's unit, or undefined when it is only a mark. */
function unitOf(text: string, token: SentimentToken, hasCapitals: boolean): Draft | undefined {
  const { start, end, inLexicon } = token;
  let from = start;
  let to = end;
  while (from < to && isMark(text.charCodeAt(from)) && text.charCodeAt(from) !== 0x27) from++;
  while (to > from && isMark(text.charCodeAt(to - 1))) to--;
  const isWord = to > from && isLetterLike(text.charCodeAt(from)) && !(inLexicon && to - from < end - start);
  const written = (isWord ? text.slice(from, to) : text.slice(start, end)).toLowerCase();
  const asWritten = entryOf(written);
  const isKnown = asWritten !== unknown || inLexicon || token.booster !== 0;
  if (from === to && !isKnown) return undefined;
  if (isJoiner(text.charCodeAt(start)) && end - start === 1) return undefined;
  const meant = isKnown ? undefined : unstretched(written);
  const entry = meant === undefined ? asWritten : entryOf(meant.word);
  const { classes, role, own, silent, denies, endings, isCue } = entry;
  const word = entry === unknown ? (meant?.word ?? written) : entry.word;
  const lexicon = meant?.lexicon ?? token.lexicon;
  const valence = silent ? 0 : own !== 0 || role === 'duty' ? own : lexicon;
  const raised = hasCapitals && token.isUpper ? Math.sign(valence) * forCapitals : 0;
  return {
    start: isWord ? from : start,
    end: isWord ? to : end,
    word,
    endings,
    isCue,
    classes,
    role,
    base: token.isIdiom ? token.valence : valence + raised,
    booster: meant?.booster ?? token.booster,
    negates: (token.negates && word !== 'despite') || denies,
    symbol: !isWord && !/^[<>]+$/.test(word),
    gap: 0,
    asks: false,
    isVerb: false,
    isVerbal: false,
    isContent: true,
  };
}

/** What colours or joins emoji, and is a token of its own to VADER. */
function isJoiner(code: number): boolean {
  return code === 0xfe0f || code === 0x200d;
}

/** Notes what parts the last unit from the next. */
function part(units: readonly Draft[], gap: Break, asks: boolean): void {
  const last = units.at(-1);
  if (last === undefined) return;
  last.gap = gap;
  last.asks = asks;
}

/** The tokens, with each in which marks glue words together taken apart and analysed again. */
function unglue(text: string, tokens: readonly SentimentToken[]): readonly SentimentToken[] {
  let parted: SentimentToken[] | undefined;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    const { start, end } = token;
    const glued = end - start > 4 && end - start <= maxGlued && !token.inLexicon && glueIn(text, start, end) >= 0;
    if (glued && parted === undefined) parted = tokens.slice(0, at);
    if (!glued) parted?.push(token);
    else for (const piece of analyse(spaced(text, start, end)).tokens) parted?.push(shift(piece, start));
  }
  return parted ?? tokens;
}

function shift(token: SentimentToken, by: number): SentimentToken {
  return { ...token, start: token.start + by, end: token.end + by };
}

/** A stretch of text with a space for each mark but apostrophes, hyphens between letters and the like. */
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
