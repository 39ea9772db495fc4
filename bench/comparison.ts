import { isRecord } from '../src/model/index.ts';
import { median } from './support.ts';

/** The figures of a bench that decide whether a version is better, by their paths; `*` stands for any key. */
export interface MainFigures {
  readonly better: 'higher' | 'lower';
  readonly paths: readonly string[];
}

/** What a bench returned for the working tree and for the other revision in one round. */
export interface Round {
  readonly current: unknown;
  readonly base: unknown;
}

/** How far the rounds differ. */
export interface Spread {
  readonly min: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly max: number;
}

export interface Comparison {
  /** The median over the rounds of the main figures' ratio; above 1 the working tree is better. NaN without main figures. */
  readonly ratio: number;
  readonly spread: Spread;
  readonly direction: string;
  /** The ratio of each round, in order. */
  readonly ratios: readonly number[];
  /** The paths of the figures that the ratio is made of. */
  readonly mainFigures: readonly string[];
  /** Every number that both sides reported: the medians, and the median of `current ÷ base` as it stands. */
  readonly figures: Readonly<Record<string, FigureComparison>>;
  /** The paths of numbers that only one side reported. */
  readonly unmatched: { readonly current: readonly string[]; readonly base: readonly string[] };
}

export interface FigureComparison {
  readonly current: number;
  readonly base: number;
  readonly currentOverBase: number;
}

/**
 * Compares two versions of the code by what a bench returned for them, round by round. A round's ratio is the geometric
 * mean over the main figures, each turned so that above 1 means that the working tree is better.
 *
 * @example
 * compare([{ current: { ms: 2 }, base: { ms: 3 } }], { better: 'lower', paths: ['ms'] }).ratio; // 1.5
 */
export function compare(rounds: readonly Round[], main: MainFigures): Comparison {
  const pairs = rounds.map(({ current, base }) => ({ current: numbersIn(current), base: numbersIn(base) }));
  const [currentPaths, basePaths] = [
    pathsIn(pairs.map(({ current }) => current)),
    pathsIn(pairs.map(({ base }) => base)),
  ];
  const shared = currentPaths.filter((path) => basePaths.includes(path));
  const mainFigures = shared.filter((path) => main.paths.some((pattern) => matches(pattern, path)));
  const ratios = pairs.map(({ current, base }) =>
    geometricMean(
      mainFigures.map((path) => {
        const ratio = quotient(current.get(path), base.get(path));
        return main.better === 'higher' ? ratio : 1 / ratio;
      }),
    ),
  );
  return {
    ratio: median(ratios),
    spread: spreadOf(ratios),
    direction: 'above 1 the working tree is better',
    ratios,
    mainFigures,
    figures: Object.fromEntries(shared.map((path) => [path, compareFigure(pairs, path)])),
    unmatched: {
      current: currentPaths.filter((path) => !shared.includes(path)),
      base: basePaths.filter((path) => !shared.includes(path)),
    },
  };
}

type Numbers = ReadonlyMap<string, number>;

function compareFigure(pairs: readonly { readonly current: Numbers; readonly base: Numbers }[], path: string) {
  return {
    current: median(pairs.map(({ current }) => current.get(path) ?? NaN)),
    base: median(pairs.map(({ base }) => base.get(path) ?? NaN)),
    currentOverBase: median(pairs.map(({ current, base }) => quotient(current.get(path), base.get(path)))),
  };
}

/** Returns the minimum, the quartiles and the maximum; quartiles lie between values, as the median does. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const [below = NaN, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place % 1);
  };
  return { min: at(0), lowerQuartile: at(0.25), upperQuartile: at(0.75), max: at(1) };
}

/** Returns every number in a bench's result under its path, as in `sockets.100.ratio`. */
export function numbersIn(value: unknown, path = ''): Numbers {
  if (typeof value === 'number') return new Map([[path, value]]);
  if (!isRecord(value) && !Array.isArray(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...numbersIn(inner, path === '' ? key : `${path}.${key}`)]),
  );
}

/** The paths that every round has, in the order of the first. */
function pathsIn(rounds: readonly Numbers[]): readonly string[] {
  return [...(rounds[0]?.keys() ?? [])].filter((path) => rounds.every((numbers) => numbers.has(path)));
}

function matches(pattern: string, path: string): boolean {
  const [keys, wanted] = [path.split('.'), pattern.split('.')];
  return keys.length === wanted.length && wanted.every((key, at) => key === '*' || key === keys[at]);
}

/** Two zeros are equal, so their ratio is 1. */
function quotient(current = NaN, base = NaN): number {
  return current === base ? 1 : current / base;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
