import type { SchedulerLike } from 'rxjs';
import type { FailureKind, UpstreamFailure } from './failure.ts';

interface Step {
  readonly firstMs: number;
  /** The delay of the nth failure in a row (from 1) of its class. */
  readonly grow: 'linear' | 'doubling';
  readonly maxMs: number;
  /** Failures in a row after which it will not heal. */
  readonly maxFailures: number;
}

const minuteMs = 60_000;

/**
 * Each failure class with its own backoff, as X's documentation gives them (`handling-disconnections.mdx`): network
 * linear by 250 ms to 16 s, HTTP doubling from 5 s to 320 s, 429 doubling from 60 s. A refused connection limit frees
 * itself within seconds, so it begins lower. The bounds on what is not likely to heal are ours.
 */
const table: Readonly<Record<Exclude<FailureKind, 'no-rules' | 'fatal'>, Step>> = {
  network: { firstMs: 250, grow: 'linear', maxMs: 16_000, maxFailures: Infinity },
  http: { firstMs: 5_000, grow: 'doubling', maxMs: 320_000, maxFailures: Infinity },
  'rate-limit': { firstMs: minuteMs, grow: 'doubling', maxMs: 15 * minuteMs, maxFailures: Infinity },
  'connection-limit': { firstMs: 10_000, grow: 'doubling', maxMs: 320_000, maxFailures: Infinity },
  refused: { firstMs: 5_000, grow: 'doubling', maxMs: 320_000, maxFailures: 5 },
};

// The longest that an upstream's word keeps us away: a reset in the next century is no reset.
const maxResetMs = 60 * minuteMs;
// The share of a delay that chance takes away, so that many clients do not come back in one moment.
const jitter = 0.25;

/** A wait in ms, `wake` for a wait until what was missing is there, or undefined for no further try. */
export type Wait = number | 'wake' | undefined;

export interface Backoff {
  readonly next: (failure: UpstreamFailure, lived: boolean) => Wait;
  /** Forgets all failures: the upstream has proved itself. */
  readonly reset: () => void;
}

/**
 * How long to wait after each failure. `lived` says that the connection that failed had been up: the first break of the
 * network after that is mended at once.
 */
export function createBackoff(random: () => number, scheduler: SchedulerLike): Backoff {
  const failures = new Map<FailureKind, number>();
  return {
    next: ({ kind, resetAt }, lived) => {
      if (kind === 'fatal') return undefined;
      if (kind === 'no-rules') return 'wake';
      const { firstMs, grow, maxMs, maxFailures } = table[kind];
      const nth = (failures.get(kind) ?? 0) + 1;
      const atOnce = kind === 'network' && lived && nth === 1;
      failures.set(kind, nth);
      if (nth > maxFailures) return undefined;
      const resetMs = resetAt === undefined ? 0 : Math.min(maxResetMs, resetAt - scheduler.now());
      // Chance may only add to a reset: before it, an upstream refuses for sure.
      if (resetMs > 0) return resetMs + random() * 1_000;
      const delayMs = Math.min(maxMs, grow === 'linear' ? firstMs * nth : firstMs * 2 ** (nth - 1));
      return atOnce ? 0 : delayMs * (1 - jitter * random());
    },
    reset: () => {
      failures.clear();
    },
  };
}
