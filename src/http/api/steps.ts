import { bucketStepMs } from '../../model/index.ts';
import { badRequest, checkRange, type Range } from './params.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The round lengths of a bucket, in ms. */
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
/** The most buckets of an answer without a given step, and with one. */
const usualBuckets = 500;
export const maxBuckets = 10_000;

/** The length of the default range, in ms. */
const defaultRangeMs = hour;

export interface RangeRequest {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly step?: number | undefined;
}

/**
 * Returns the range of an answer and the length of its buckets: the last hour by default, in the shortest round step
 * that gives at most 500 buckets.
 * @throws UndertoneError `bad_request` when the range is empty, or has more than 10,000 buckets.
 */
export function planOf({ from, to, step }: RangeRequest, now: number): Range & { readonly step: number } {
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
