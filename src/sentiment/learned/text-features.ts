import type { Analysis } from '../analysis.ts';
import { ownWords } from '../topics/words/opinion-words.ts';
import { scaled, stemOf, wordsIn, type Feature, type ModelWord } from './features.ts';

/** The most words of a text that are read: of a longer one, the first and the last halves of these. */
const maxWords = 400;

/**
 * Returns the features of a whole text: what VADER finds in it, by how its author writes; its words, those after a negation
 * apart, one by one, in pairs and in threes; their stems and their letters, for words that were never seen; its marks.
 */
export function textFeatures(text: string, { tokens, score }: Analysis): readonly Feature[] {
  const style = styleOf(text, tokens.length);
  const sign = score.compound > 0.05 ? '+' : score.compound < -0.05 ? '-' : '0';
  const shares = score.pos - score.neg;
  const words = wordsIn(text, tokens, maxWords);
  const value = scaled(words.length);
  const features = new Map<string, number>([
    ['bias', 1],
    ['vader', score.compound],
    [`vader ${sign}`, 1],
    [`vader ${style}`, score.compound],
    [`vader ${style} ${sign}`, 1],
    ['vader shares', shares],
    [`vader ${style} shares`, shares],
  ]);
  for (const [name, amount] of [...opinionFeatures(words), ...markFeatures(text)]) features.set(name, amount);
  words.forEach(({ word, negated }, at) => {
    const next = words[at + 1]?.word;
    const third = words[at + 2]?.word;
    features.set(`${negated ? 'not ' : ''}${word}`, value);
    if (next !== undefined) features.set(`${word} ${next}`, value);
    if (next !== undefined && third !== undefined) features.set(`${word} ${next} ${third}`, value);
    if (!/^[a-z']+$/.test(word)) return;
    const stem = stemOf(word);
    if (word.length > 5 && stem.length > 3) features.set(`${negated ? 'not ' : ''}stem ${stem}`, value);
    for (const part of partsOf(word)) features.set(`part ${part}`, value / 2);
  });
  return [...features];
}

/** The valences of our own words of opinion, which VADER lacks. */
const ownValences: ReadonlyMap<string, number> = new Map(
  ownWords.flatMap(([valence, , list]) => list.split(' ').map((word) => [word, valence] as const)),
);
/** VADER's factor of a negation. */
const negation = -0.74;
const contrasts = new Set(['but', 'however']);

/** Returns what the opinions of a text say: all of them, the first, the last, and those behind the last contrast. */
function opinionFeatures(words: readonly ModelWord[]): readonly Feature[] {
  const valences = words.map(({ word, negated, valence }) => {
    const own = ownValences.get(word) ?? 0;
    return valence === 0 ? own * (negated ? negation : 1) : valence;
  });
  const sumFrom = (from: number): number => valences.slice(from).reduce((sum, valence) => sum + valence, 0);
  const opinions = valences.filter((valence) => valence !== 0);
  const contrast = words.findLastIndex(({ word }) => contrasts.has(word));
  const sum = sumFrom(0);
  return [
    ['opinions', Math.tanh(sum / 3)],
    [`opinions ${Math.sign(sum)}`, 1],
    [`first opinion ${Math.sign(opinions[0] ?? 0)}`, 0.5],
    [`last opinion ${Math.sign(opinions.at(-1) ?? 0)}`, 0.7],
    ...(contrast < 0 ? [] : [[`opinions behind a contrast ${Math.sign(sumFrom(contrast))}`, 1] as const]),
  ];
}

const markAmount = 0.3;
/** As many marks of one kind say as much as more of them. */
const maxMarks = 3;

/** Returns how often a text exclaims and asks, and whether it trails off. */
function markFeatures(text: string): readonly Feature[] {
  return ['!', '?', '...'].flatMap((mark) => {
    const count = Math.min(mark === '...' ? 1 : maxMarks, text.split(mark).length - 1);
    return count === 0 ? [] : [[mark, markAmount * count] as const];
  });
}

/** The letters of a part of a word. */
const partLength = 5;
/** Longer words are rarely words. */
const maxPartedLength = 40;

/** Returns the parts of a word of five letters or more, with its ends marked. */
function partsOf(word: string): readonly string[] {
  const marked = `<${word}>`;
  if (marked.length <= partLength + 1 || word.length > maxPartedLength) return [];
  return Array.from({ length: marked.length - partLength + 1 }, (_, at) => marked.slice(at, at + partLength));
}

const social = /[#@]\w|[:;=][-']?[()DPp/]|<3|\b(?:lol|omg|haha|u|ur|im|gonna|wanna)\b|!!|[\u{1f300}-\u{1faff}]/iu;

/** Returns how a text is written: one with the marks of social posts reads like one. */
function styleOf(text: string, words: number): string {
  return `${social.test(text) ? 'social' : 'plain'} ${words <= 12 ? 'short' : words <= 25 ? 'middle' : 'long'}`;
}
