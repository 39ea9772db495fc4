import type { TrackingFrame, UpstreamState } from '../../protocol/index.ts';

const worst: readonly UpstreamState[] = ['down', 'pending', 'live'];

/** Returns each source with its worst state over all queries, in alphabetical order. */
export function sourcesOf(
  frames: readonly (TrackingFrame | undefined)[],
): readonly (readonly [string, UpstreamState])[] {
  const states = new Map<string, UpstreamState>();
  for (const frame of frames) {
    for (const [source, state] of Object.entries(frame?.upstream ?? {})) {
      const known = states.get(source) ?? state;
      states.set(source, worst.find((each) => each === known || each === state) ?? state);
    }
  }
  return [...states].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The text for each state. */
export const stateNames: Readonly<Record<UpstreamState, string>> = {
  live: 'live',
  pending: 'connecting',
  down: 'down',
};
