import type { Span } from '../../model/index.ts';
import type { Analysis } from '../analysis.ts';
import type { TopicExplanation } from '../topics/score-topics.ts';
import { scaled, stemOf, wordsIn, type Feature, type ModelWord } from './features.ts';

/** The facts from which a topic's features are made. */
export interface TopicView {
  /** The text that was analysed. */
  readonly text: string;
  readonly analysis: Analysis;
  /** The places of the topic's words in it. */
  readonly spans: readonly Span[];
  /** The outcome of the rules for the topic. */
  readonly rules: TopicExplanation;
}

/** The most words of a text that are read. */
const maxWords = 400;
/** The words to each side of a topic that are seen one by one; those whose stems are, and those beside the topic's own word. */
const reach = 12;
const stemReach = 8;
const ownReach = 6;
/** The words to each side that are seen with the one behind their neighbour. */
const skipReach = 4;

/**
 * Returns the features of a topic in a text: the rules by which opinions concern it, and the words around it by their side
 * and distance, those of its own part of the sentence apart.
 */
export function topicFeatures(view: TopicView): readonly Feature[] {
  const { text, analysis } = view;
  const found = new Map<string, number>([['bias', 1]]);
  const add = (name: string, amount = 1): void => {
    found.set(name, (found.get(name) ?? 0) + amount);
  };
  addRules(view, add);
  const words = wordsIn(text, analysis.tokens, maxWords);
  const place = placeOf(words, view.spans);
  addWords(text, { words, ...place }, add);
  const share = 2 * scaled(words.length);
  for (const { word, negated } of words) add(`text ${negated ? 'not ' : ''}${word}`, share);
  const { compound } = analysis.score;
  add('whole', compound);
  add(`whole ${signOf(compound, 0.05)}`);
  return [...found];
}

type Add = (name: string, amount?: number) => void;

const signOf = (value: number, threshold = 0): string => (value > threshold ? '+' : value < -threshold ? '-' : '0');

/** Adds how each rule applies, and what the rules say together. */
function addRules({ rules: { reasons, score, sum } }: TopicView, add: Add): void {
  for (const { rule, counts } of reasons) {
    add(`rule ${rule} ${signOf(counts)}`);
    add(`rule ${rule}`, Math.tanh(counts / 2));
  }
  add(`rules say ${signOf(score.compound)}`);
  add('rules sum', Math.tanh(sum / 3));
  if (reasons.length === 0) add('no rule');
}

/** The words of a text and the place of a topic among them, `to` exclusive. */
interface Surroundings {
  readonly words: readonly ModelWord[];
  readonly from: number;
  readonly to: number;
}

function placeOf(words: readonly ModelWord[], spans: readonly Span[]): Omit<Surroundings, 'words'> {
  const [span = { start: 0, end: 0 }] = spans;
  const from = words.findIndex(({ end }) => end > span.start);
  const behind = words.findIndex(({ start }) => start >= span.end);
  const to = behind < 0 ? words.length : behind;
  return from < 0 ? { from: words.length, to: words.length } : { from, to: Math.max(to, from + 1) };
}

const turns = new Set(['but', 'however', 'although', 'though', 'while', 'yet', 'except', 'despite', 'whereas']);

function addWords(text: string, surroundings: Surroundings, add: Add): void {
  const { words, from, to } = surroundings;
  add(`topic ${words[to - 1]?.word ?? ''}`);
  for (const side of ['before', 'after'] as const) addSide(text, { ...surroundings, side }, add);
  const before = words[from - 1]?.word ?? '^';
  const after = words[to]?.word ?? '$';
  add(`${before} _ ${after}`);
}

function addSide(text: string, { words, from, to, side }: Surroundings & { side: 'before' | 'after' }, add: Add): void {
  const step = side === 'before' ? -1 : 1;
  let parts = 0;
  let previous = '_';
  let opinions = 0;
  let edge = side === 'before' ? from : to - 1;
  for (let distance = 1; distance <= reach; distance++) {
    const at = edge + step;
    const word = words[at];
    if (word === undefined) break;
    if (breaks(text, words, Math.min(at, edge)) || turns.has(word.word)) parts++;
    edge = at;
    const part = Math.min(parts, 2);
    const name = `${word.negated ? 'not ' : ''}${word.word}`;
    add(`${side} ${part} ${name}`, 1 / Math.sqrt(1 + part));
    add(`near ${name}`, 1 / Math.sqrt(distance));
    if (part === 0) add(`own ${name}`, 0.7);
    if (distance <= 4) add(`${side} ${distance} ${name}`, 0.7);
    add(
      `${side} ${part === 0 ? 'own' : 'other'} ${side === 'before' ? `${name} ${previous}` : `${previous} ${name}`}`,
      0.7,
    );
    addNear(add, { words, at, distance, side, topic: words[to - 1]?.word ?? '' });
    previous = word.word;
    if (word.valence !== 0) {
      opinions++;
      const sign = signOf(word.valence);
      add(`${side} ${part} opinion ${sign}`, Math.tanh(Math.abs(word.valence) / 2));
      add(`${side} ${distance <= 2 ? 'close' : distance <= 5 ? 'near' : 'far'} opinion ${sign}`);
      if (opinions === 1) add(`${side} first ${part} ${sign}`);
    }
  }
}

/** A word near a topic. */
interface NearWord {
  readonly words: readonly ModelWord[];
  readonly at: number;
  readonly distance: number;
  readonly side: 'before' | 'after';
  /** The topic's last word. */
  readonly topic: string;
}

/** Adds a word's stem, the word beside this topic, and the word with the next but one. */
function addNear(add: Add, { words, at, distance, side, topic }: NearWord): void {
  const { word = '', negated = false } = words[at] ?? {};
  const not = negated ? 'not ' : '';
  const amount = 0.7 / Math.sqrt(distance);
  if (distance <= stemReach) {
    add(`stem ${side} ${not}${stemOf(word)}`, amount);
    add(`stem ${not}${stemOf(word)}`, amount);
  }
  if (distance <= ownReach) add(`${topic} ${side} ${not}${word}`, amount);
  const other = words[side === 'before' ? at - 2 : at + 2]?.word;
  if (distance <= skipReach && other !== undefined) add(`${side} ${word} * ${other}`, 0.5);
}

/** Returns whether a mark or a break stands between a word and the next. */
function breaks(text: string, words: readonly ModelWord[], at: number): boolean {
  const [word, next] = [words[at], words[at + 1]];
  if (word === undefined || next === undefined) return false;
  return /[,;:.!?()–—\n]|--/.test(text.slice(word.start, next.start).replace(/^[\p{L}\p{N}'’-]+/u, ''));
}
