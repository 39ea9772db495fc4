import { analyse, type Analysis, type SentimentToken } from '../analysis.ts';
import { resolveContext } from './context.ts';
import { asksIn, breakIn, glueIn, isLetterLike, isMark, type Break } from './marks.ts';
import { mergePhrase } from './merging.ts';
import { resolveSense } from './senses.ts';
import { unstretched } from './stretched.ts';
import { tagPartsOfSpeech, type TopicTokenDraft, type TopicToken } from './token.ts';
import { vocabularyEntryOf, unknownWord } from './vocabulary.ts';

/** The amount that capitals add where not everything is in capitals (VADER's figure). */
const forCapitals = 0.733;
/** The longest token that is searched for words joined by marks. */
const maxGlued = 200;

/**
 * Returns the topic tokens of an analysed text. `names` are offsets at which a name (a handle) was removed before the
 * analysis; each counts as a noun.
 */
export function readTopicTokens(
  analysed: string,
  analysis: Analysis,
  names: readonly number[] = [],
): readonly TopicToken[] {
  const text = analysed.includes('’') ? analysed.replaceAll('’', "'") : analysed;
  const vaderTokens = splitGlued(text, analysis.tokens);
  const hasCapitals = vaderTokens.some(({ isUpper }) => isUpper) && !vaderTokens.every(({ isUpper }) => isUpper);
  const tokens: TopicTokenDraft[] = [];
  let named = 0;
  let end = 0;
  const add = (token: TopicTokenDraft): void => {
    const gap = breakIn(text, end, token.start);
    setBreak(tokens, gap, gap === 3 && asksIn(text, end, token.start));
    tokens.push(token);
    end = token.end;
    resolveContext(tokens);
    if (token.isCue) resolveSense(tokens);
    if (token.endings !== undefined) mergePhrase(tokens, token.endings);
  };
  const addNames = (before: number): void => {
    for (; named < names.length && (names[named] ?? 0) < before; named++) add(nameAt(names[named] ?? 0));
  };
  for (const vaderToken of vaderTokens) {
    addNames(vaderToken.start);
    const last = tokens.at(-1);
    if (last !== undefined && vaderToken.start < last.end) joinEmojiWord(last, vaderToken);
    else {
      const token = readToken(text, vaderToken, hasCapitals);
      if (token !== undefined) add(token);
    }
  }
  addNames(Infinity);
  setBreak(tokens, 3, asksIn(text, end, text.length));
  tagPartsOfSpeech(tokens);
  return tokens;
}

/** Adds a word of an emoji's description: the first one with a valence decides. */
function joinEmojiWord(last: TopicTokenDraft, vaderToken: SentimentToken): void {
  if (last.base === 0) last.base = vaderToken.lexicon;
}

function nameAt(at: number): TopicTokenDraft {
  return { ...noWord, start: at, end: at + 1 };
}

const noWord: TopicToken = {
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

/** Returns the topic token for a VADER token; undefined when it is only a mark. */
function readToken(text: string, vaderToken: SentimentToken, hasCapitals: boolean): TopicTokenDraft | undefined {
  const { start, end, inLexicon } = vaderToken;
  let from = start;
  let to = end;
  while (from < to && isMark(text.charCodeAt(from)) && text.charCodeAt(from) !== 0x27) from++;
  while (to > from && isMark(text.charCodeAt(to - 1))) to--;
  const isWord = to > from && isLetterLike(text.charCodeAt(from)) && !(inLexicon && to - from < end - start);
  const written = (isWord ? text.slice(from, to) : text.slice(start, end)).toLowerCase();
  const asWritten = vocabularyEntryOf(written);
  const isKnown = asWritten !== unknownWord || inLexicon || vaderToken.booster !== 0;
  if (from === to && !isKnown) return undefined;
  if (isJoiner(text.charCodeAt(start)) && end - start === 1) return undefined;
  const meant = isKnown ? undefined : unstretched(written);
  const entry = meant === undefined ? asWritten : vocabularyEntryOf(meant.word);
  const { classes, role, own, isUnopinionated, denies, endings, isCue } = entry;
  const word = entry === unknownWord ? (meant?.word ?? written) : entry.word;
  const lexicon = meant?.lexicon ?? vaderToken.lexicon;
  const valence = isUnopinionated ? 0 : own !== 0 || role === 'duty' ? own : lexicon;
  const raised = hasCapitals && vaderToken.isUpper ? Math.sign(valence) * forCapitals : 0;
  return {
    start: isWord ? from : start,
    end: isWord ? to : end,
    word,
    endings,
    isCue,
    classes,
    role,
    base: vaderToken.isIdiom ? vaderToken.valence : valence + raised,
    booster: meant?.booster ?? vaderToken.booster,
    negates: (vaderToken.negates && word !== 'despite') || denies,
    symbol: !isWord && !/^[<>]+$/.test(word),
    gap: 0,
    asks: false,
    isVerb: false,
    isVerbal: false,
    isContent: true,
  };
}

/** Returns whether a character colours or joins emoji. VADER reads these as tokens. */
function isJoiner(code: number): boolean {
  return code === 0xfe0f || code === 0x200d;
}

/** Sets the break between the last token and the next. */
function setBreak(tokens: readonly TopicTokenDraft[], gap: Break, asks: boolean): void {
  const last = tokens.at(-1);
  if (last === undefined) return;
  last.gap = gap;
  last.asks = asks;
}

/** Returns the tokens, with each that consists of words joined by marks split and analysed again. */
function splitGlued(text: string, vaderTokens: readonly SentimentToken[]): readonly SentimentToken[] {
  let parted: SentimentToken[] | undefined;
  for (let at = 0; at < vaderTokens.length; at++) {
    const vaderToken = vaderTokens[at];
    if (vaderToken === undefined) continue;
    const { start, end } = vaderToken;
    const glued = end - start > 4 && end - start <= maxGlued && !vaderToken.inLexicon && glueIn(text, start, end) >= 0;
    if (glued && parted === undefined) parted = vaderTokens.slice(0, at);
    if (!glued) parted?.push(vaderToken);
    else for (const piece of analyse(spaced(text, start, end)).tokens) parted?.push(shift(piece, start));
  }
  return parted ?? vaderTokens;
}

function shift(vaderToken: SentimentToken, by: number): SentimentToken {
  return { ...vaderToken, start: vaderToken.start + by, end: vaderToken.end + by };
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
