import { beyond, noCounts, share, sum, type Counts, type RingBuffer } from './ring-buffer.ts';

/** A bucket of the store that is spread over finer steps. */
export interface SpreadBucket {
  /** Its start, epoch ms. */
  readonly at: number;
  readonly stepMs: number;
  readonly counts: Counts;
  /** The time at which it was requested, epoch ms: nothing of it is later. */
  readonly until: number;
  /** Whether the store has covered time right after it. */
  readonly isFollowed: boolean;
}

/**
 * Adds to the steps of a bucket what the store has counted beyond them. It goes where they are not covered yet, beside
 * covered time: a bucket that is covered in part is most often one in which tracking began or ended.
 */
export function spread(ring: RingBuffer, { at, stepMs, counts, until, isFollowed }: SpreadBucket): void {
  const starts = Array.from({ length: stepMs / ring.stepMs }, (_, index) => at + index * ring.stepMs);
  const known = starts.map((start) => ring.at(start));
  const more = beyond(counts, known.reduce(sum, noCounts));
  const rooms = starts.map((start, index) => {
    const past = Math.min(ring.stepMs, Math.max(0, until - start));
    return Math.max(0, past - (known[index]?.coveredMs ?? 0));
  });
  const isLed = ring.at(at - ring.stepMs).coveredMs > 0;
  const isLive = (known.at(-1)?.coveredMs ?? 0) > 0 || ring.at(at + stepMs).coveredMs > 0;
  const parts = placed(rooms, more.coveredMs, { isLed, isFollowed: isFollowed || isLive });
  const total = parts.reduce((ms, part) => ms + part, 0);
  for (const [index, part] of parts.entries()) {
    if (part > 0) ring.estimate(at + index * ring.stepMs, { ...share(more, part / total), coveredMs: part });
  }
}

/** Returns the time that each of some rooms gets of a time: from the end that covered time touches, or from both. */
function placed(
  rooms: readonly number[],
  ms: number,
  { isLed, isFollowed }: { readonly isLed: boolean; readonly isFollowed: boolean },
): readonly number[] {
  if (isLed && !isFollowed) return filledFrom(rooms, ms);
  const fromStart = isLed ? filledFrom(rooms, ms / 2) : rooms.map(() => 0);
  const left = rooms.map((room, index) => room - (fromStart[index] ?? 0));
  const rest = ms - fromStart.reduce((sum, part) => sum + part, 0);
  const fromEnd = filledFrom(left.toReversed(), rest).toReversed();
  return fromStart.map((part, index) => part + (fromEnd[index] ?? 0));
}

/** Fills rooms in their order. */
function filledFrom(rooms: readonly number[], ms: number): readonly number[] {
  let left = ms;
  return rooms.map((room) => {
    const part = Math.min(room, left);
    left -= part;
    return part;
  });
}
