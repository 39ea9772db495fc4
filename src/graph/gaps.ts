import type { Gap, GapReport, SourceEvent } from './ports.ts';

type State = Extract<SourceEvent, { readonly type: 'state' }>;

interface SourceGaps {
  wasEverLive: boolean;
  /** The gap that is open, or that has ended without the source having reported it yet. */
  current: GapReport | undefined;
  /** The id of the last gap. */
  lastId: number;
}

/**
 * Turns the states and gaps of sources into reports of gaps: open from the second in which a source that was live fails,
 * ended when it is live again, and replaced by the source's own account of it, which comes later and is exact. Time
 * before a source was live for the first time is no gap, and neither is time in which no query is tracked.
 */
export class GapReports {
  readonly #sources = new Map<string, SourceGaps>();
  readonly #now: () => number;

  /** `now` returns the wall clock in epoch ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Applies a state of a source; returns the gap that it opens or ends. */
  applyState({ source, state, reason }: State): readonly GapReport[] {
    const gaps = this.#of(source);
    const { current } = gaps;
    const isLive = state === 'live';
    gaps.wasEverLive ||= isLive;
    if (isLive || reason === undefined) {
      if (current === undefined || current.to !== undefined) return [];
      gaps.current = { ...current, to: Math.max(current.from, this.#now()), filled: 'partial' };
      return [gaps.current];
    }
    if (!gaps.wasEverLive || (current !== undefined && current.to === undefined)) return [];
    const from = this.#now();
    gaps.current = { type: 'gap', source, id: nextId(gaps, from), from, cause: reason.message, filled: 'none' };
    return [gaps.current];
  }

  /** Applies a source's own account of a gap. */
  applyGap({ source, from, to, cause, filled }: Gap): readonly GapReport[] {
    const gaps = this.#of(source);
    const { current } = gaps;
    const isCurrent = current !== undefined && to >= current.from && to <= (current.to ?? Infinity);
    if (isCurrent) gaps.current = undefined;
    const id = isCurrent ? current.id : nextId(gaps, this.#now());
    return [{ type: 'gap', source, id, from, to, cause, filled }];
  }

  #of(source: string): SourceGaps {
    const gaps = this.#sources.get(source) ?? { wasEverLive: false, current: undefined, lastId: 0 };
    this.#sources.set(source, gaps);
    return gaps;
  }
}

function nextId(gaps: SourceGaps, now: number): number {
  gaps.lastId = Math.max(now, gaps.lastId + 1);
  return gaps.lastId;
}
