import type { TrackingFrame, UpstreamState } from '../../protocol/index.ts';

const worst: readonly UpstreamState[] = ['down', 'pending', 'live'];

/** A source with its worst state over all queries. */
export interface SourceSummary {
  readonly source: string;
  readonly state: UpstreamState;
  /** The reason for a state other than live, as a sentence. */
  readonly reason: string | undefined;
}

/** Returns each source with its worst state over all queries, in alphabetical order. */
export function sourcesOf(frames: readonly (TrackingFrame | undefined)[]): readonly SourceSummary[] {
  const sources = new Map<string, SourceSummary>();
  for (const frame of frames) {
    for (const [source, state] of Object.entries(frame?.upstream ?? {})) {
      const known = sources.get(source);
      const isWorse = known === undefined || worst.indexOf(state) < worst.indexOf(known.state);
      if (isWorse) sources.set(source, { source, state, reason: frame?.reasons?.[source] });
    }
  }
  return [...sources.values()].toSorted((a, b) => (a.source < b.source ? -1 : 1));
}

/** Returns the names of the sources that are live for every query. */
export const liveSources = (frames: readonly (TrackingFrame | undefined)[]): readonly string[] =>
  sourcesOf(frames)
    .filter(({ state }) => state === 'live')
    .map(({ source }) => source);

/** The text for each state. */
export const stateNames: Readonly<Record<UpstreamState, string>> = {
  live: 'live',
  pending: 'connecting',
  down: 'down',
};
