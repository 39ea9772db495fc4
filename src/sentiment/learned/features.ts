import type { SentimentToken } from '../analysis.ts';

/** A property of a text by its name, with its amount. */
export type Feature = readonly [name: string, amount: number];

/** Returns the amount of each of so many features that vary with the length of a text. */
export const scaled = (count: number): number => 1 / Math.sqrt(Math.max(1, count));

/** A word as the models see it. */
export interface ModelWord {
  /** In lower case, without marks at its ends; a number is `#`. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** Whether one of the three words before it negates. */
  readonly negated: boolean;
  /** VADER's valence by all its rules. */
  readonly valence: number;
}

/** Returns a word without its most frequent endings: words of one stem are alike to a model that has seen few of them. */
export const stemOf = (word: string): string => word.replace(/(?:ing|ed|ly|es|s|er|est|ness|ful|ment)$/, '');

const negationReach = 3;

/** Returns the words of an analysed text: of more than `max`, the first and the last halves. */
export function wordsIn(text: string, tokens: readonly SentimentToken[], max: number): readonly ModelWord[] {
  const half = Math.ceil(max / 2);
  const read = tokens.length <= max ? tokens : [...tokens.slice(0, half), ...tokens.slice(-half)];
  let negatedUntil = -1;
  return read.map(({ start, end, valence, negates }, at) => {
    const negated = at <= negatedUntil;
    const written = text.slice(start, end);
    if (negates) negatedUntil = at + negationReach;
    if (/[.,;!?]$/.test(written)) negatedUntil = -1;
    return { word: foldWord(written), start, end, negated, valence };
  });
}

function foldWord(written: string): string {
  const word = written.toLowerCase().replaceAll('’', "'");
  const inner = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  if (inner === '') return word;
  return /^[\d.,:%$-]+$/.test(inner) ? '#' : inner;
}

/** Marks of the way in which a text is written. */
const styles: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['tag', /[#@]/],
  ['link', /http/],
  ['!', /!/],
  ['!!', /!!/],
  ['?', /\?/],
  ['lower', /^[^A-Z]{0,2}[a-z]/],
  ['i', /\bi\b/],
  ['...', /\.\.\./],
  ['emoticon', /[:;]-?[()DPp]|<3|\blol\b|haha/i],
  ['quote', /["“”]/],
  ['capitals', /\b[A-Z]{3,}\b/],
];
const styleAmount = 0.3;
const maxLengths = 8;

/** Returns the words of a text, each once, and how it is written: by these, texts of one kind are recognised. */
export function genreFeatures(text: string, words: readonly ModelWord[]): readonly Feature[] {
  const distinct = new Set(words.map(({ word }) => word));
  const amount = scaled(distinct.size);
  const found = styles.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
  return [
    ['bias', 1],
    ...Array.from(distinct, (word): Feature => [word, amount]),
    ...[...found, `length ${Math.min(maxLengths, Math.floor(text.length / 40))}`].map((name): Feature => [
      `style ${name}`,
      styleAmount,
    ]),
  ];
}
