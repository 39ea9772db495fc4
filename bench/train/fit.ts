import { columnOf } from '../../src/sentiment/learned/hash.ts';
import type { Feature } from '../../src/sentiment/learned/features.ts';
import { widthOf, type LinearModel } from '../../src/sentiment/learned/weights.ts';

/** A text or a topic with its features. */
export interface Example {
  readonly features: readonly Feature[];
  /** The value that each output should have; several sum up to 0. */
  readonly targets: readonly number[];
  /** Its weight among the samples; default 1. */
  readonly weight?: number;
}

export interface FitOptions {
  readonly outputs: readonly string[];
  /** The strength by which weights are pulled to 0. */
  readonly lambda: number;
  /** Features of fewer examples are left out. */
  readonly minCount: number;
  /** The share, 0 to 1, by which a feature's amount goes by how unevenly it is spread over the signs of the first target. */
  readonly evenness?: number;
}

const bits = 21;
const epochs = 12;

interface Row {
  readonly columns: Int32Array;
  readonly amounts: Float64Array;
  readonly norm: number;
  readonly targets: readonly number[];
  readonly weight: number;
}

/**
 * Returns a linear model by ridge regression, solved by dual coordinate descent (Hsieh et al. 2008; Shalev-Shwartz & Zhang
 * 2013). Deterministic: the same examples give the same bytes.
 */
export function fitModel(examples: readonly Example[], options: FitOptions): LinearModel {
  const { outputs, lambda, minCount, evenness = 0 } = options;
  const known = countFeatures(examples, minCount);
  const factors = evenness === 0 ? undefined : ratios(examples, known, evenness);
  const rows = examples.map((example) => rowOf(example, known, factors));
  const width = widthOf({ outputs });
  const solved = Array.from({ length: width }, (_, output) => solve(rows, output, lambda));
  const weights = new Float64Array(width << bits);
  for (const [output, column] of solved.entries()) {
    for (let at = 0; at < column.length; at++) weights[at * width + output] = (column[at] ?? 0) * (factors?.[at] ?? 1);
  }
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9);
  const scale = largest / (127 * 127);
  const quantised = Int8Array.from(weights, (weight) =>
    Math.round(Math.sign(weight) * Math.sqrt(Math.abs(weight) / scale)),
  );
  return { outputs, bits, scale, weights: quantised };
}

function countFeatures(examples: readonly Example[], minCount: number): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { features } of examples) for (const [name] of features) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Set(Array.from(counts, ([name, count]) => (count >= minCount ? name : '')));
}

/** Returns for each column a factor: of its log-count ratio (Wang & Manning 2012, "Baselines and bigrams"), or 1. */
function ratios(examples: readonly Example[], known: ReadonlySet<string>, evenness: number): Float64Array {
  const [plus, minus] = [new Float64Array(1 << bits).fill(1), new Float64Array(1 << bits).fill(1)];
  for (const { features, targets, weight = 1 } of examples) {
    const [target = 0] = targets;
    const side = target > 0 ? plus : minus;
    for (const [name] of features) {
      if (!known.has(name)) continue;
      const column = columnOf(name, bits);
      side[column] = (side[column] ?? 0) + Math.abs(target) * weight;
    }
  }
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const [all, none] = [sum(plus), sum(minus)];
  return plus.map((count, at) => {
    const ratio = Math.abs(Math.log(count / all / ((minus[at] ?? 1) / none)));
    return evenness * ratio + (1 - evenness);
  });
}

function rowOf(example: Example, known: ReadonlySet<string>, factors: Float64Array | undefined): Row {
  const used = example.features.filter(([name]) => known.has(name));
  const columns = Int32Array.from(used, ([name]) => columnOf(name, bits));
  const amounts = Float64Array.from(used, ([, amount], at) => amount * (factors?.[columns[at] ?? 0] ?? 1));
  const norm = amounts.reduce((total, amount) => total + amount * amount, 0);
  return { columns, amounts, norm, targets: example.targets, weight: example.weight ?? 1 };
}

function solve(rows: readonly Row[], output: number, lambda: number): Float64Array {
  const weights = new Float64Array(1 << bits);
  const duals = new Float64Array(rows.length);
  const order = Int32Array.from(rows.keys());
  const random = generator(1);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const index of order) {
      const row = rows[index];
      if (row === undefined) continue;
      const { columns, amounts, norm, targets, weight } = row;
      let sum = 0;
      for (let at = 0; at < columns.length; at++) sum += (weights[columns[at] ?? 0] ?? 0) * (amounts[at] ?? 0);
      const dual = duals[index] ?? 0;
      const change = ((targets[output] ?? 0) - sum - dual / weight) / (1 / weight + norm / lambda);
      duals[index] = dual + change;
      for (let at = 0; at < columns.length; at++) {
        const column = columns[at] ?? 0;
        weights[column] = (weights[column] ?? 0) + (change * (amounts[at] ?? 0)) / lambda;
      }
    }
  }
  return weights;
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
}

/** A generator of pseudo-random numbers in [0, 1): mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
