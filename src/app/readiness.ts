import type { GraphEvent } from '../graph/index.ts';

export interface Readiness {
  /** Notes what a source says of itself. */
  readonly note: (event: GraphEvent) => void;
  /** Why no source is any good, a sentence for each; empty when one is. */
  readonly reasons: () => readonly string[];
}

/**
 * Whether posts can be had. A source that is live is good, and so is one that rests because nobody wants anything, or
 * that connects: only a trouble that it has told of, or its end, makes it bad.
 */
export function createReadiness(sources: readonly string[]): Readiness {
  const troubles = new Map<string, string>();
  return {
    note: (event) => {
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
