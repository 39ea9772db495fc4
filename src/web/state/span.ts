import { historyStepMs, rangeNames, ranges, ringSizes, type Domain, type Range, type RangeName } from './ranges.ts';

import type { Anomaly } from './anomalies.ts';
import type { Series } from './series.ts';

/* The shown time where it does not end now: spans from one time to another. */

const dayMs = 86_400_000;
/** The shortest and the longest span that is shown, in ms. */
export const minSpanMs = 30_000;
export const maxSpanMs = ranges['30d'].ms;

/** Returns how a span is drawn: like the shortest range that holds it. */
export function rangeOfSpan(span: Domain, now: number): Range {
  const length = span.to - span.from;
  const name = rangeNames.find((each) => ranges[each].ms >= length) ?? '30d';
  return { ...ranges[name], ms: length, label: spanLabel(span, now) };
}

/** Returns the span between two times in either order, moved and cut so that it can be shown; in whole seconds. */
export function fitted({ from, to }: Domain, now: number): Domain {
  const [start, end] = from <= to ? [from, to] : [to, from];
  const length = Math.min(maxSpanMs, Math.max(minSpanMs, end - start));
  const middle = (start + end) / 2;
  const last = Math.min(now, middle + length / 2);
  const first = Math.max(1, Math.round((last - length) / 1_000)) * 1_000;
  return { from: first, to: first + Math.round(length / 1_000) * 1_000 };
}

/** Returns a span moved by parts of its length: a negative number moves it back in time. */
export function scrolled({ from, to }: Domain, parts: number, now: number): Domain {
  const ms = parts * (to - from);
  return fitted({ from: from + ms, to: to + ms }, now);
}

/** Returns a span whose length is multiplied around a time in it, which keeps its place. */
export function zoomed({ from, to }: Domain, factor: number, { around, now }: ZoomOptions): Domain {
  const wanted = Math.min(maxSpanMs, Math.max(minSpanMs, factor * (to - from)));
  const times = wanted / (to - from);
  return fitted({ from: around - (around - from) * times, to: around + (to - around) * times }, now);
}

/** The time in a span that keeps its place, and event time, both epoch ms. */
interface ZoomOptions {
  readonly around: number;
  readonly now: number;
}

/** Returns the range as which a span that ends now is shown live; undefined where it ends before. */
export function liveRangeOf({ from, to }: Domain, now: number): RangeName | undefined {
  if (to < now - 1_500) return undefined;
  return rangeNames.find((name) => ranges[name].ms >= to - from - 1_500) ?? '30d';
}

/** Returns the name of a span for people: its times of day, with the date unless it is of today. */
export function spanLabel({ from, to }: Domain, now: number): string {
  const isFine = to - from < 600_000;
  const start = nameOf(from, isFine, isSameDay(from, now) ? undefined : from);
  const end = nameOf(to, isFine, isSameDay(from, to) ? undefined : to);
  return `${start} to ${end}`;
}

/** Returns the name of a time for people, with the date unless it is of today. */
export const spanStart = (at: number, now: number): string => nameOf(at, false, isSameDay(at, now) ? undefined : at);

function nameOf(at: number, isFine: boolean, dated: number | undefined): string {
  const time = new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(isFine && { second: '2-digit' }),
  });
  if (dated === undefined) return time;
  return `${new Date(dated).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time}`;
}

const isSameDay = (a: number, b: number): boolean =>
  Math.abs(a - b) < dayMs && new Date(a).getDate() === new Date(b).getDate();

/** Returns whether the rings of a live series still have all that is drawn of a span. */
export function isInRings({ from }: Domain, { ringMs, windowMs }: Range, now: number): boolean {
  const length = ringSizes.find(([stepMs]) => stepMs === ringMs)?.[1] ?? 0;
  return from - windowMs > now - (length - 1) * ringMs;
}

/** Returns the sizes of the rings that hold a span, and as much time before it, with which it is compared. */
export function sizesFor({ from, to }: Domain, range: Range): readonly (readonly [stepMs: number, length: number])[] {
  const steps = new Set([range.ringMs, historyStepMs(range)]);
  return [...steps].map((stepMs) => [stepMs, Math.ceil((2 * (to - from) + range.windowMs) / stepMs) + 2]);
}

/** The stored counts of a query in the shown span, where the live counts do not reach back. */
export interface StoredSpan {
  /** The step of its finest counts, in ms. */
  readonly ringMs: number;
  readonly series: Series;
  readonly anomalies: readonly Anomaly[];
}
