import type { Analysis } from '../analysis.ts';
import { scaled, wordsIn, type Feature } from './features.ts';

/** The most words of a text that are read: of a longer one, the first and the last halves of these. */
const maxWords = 400;

/**
 * Returns the features of a whole text: what VADER finds in it, by how its author writes; its words, those after a negation
 * apart, one by one, in pairs and in threes; their stems and their letters, for words that were never seen.
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
  words.forEach(({ word, negated }, at) => {
    const next = words[at + 1]?.word;
    const third = words[at + 2]?.word;
    features.set(`${negated ? 'not ' : ''}${word}`, value);
    if (next !== undefined) features.set(`${word} ${next}`, value);
    if (next !== undefined && third !== undefined) features.set(`${word} ${next} ${third}`, value);
    if (!/^[a-z']+$/.test(word)) return;
    const stem = word.replace(/(?:ing|ed|ly|es|s|er|est|ness|ful|ment)$/, '');
    if (word.length > 5 && stem.length > 3) features.set(`${negated ? 'not ' : ''}stem ${stem}`, value);
    for (const part of partsOf(word)) features.set(`part ${part}`, value / 2);
  });
  return [...features];
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
