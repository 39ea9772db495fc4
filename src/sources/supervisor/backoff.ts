import type { SchedulerLike } from 'rxjs';
import type { FailureKind, UpstreamFailure } from './failure.ts';

interface Schedule {
  readonly firstMs: number;
  /** The delay of the nth failure in a row (from 1) of its class. */
  readonly grow: 'linear' | 'doubling';
  readonly maxMs: number;
  /** Failures in a row after which there is no further try. */
  readonly maxFailures: number;
}

const minuteMs = 60_000;

/**
 * The backoff of each failure class, as X's documentation gives them (`handling-disconnections.mdx`): network linear by
 * 250 ms to 16 s, HTTP doubling from 5 s to 320 s, 429 doubling from 60 s. A refused connection limit frees itself
 * within seconds, so it begins lower. The bound on `refused` is ours.
 */
const table: Readonly<Record<Exclude<FailureKind, 'no-rules' | 'fatal'>, Schedule>> = {
  network: { firstMs: 250, grow: 'linear', maxMs: 16_000, maxFailures: Infinity },
  http: { firstMs: 5_000, grow: 'doubling', maxMs: 320_000, maxFailures: Infinity },
  'rate-limit': { firstMs: minuteMs, grow: 'doubling', maxMs: 15 * minuteMs, maxFailures: Infinity },
  'connection-limit': { firstMs: 10_000, grow: 'doubling', maxMs: 320_000, maxFailures: Infinity },
  refused: { firstMs: 5_000, grow: 'doubling', maxMs: 320_000, maxFailures: 5 },
};

// The longest wait that an upstream can ask for: a reset in the next century is no reset.
const maxResetMs = 60 * minuteMs;
// The largest random share by which a delay is shortened, so that many clients do not come back in one moment.
const jitter = 0.25;

/** A wait in ms, `wake` for a wait until what was lacking is there, or undefined for no further try. */
export type Wait = number | 'wake' | undefined;

export interface Backoff {
  /** Counts a failure and returns the wait after it. `wasUp` says whether the connection that failed had been up. */
  readonly next: (failure: UpstreamFailure, wasUp: boolean) => Wait;
  /** Forgets all failures, because the upstream has proved stable. */
  readonly reset: () => void;
}

/**
 * Creates the policy that decides how long to wait after each failure. After a connection that had been up, the first
 * break of the network is followed by an attempt at once.
 * @example createBackoff(Math.random, asyncScheduler).next(new UpstreamFailure('http', 'It answers 503.'), false)
 */
export function createBackoff(random: () => number, scheduler: SchedulerLike): Backoff {
  const failures = new Map<FailureKind, number>();
  return {
    next: ({ kind, resetAt }, wasUp) => {
      if (kind === 'fatal') return undefined;
      if (kind === 'no-rules') return 'wake';
      const { firstMs, grow, maxMs, maxFailures } = table[kind];
      const nth = (failures.get(kind) ?? 0) + 1;
      const atOnce = kind === 'network' && wasUp && nth === 1;
      failures.set(kind, nth);
      if (nth > maxFailures) return undefined;
      const resetMs = resetAt === undefined ? 0 : Math.min(maxResetMs, resetAt - scheduler.now());
      // The random part is only added to a reset: before it, an upstream refuses for sure.
      if (resetMs > 0) return resetMs + random() * 1_000;
      const delayMs = Math.min(maxMs, grow === 'linear' ? firstMs * nth : firstMs * 2 ** (nth - 1));
      return atOnce ? 0 : delayMs * (1 - jitter * random());
    },
    reset: () => {
      failures.clear();
    },
  };
}
