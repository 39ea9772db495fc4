import type { Points, Value } from './points.ts';

/** Stacks layers: the first result is the topmost, the sum of all. Null where any layer has a gap. */
export function stack(layers: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  let below: readonly Value[] = layers.at(-1)?.map(() => 0) ?? [];
  const sums = layers.toReversed().map((layer) => {
    below = layer.map((value, index) => plus(value, below[index]));
    return below;
  });
  return sums.toReversed();
}

function plus(a: Value, b: Value): Value {
  if (a === null || b === null) return null;
  return (a ?? 0) + (b ?? 0);
}

/** Returns layers in which a query that was not tracked counts as 0 where another was. */
export function withoutHoles(layers: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return layers.map((layer) =>
    layer.map((value, index) => (value === null && layers.some((other) => other[index] !== null) ? 0 : value)),
  );
}

/** Returns each value as its share of the sum of all layers; 0 where that sum is 0. */
export function sharesOf(layers: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  const [totals = []] = stack(layers);
  return layers.map((layer) =>
    layer.map((value, index) => {
      const total = totals[index];
      if (value === null || total === null) return null;
      return total === undefined || total === 0 ? 0 : (value ?? 0) / total;
    }),
  );
}

/** Returns the rates of a query's positive, neutral and negative posts. */
export function ratesByPolarity({ rate, windows }: Points): readonly (readonly Value[])[] {
  return (['positive', 'neutral', 'negative'] as const).map((polarity) =>
    rate.map((value, index) => {
      const counts = windows[index];
      if (value === null || value === undefined || counts === undefined) return value;
      return counts.posts === 0 ? 0 : (value * counts[polarity]) / counts.posts;
    }),
  );
}
