import { computed, untracked, type ReadonlySignal } from '@preact/signals';
import { lossy, untilNow, type Gap } from '../state/gaps.ts';
import { pointsOf, timesOf, type Measure, type Points } from '../state/points.ts';
import type { Anomaly } from '../state/anomalies.ts';
import { inFigures, ranges, type Domain, type Range } from '../state/ranges.ts';
import type { Series } from '../state/series.ts';
import type { AskedWindow } from '../state/why.ts';
import { exactSpan, uncoveredSpans, type CoveredLine, type UncoveredSpan } from '../state/uncovered.ts';
import type { Page } from './page.ts';
import type { TrackedQuery } from './tracked-query.ts';

/** A query in the charts. */
export interface ChartLine {
  readonly track: TrackedQuery;
  readonly series: Series;
  readonly points: Points;
  readonly anomalies: readonly Anomaly[];
}

/** The contents of the charts at a moment. */
export interface ChartData {
  readonly range: Range;
  readonly measure: Measure;
  readonly domain: Domain;
  /** The ends of the steps, epoch ms. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Spans of time of which posts may be missing. */
  readonly gaps: readonly Gap[];
  /** Spans in which queries were not tracked, or the page had no connection. */
  readonly untracked: readonly UncoveredSpan[];
  /** Whether the time ends now. */
  readonly isLive: boolean;
  /** Whether tracking began within the range. */
  readonly isYoung: boolean;
  /** The window that is asked about. */
  readonly asked: AskedWindow | undefined;
}

/** Creates the signal of the charts' contents. */
export function createChart(page: Page): ReadonlySignal<ChartData> {
  return computed(() => chartOf(page, (range) => range));
}

/** Returns the current contents of the charts as figures for a table, in whole posts. */
export const figuresOf = (page: Page): ChartData => untracked(() => chartOf(page, inFigures));

/** Shorter spans are not listed, in ms: coverage is reported once a second. */
const minListedMs = 5_000;

/** A span of the shown time in which a query was not tracked although another one was. */
export interface UntrackedSpan extends Domain {
  readonly track: TrackedQuery;
  /** Whether it began before the shown time. */
  readonly isFirst: boolean;
}

/** Returns the spans of the shown time in which a query was not tracked, the latest first. */
export function untrackedSpansOf(page: Page): readonly UntrackedSpan[] {
  const { times, lines, range } = untracked(() => chartOf(page, (drawn) => drawn));
  const lostAt = page.lostAt.peek() ?? Infinity;
  const begin = times.find((_, index) => lines.some(({ points }) => points.covered[index])) ?? Infinity;
  return (
    lines
      .filter(({ track }) => track.refusal.peek() === undefined)
      .flatMap(({ track, points }) =>
        uncoveredSpans(times, [{ name: track.query, covered: points.covered }], range.stepMs).map((span) => ({
          ...exactSpan(span, times, points.counts),
          track,
          isFirst: span.from < begin - range.stepMs || span.from < (times[0] ?? 0),
        })),
      )
      // Time without a connection is listed as a gap.
      .filter(({ from, to }) => to > begin && to - from >= minListedMs && to <= lostAt)
      .toSorted((a, b) => b.to - a.to)
  );
}

function chartOf(page: Page, adapt: (range: Range) => Range): ChartData {
  const measure = page.measure.value;
  const tracks = page.queries.shown.value;
  const shown = page.time.shown();
  const { domain } = shown;
  const isLive = page.time.span.value === undefined;
  // A span that stands still is drawn once a second, for what is late.
  const now = isLive ? page.now.value : page.second.value;
  const range = adapt(shown.range);
  const times = timesOf(range, domain);
  const gaps = gapsAt(page, now).filter(({ from, to }) => to > domain.from && from < domain.to);
  const lines = tracks.map((track) => {
    const stored = page.time.storedOf(track, shown.range);
    const { series = track.series, anomalies: found = track.anomalies.value } = stored ?? {};
    // Shifts are of the sentiment of whole posts.
    const anomalies = found.filter(({ kind }) => kind === 'spike' || measure === 'whole');
    const points = pointsOf(series, range, { times, gaps, measure, now, isCovered: track.isCovered });
    return { track, series, points, anomalies };
  });
  const isLoading = !isLive && page.spans.state.value.name === 'loading';
  return {
    range,
    measure,
    domain,
    times,
    lines,
    gaps,
    untracked: uncoveredSpans(times, isLoading ? [] : coveredLines(lines), range.stepMs)
      .filter(({ isWhole, from, to }) => isWhole || to - from >= minListedMs)
      .map((span) => (span.to > (page.lostAt.value ?? Infinity) ? { ...span, label: 'no connection' } : span)),
    isLive,
    asked: page.why.asked.value,
    isYoung: isLive && domain.to - domain.from < 0.95 * ranges[page.range.value].ms,
  };
}

/** Returns the coverage of the queries that are not refused. */
const coveredLines = (lines: ChartData['lines']): readonly CoveredLine[] =>
  lines
    .filter(({ track }) => track.refusal.value === undefined)
    .map(({ track, points }) => ({ name: track.query, covered: points.covered }));

/** Returns the gaps with losses, open ones included. */
function gapsAt(page: Page, now: number): readonly Gap[] {
  return [...lossy(page.gaps.closed.value), ...page.gaps.open.value.map((gap) => untilNow(gap, now))];
}
