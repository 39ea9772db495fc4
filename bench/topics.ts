import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, polarityIndexOf, type PolarityIndex, type Span } from '../src/model/index.ts';
import { scorePost, scoreText } from '../src/sentiment/index.ts';
import { normalise } from '../src/text/index.ts';
import { dataFolder, median, time, type Run } from './support.ts';

/** A text, the places where a topic stands in it, and the polarity that people gave the topic there. */
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
 * How often the topic score has the polarity that people gave, beside the score of the whole post, for each labelled
 * set: the public ones where they lie beside the project, and our own sentences. `halves` divides a set by its texts: the
 * rules were written with the first half at hand, the second shows whether they hold.
 */
export const run: Run = () => {
  const cases = [...readLabelled(), ...readOwn()];
  const sets = Map.groupBy(cases, ({ set }) => set);
  return Promise.resolve({
    sets: Object.fromEntries([...sets].map(([set, members]) => [set, figuresOf(members)])),
    postsPerSecond: speed(cases),
  });
};

function figuresOf(cases: readonly Case[]): Readonly<Record<string, unknown>> {
  const halves = [0, 1].map((half) => cases.filter(({ text }) => halfOf(text) === half));
  return {
    cases: cases.length,
    accuracy: accuracy(cases, topicPolarity),
    macroF1: macroF1(cases),
    wholePost: accuracy(cases, postPolarity),
    halves: halves.map((half) => accuracy(half, topicPolarity)),
    // Rows: what people say; columns: what we say; positive, negative, neutral.
    confusion: names.map((_, truth) => names.map((__, said) => count(cases, { truth, said }))),
  };
}

function topicPolarity({ text, spans }: Case): number {
  return scorePost(text, [spans]).topics[0]?.polarityIndex ?? NaN;
}

function postPolarity({ text }: Case): number {
  return polarityIndexOf(scoreText(normalise(text)).compound);
}

function accuracy(cases: readonly Case[], judge: (one: Case) => number): number {
  return round(cases.filter((one) => judge(one) === one.truth).length / cases.length);
}

function count(cases: readonly Case[], { truth, said }: { readonly truth: number; readonly said: number }): number {
  return cases.filter((one) => one.truth === truth && topicPolarity(one) === said).length;
}

function macroF1(cases: readonly Case[]): number {
  const scores = names.map((_, polarity) => {
    const right = count(cases, { truth: polarity, said: polarity });
    const said = cases.filter((one) => topicPolarity(one) === polarity).length;
    const true_ = cases.filter((one) => one.truth === polarity).length;
    return (2 * right) / (said + true_);
  });
  return round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** Posts scored in a second, as a whole and with one topic. */
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

/** FNV-1a over the UTF-16 units, its lowest bit: the same half for all cases of a text. */
function halfOf(text: string): number {
  let hash = 2166136261;
  for (const char of `${text}u1`.split('')) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  return 1 - (hash & 1);
}

function readLabelled(): readonly Case[] {
  const labelled = join(dataFolder(), 'topics-dev.jsonl');
  if (!existsSync(labelled)) return [];
  const lines = readFileSync(labelled, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => labelledCase(JSON.parse(line)));
}

function labelledCase(value: unknown): Case {
  if (!isRecord(value)) throw new Error('A line of the labelled topics is no object.');
  const { set, text, start, end, label } = value;
  if (typeof set !== 'string' || typeof text !== 'string' || typeof start !== 'number' || typeof end !== 'number') {
    throw new Error('A line of the labelled topics lacks its text or its topic.');
  }
  const offset = (points: number) => Array.from(text).slice(0, points).join('').length;
  return { set, text, spans: [{ start: offset(start), end: offset(end) }], truth: truthOf(label) };
}

function readOwn(): readonly Case[] {
  const value: unknown = JSON.parse(readFileSync(own, 'utf8'));
  if (!Array.isArray(value)) throw new Error('Our own sentences are no list.');
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

/** Every place where the words stand. */
function places(text: string, words: string): readonly Span[] {
  const parts = text.split(words);
  return parts.slice(1).map((_, index) => {
    const start = parts.slice(0, index + 1).join(words).length;
    return { start, end: start + words.length };
  });
}

/** The sets label -1, 0 and 1. */
function truthOf(label: unknown): PolarityIndex {
  if (label === 1) return 0;
  return label === -1 ? 1 : 2;
}
