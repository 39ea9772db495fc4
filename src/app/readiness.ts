import type { GraphEvent } from '../graph/index.ts';

export interface Readiness {
  /** Records the state of a source. */
  readonly record: (event: GraphEvent) => void;
  /** Returns a sentence for each source if none of them works; empty when one does. */
  readonly reasons: () => readonly string[];
}

/**
 * Tracks whether any source works. A live source does, and so does one that connects, or is idle because no query is
 * active: only a reported failure or its end counts against it.
 */
export function createReadiness(sources: readonly string[]): Readiness {
  const troubles = new Map<string, string>();
  return {
    record: (event) => {
      if (event.type !== 'state') return;
      const { source, state, reason } = event;
      if (state === 'down') troubles.set(source, `${source} is down: ${reason?.message ?? 'it has no more posts.'}`);
      else if (state === 'pending' && reason !== undefined)
        troubles.set(source, `${source} is pending: ${reason.message}`);
      else troubles.delete(source);
    },
    reasons: () => (sources.every((source) => troubles.has(source)) ? [...troubles.values()] : []),
  };
}
