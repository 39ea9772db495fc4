import type { GraphEvent } from '../graph/index.ts';

export interface Readiness {
  /** Records the state of a source. */
  readonly record: (event: GraphEvent) => void;
  /** Returns a sentence for each source if none of them works; empty when one does. */
  readonly reasons: () => readonly string[];
}

/** The longest time without a working source, after one has been live, before that is reported. */
export interface Patience {
  readonly patienceMs: number;
  /** Returns the wall clock in epoch ms. */
  readonly now: () => number;
}

/**
 * Tracks whether any source works. A live source does, and so does one that connects, or is idle because no query is
 * active: only a reported failure or its end counts against it.
 */
export function createReadiness(sources: readonly string[], patience?: Patience): Readiness {
  const troubles = new Map<string, string>();
  const { patienceMs = 0, now = () => 0 } = patience ?? {};
  /** The time since which all sources have had troubles. */
  let troubledAt: number | undefined;
  let wasLive = false;
  const isTroubled = (): boolean => sources.length > 0 && sources.every((source) => troubles.has(source));
  return {
    record: (event) => {
      if (event.type !== 'state') return;
      const { source, state, reason } = event;
      if (state === 'down') troubles.set(source, `${source} is down: ${reason?.message ?? 'it has no more posts.'}`);
      else if (state === 'pending' && reason !== undefined)
        troubles.set(source, `${source} is pending: ${reason.message}`);
      else troubles.delete(source);
      wasLive ||= state === 'live';
      troubledAt = isTroubled() ? (troubledAt ?? now()) : undefined;
    },
    reasons: () => {
      const isReported = troubledAt !== undefined && (!wasLive || now() - troubledAt >= patienceMs);
      return isReported ? [...troubles.values()] : [];
    },
  };
}
