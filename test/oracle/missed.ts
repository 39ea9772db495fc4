import { modelLimits } from './model-limits.ts';
import type { Life, Position } from './expected-frames.ts';

/** Returns the results after a place; undefined where they are no longer kept. */
export function missedSince(place: Position, life: Life): readonly Position[] | undefined {
  const count = life.results.length - place.offset;
  const { maxResumeResults } = modelLimits;
  if (place.life !== life || count > maxResumeResults) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const offset = place.offset + index + 1;
    return { life, offset, at: life.results[offset - 1]?.at ?? 0 };
  });
}
