import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, polarityIndexOf, type PolarityIndex, type Span } from '../src/model/index.ts';
import { analyse, compoundOf, scorePost, scoreText } from '../src/sentiment/index.ts';
import { normalise } from '../src/text/index.ts';
import { dataFolder, median, time, type Run } from './support.ts';

/** A text, the positions of a topic in it, and the polarity that people gave the topic. */
interface Case {
  readonly set: string;
  readonly text: string;
  readonly spans: readonly Span[];
  readonly truth: PolarityIndex;
}

const own = new URL('../test/data/topics-own.json', import.meta.url);
const names = ['positive', 'negative', 'neutral'] as const;
const rounds = 7;

/**
 * Compares the topic score with the polarity that people gave the topic, for each labelled set: the public ones in the
 * data folder, and our own sentences. Beside it stand a baseline without grammar (the lexicon words near the topic) and
 * the score of the whole post. `halves` divides a set by its texts: the rules were written with the first half of the
 * development sets at hand, so the second shows whether they generalise.
 */
export const run: Run = () => {
  const cases = [...readLabelled('topics-dev.jsonl'), ...readOwn()];
  const all = [...cases, ...readLabelled('topics-train.jsonl')];
  const scored = all.map((one): ScoredCase => ({ ...one, found: topicPolarity(one) }));
  const sets = Map.groupBy(scored, ({ set }) => set);
  return Promise.resolve({
    sets: Object.fromEntries([...sets].map(([set, members]) => [set, figuresOf(members)])),
    postsPerSecond: speed(cases),
  });
};

/** A case with the polarity of its topic score. */
interface ScoredCase extends Case {
  readonly found: number;
}

const found = ({ found }: ScoredCase): number => found;

function figuresOf(cases: readonly ScoredCase[]): Readonly<Record<string, unknown>> {
  const halves = [0, 1].map((half) => cases.filter(({ text }) => halfOf(text) === half));
  return {
    cases: cases.length,
    accuracy: accuracy(cases, found),
    macroF1: macroF1(cases),
    opinionRecall: opinionRecall(cases),
    baseline: accuracy(cases, nearbyPolarity),
    wholePost: accuracy(cases, postPolarity),
    // The rules are written by hand; words of theirs come from the training sets, whose figures say nothing new.
    leaveOneOut: null,
    halves: halves.map((half) => accuracy(half, found)),
    // Rows: people's labels; columns: the topic score's; each positive, negative, neutral.
    confusion: names.map((_, truth) => names.map((__, predicted) => count(cases, { truth, predicted }))),
  };
}

function topicPolarity({ text, spans }: Case): number {
  return scorePost(text, [spans]).topics[0]?.polarityIndex ?? NaN;
}

function postPolarity({ text }: Case): number {
  return polarityIndexOf(scoreText(normalise(text)).compound);
}

/** How far from a topic the baseline looks for words of the lexicon, in VADER's tokens. */
const baselineReach = 5;

/** Returns the polarity of the lexicon words near a topic, each negated as VADER does: a baseline without grammar. */
export function nearbyPolarity({ text, spans: [span = { start: 0, end: 0 }] }: Pick<Case, 'text' | 'spans'>): number {
  const { tokens } = analyse(text);
  const first = tokens.findIndex(({ end }) => end > span.start);
  const behind = tokens.findIndex(({ start }) => start >= span.end);
  const from = Math.max(0, first - baselineReach);
  const to = (behind < 0 ? tokens.length : behind) + baselineReach;
  const sum = tokens.slice(from, to).reduce((total, { valence }) => total + valence, 0);
  return polarityIndexOf(compoundOf(sum));
}

/** Returns the share of the opinions in people's labels (positive or negative) that the topic score finds. */
function opinionRecall(cases: readonly ScoredCase[]): number {
  const opinions = cases.filter(({ truth }) => truth !== 2);
  return accuracy(opinions, found);
}

function accuracy(cases: readonly ScoredCase[], polarityOf: (one: ScoredCase) => number): number {
  return round(cases.filter((one) => polarityOf(one) === one.truth).length / cases.length);
}

function count(
  cases: readonly ScoredCase[],
  { truth, predicted }: { readonly truth: number; readonly predicted: number },
): number {
  return cases.filter((one) => one.truth === truth && one.found === predicted).length;
}

function macroF1(cases: readonly ScoredCase[]): number {
  const scores = names.map((_, polarity) => {
    const right = count(cases, { truth: polarity, predicted: polarity });
    const predicted = cases.filter((one) => one.found === polarity).length;
    const labelled = cases.filter((one) => one.truth === polarity).length;
    return (2 * right) / (predicted + labelled);
  });
  return round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** Returns how many posts are scored in a second, as a whole and with one topic. */
function speed(cases: readonly Case[]): Readonly<Record<string, number>> {
  const perSecond = (work: (one: Case) => unknown) => {
    const times = Array.from({ length: rounds }, () =>
      time(() => {
        for (const one of cases) work(one);
      }),
    );
    return Math.round((cases.length * 1000) / median(times));
  };
  return {
    whole: perSecond(({ text }) => scorePost(text, [])),
    withOneTopic: perSecond(({ text, spans }) => scorePost(text, [spans])),
  };
}

/** Returns the half of a text, the lowest bit of FNV-1a over its UTF-16 units, so that all cases of a text are in one half. */
function halfOf(text: string): number {
  let hash = 2166136261;
  for (const char of `${text}u1`.split('')) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  return 1 - (hash & 1);
}

function readLabelled(file: string): readonly Case[] {
  const labelled = join(dataFolder(), file);
  if (!existsSync(labelled)) return [];
  const lines = readFileSync(labelled, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => labelledCase(JSON.parse(line)));
}

function labelledCase(value: unknown): Case {
  if (!isRecord(value)) throw new Error('A line of the labelled topics is not an object.');
  const { set, text, start, end, label } = value;
  if (typeof set !== 'string' || typeof text !== 'string' || typeof start !== 'number' || typeof end !== 'number') {
    throw new Error('A line of the labelled topics lacks its text or its topic.');
  }
  const offset = (points: number) => Array.from(text).slice(0, points).join('').length;
  return { set, text, spans: [{ start: offset(start), end: offset(end) }], truth: truthOf(label) };
}

function readOwn(): readonly Case[] {
  const value: unknown = JSON.parse(readFileSync(own, 'utf8'));
  if (!Array.isArray(value)) throw new Error('Our own sentences are not a list.');
  return value.flatMap((sentence: unknown) => {
    if (!isRecord(sentence) || typeof sentence['text'] !== 'string' || !Array.isArray(sentence['topics'])) return [];
    const text = sentence['text'];
    return sentence['topics'].filter(isRecord).map(({ words, label }): Case => ({
      set: 'own',
      text,
      spans: places(text, String(words)),
      truth: truthOf(label),
    }));
  });
}

/** Returns every position of the words. */
function places(text: string, words: string): readonly Span[] {
  const parts = text.split(words);
  return parts.slice(1).map((_, index) => {
    const start = parts.slice(0, index + 1).join(words).length;
    return { start, end: start + words.length };
  });
}

/** Returns the polarity of a label, which is -1, 0 or 1. */
function truthOf(label: unknown): PolarityIndex {
  if (label === 1) return 0;
  return label === -1 ? 1 : 2;
}
