import { isRecord, isString, parseJson } from '../../model/index.ts';
import type { Feature } from './features.ts';
import { columnOf } from './hash.ts';

/**
 * A linear model: weights of hashed features. A weight `w` stands for `w · |w| · scale`, so that small ones are as exact as
 * large ones. Several outputs sum up to 0, so the last one has no weights of its own.
 */
export interface LinearModel {
  /** The names of its outputs. */
  readonly outputs: readonly string[];
  /** The number of columns is two to the power of this. */
  readonly bits: number;
  readonly scale: number;
  /** For each column the weight of each output that has weights. */
  readonly weights: Int8Array;
}

/** Returns the number of outputs that have weights of their own. */
export const widthOf = ({ outputs }: Pick<LinearModel, 'outputs'>): number => Math.max(1, outputs.length - 1);

/**
 * Reads a model: a line of JSON, then for each column with a weight, in rising order, its distance from the one before as a
 * variable-length number (seven bits a byte, the lowest first) and a byte for each weight.
 * @throws Error when the bytes are no model.
 */
export function decodeModel(bytes: Uint8Array): LinearModel {
  const end = bytes.indexOf(0x0a);
  const header = parseJson(new TextDecoder().decode(bytes.subarray(0, end)));
  const { outputs, bits, scale } = isRecord(header) ? header : {};
  if (!Array.isArray(outputs) || typeof bits !== 'number' || typeof scale !== 'number') {
    throw new Error('The weights of a model have no header that can be read.');
  }
  const names = outputs.filter(isString);
  const width = widthOf({ outputs: names });
  const weights = new Int8Array(width << bits);
  let column = -1;
  for (let at = end + 1; at < bytes.length;) {
    let gap = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      gap |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    column += gap;
    weights.set(bytes.subarray(at, at + width), column * width);
    at += width;
  }
  return { outputs: names, bits, scale, weights };
}

/** Writes a model as `decodeModel` reads it. */
export function encodeModel(model: LinearModel): Uint8Array {
  const { outputs, bits, scale, weights } = model;
  const width = widthOf(model);
  const bytes = [...new TextEncoder().encode(`${JSON.stringify({ outputs, bits, scale })}\n`)];
  let last = -1;
  for (let column = 0; column < 1 << bits; column++) {
    const row = weights.subarray(column * width, (column + 1) * width);
    if (row.every((weight) => weight === 0)) continue;
    let gap = column - last;
    for (; gap >= 0x80; gap >>= 7) bytes.push((gap & 0x7f) | 0x80);
    bytes.push(gap, ...Array.from(row, (weight) => weight & 0xff));
    last = column;
  }
  return Uint8Array.from(bytes);
}

/** Returns what each output sums up to. */
export function outputsOf(model: LinearModel, features: readonly Feature[]): Float64Array {
  const { outputs, bits, scale, weights } = model;
  const width = widthOf(model);
  const sums = new Float64Array(outputs.length);
  for (const [name, amount] of features) {
    const row = columnOf(name, bits) * width;
    for (let output = 0; output < width; output++) {
      const weight = weights[row + output] ?? 0;
      sums[output] = (sums[output] ?? 0) + weight * Math.abs(weight) * amount;
    }
  }
  let total = 0;
  for (let output = 0; output < width; output++) total += sums[output] ?? 0;
  if (width < outputs.length) sums[width] = -total;
  return sums.map((sum) => sum * scale);
}

/** A feature and what it adds to the outcome. */
export interface FeatureReason {
  readonly feature: string;
  readonly counts: number;
}

const maxReasons = 10;

/** Returns the features that weigh most in an output, or in the difference of two, the heaviest first. */
export function topReasons(
  model: LinearModel,
  features: readonly Feature[],
  { plus, minus }: { readonly plus: number; readonly minus?: number },
): readonly FeatureReason[] {
  return features
    .map((feature) => {
      const each = outputsOf(model, [feature]);
      const counts = (each[plus] ?? 0) - (minus === undefined ? 0 : (each[minus] ?? 0));
      return { feature: feature[0], counts: Math.round(counts * 1e4) / 1e4 + 0 };
    })
    .filter(({ counts }) => counts !== 0)
    .sort((a, b) => Math.abs(b.counts) - Math.abs(a.counts))
    .slice(0, maxReasons);
}
