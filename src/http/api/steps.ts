import { bucketStepMs } from '../../model/index.ts';
import { badRequest, checkRange, type Range } from './params.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Round lengths of a bucket. */
const roundSteps = [
  bucketStepMs,
  3 * bucketStepMs,
  minute,
  5 * minute,
  15 * minute,
  hour,
  6 * hour,
  day,
  7 * day,
] as const;
/** Buckets of an answer, when no step is asked for and at most. */
const usualBuckets = 500;
export const maxBuckets = 10_000;

/** What is asked for when nothing is said. */
const defaultRangeMs = hour;

export interface Asked {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly step?: number | undefined;
}

/**
 * The range and the length of buckets of an answer: the last hour by default, in the shortest round step that gives 500
 * buckets at most.
 * @throws UndertoneError `bad_request` when the range is none, or has more than 10,000 buckets.
 */
export function planOf({ from, to, step }: Asked, now: number): Range & { readonly step: number } {
  const range = { from: from ?? Math.max(0, (to ?? now) - defaultRangeMs), to: to ?? now };
  checkRange(range);
  const length = range.to - range.from;
  const chosen = step ?? roundSteps.find((round) => length / round <= usualBuckets) ?? wideStep(length);
  if (length / chosen > maxBuckets) {
    throw badRequest(`\`step\` must be longer: ${chosen} ms would make more than ${maxBuckets} buckets of that range.`);
  }
  return { ...range, step: chosen };
}

function wideStep(length: number): number {
  return Math.ceil(length / usualBuckets / day) * day;
}
