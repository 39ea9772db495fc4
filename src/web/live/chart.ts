import { computed, untracked, type ReadonlySignal } from '@preact/signals';
import { lossy, type Gap } from '../state/gaps.ts';
import { pointsOf, timesOf, type Measure, type Points } from '../state/points.ts';
import { domainOf, inFigures, ranges, type Domain, type Range } from '../state/ranges.ts';
import type { Page } from './page.ts';
import type { TrackedQuery } from './tracked-query.ts';

/** The contents of the charts at a moment. */
export interface ChartData {
  readonly range: Range;
  readonly measure: Measure;
  readonly domain: Domain;
  /** The ends of the steps, epoch ms. */
  readonly times: readonly number[];
  readonly lines: readonly { readonly track: TrackedQuery; readonly points: Points }[];
  /** Spans of time of which posts may be missing. */
  readonly gaps: readonly Gap[];
}

/** Creates the signal of the charts' contents. */
export function createChart(page: Page): ReadonlySignal<ChartData> {
  return computed(() => chartOf(page, ranges[page.range.value]));
}

/** Returns the current contents of the charts as figures for a table, in whole posts. */
export const figuresOf = (page: Page): ChartData => untracked(() => chartOf(page, inFigures(ranges[page.range.value])));

function chartOf(page: Page, range: Range): ChartData {
  const now = page.now.value;
  const measure = page.measure.value;
  const tracks = page.tracks.value;
  const firsts = tracks.flatMap(({ series: { firstAt } }) => firstAt ?? []);
  const domain = domainOf(range, now, firsts.length === 0 ? undefined : Math.min(...firsts));
  const times = timesOf(range, domain);
  const gaps = gapsAt(page, now).filter(({ to }) => to > domain.from);
  const lines = tracks.map((track) => ({
    track,
    points: pointsOf(track.series, range, { times, gaps, measure, now }),
  }));
  return { range, measure, domain, times, lines, gaps };
}

/** Returns the gaps with losses, and the open gap of our own connection. */
function gapsAt(page: Page, now: number): readonly Gap[] {
  const gaps = lossy(page.gaps.value);
  const from = page.lostAt.value;
  if (from === undefined) return gaps;
  return [
    ...gaps,
    { source: 'connection', from, to: now, cause: 'The connection is lost.', filled: 'none', open: true },
  ];
}
