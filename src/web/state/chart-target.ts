import type { Value } from './points.ts';

/** Returns the index of the line that is nearest to a height; undefined where none is drawn. */
export function nearestLine(values: readonly Value[], height: number): number | undefined {
  const drawn = values.flatMap((value, index) => (typeof value === 'number' ? [{ value, index }] : []));
  const [first, ...others] = drawn;
  if (first === undefined) return undefined;
  const distance = ({ value }: { readonly value: number }): number => Math.abs(value - height);
  return others.reduce((nearest, each) => (distance(each) < distance(nearest) ? each : nearest), first).index;
}

/** Returns the index of the layer of a stack that is drawn at a height, or of the nearest; the first value is the topmost. */
export function layerAt(tops: readonly Value[], height: number): number | undefined {
  const drawn = tops.flatMap((value, index) => (typeof value === 'number' ? [{ value, index }] : []));
  return (drawn.findLast(({ value }) => value >= height) ?? drawn[0])?.index;
}
