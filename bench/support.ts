import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../src/model/index.ts';
import type { VaderScore } from '../src/model/index.ts';

export interface RunOptions {
  /** Runs a few seconds, at small sizes, for the main figures alone. Benches that have no such sizes ignore it. */
  readonly small: boolean;
}

/** A bench: runs, and returns its figures as plain data. A comparison has `ratio` among them. */
export type Run = (options: RunOptions) => Promise<Readonly<Record<string, unknown>>>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** The milliseconds that a call takes. */
export function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/**
 * Times several sides in turns, round by round, so that what disturbs the machine disturbs all of them. Returns the
 * milliseconds by round, in the order of the sides. A first round, in which code is compiled, is not counted.
 */
export function inTurns(sides: readonly (() => void)[], rounds: number): readonly (readonly number[])[] {
  sides.forEach(time);
  return Array.from({ length: rounds }, () => sides.map(time));
}

/** A real text, with the reference's figures. */
export interface RatedText {
  readonly text: string;
  readonly reference: VaderScore;
}

const vectors = new URL('../test/data/vader-vectors.jsonl', import.meta.url).pathname;

/** Returns the folder of the public data sets, `--data` or the one beside the project; bench/README.md says what is in it. */
export function dataFolder(): string {
  return process.env['BENCH_DATA'] ?? new URL('../../shared/data', import.meta.url).pathname;
}

/** Returns real tweets where the data folder has them, else the composed texts of the tests; `source` tells them apart. */
export function readTexts(): { readonly source: string; readonly texts: readonly RatedText[] } {
  const tweets = join(dataFolder(), 'tweets-rated.ndjson');
  const hasTweets = existsSync(tweets);
  const lines = readFileSync(hasTweets ? tweets : vectors, 'utf8').split('\n');
  return {
    source: hasTweets ? 'rated tweets' : 'composed texts of test/data',
    texts: lines.filter((line) => line !== '').map((line) => ratedText(JSON.parse(line))),
  };
}

function ratedText(value: unknown): RatedText {
  if (!isRecord(value)) throw new Error('A rated text is a JSON object.');
  const figures = isRecord(value['reference']) ? value['reference'] : value;
  const figure = (name: string) => Number(figures[name]);
  const reference = { compound: figure('compound'), pos: figure('pos'), neu: figure('neu'), neg: figure('neg') };
  return { text: String(value['text']), reference };
}

/** A bench's figures as a table: a line for each, nested ones under their path. */
export function format(result: Readonly<Record<string, unknown>>): string {
  const rows = flatten(result, '');
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function flatten(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'number') return [[path, formatNumber(value)]];
  if (!isRecord(value)) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`));
}

export function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 });
}

/** Numbers from 0 to 1 that are the same in every run (a linear congruential generator). */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
}
