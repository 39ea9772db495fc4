const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const rangeNames = ['1m', '5m', '15m', '1h', '6h', '24h', '7d', '30d'] as const;
export type RangeName = (typeof rangeNames)[number];

/** A time range that ends now, and how it is drawn. */
export interface Range {
  readonly name: RangeName;
  /** The name shown to people. */
  readonly label: string;
  readonly ms: number;
  /** The step of the ring buffer that it is read from. */
  readonly ringMs: number;
  /** The time between two points, a multiple of `ringMs`. */
  readonly stepMs: number;
  /** The time before a point that it sums up. */
  readonly windowMs: number;
  /** The time between two redraws. */
  readonly redrawMs: number;
}

/** The ring buffers of every query: step and length. Each is a little longer than the ranges need. */
export const ringSizes = [
  [second, 420],
  [10 * second, 420],
  [minute, 1_500],
  [hour, 760],
] as const;

export const ranges: Readonly<Record<RangeName, Range>> = {
  '1m': range('1m', 'Last minute', { ms: minute, ringMs: second, stepMs: second, windowMs: 10 * second }),
  '5m': range('5m', 'Last 5 minutes', { ms: 5 * minute, ringMs: second, stepMs: 2 * second, windowMs: 20 * second }),
  '15m': range('15m', 'Last 15 minutes', {
    ms: 15 * minute,
    ringMs: 10 * second,
    stepMs: 10 * second,
    windowMs: minute,
  }),
  '1h': range('1h', 'Last hour', { ms: hour, ringMs: 10 * second, stepMs: 30 * second, windowMs: 2 * minute }),
  '6h': range('6h', 'Last 6 hours', { ms: 6 * hour, ringMs: minute, stepMs: 3 * minute, windowMs: 9 * minute }),
  '24h': range('24h', 'Last 24 hours', { ms: day, ringMs: minute, stepMs: 10 * minute, windowMs: 30 * minute }),
  '7d': range('7d', 'Last 7 days', { ms: 7 * day, ringMs: hour, stepMs: hour, windowMs: 3 * hour }),
  '30d': range('30d', 'Last 30 days', { ms: 30 * day, ringMs: hour, stepMs: 6 * hour, windowMs: 12 * hour }),
};

/** Returns whether a text names a range. */
export const isRangeName = (text: string): text is RangeName => rangeNames.some((name) => name === text);

type Lengths = Pick<Range, 'ms' | 'ringMs' | 'stepMs' | 'windowMs'>;

function range(name: RangeName, label: string, lengths: Lengths): Range {
  // By then the lines have moved by a pixel or two.
  return { name, label, ...lengths, redrawMs: Math.min(second, Math.max(250, lengths.ms / 600)) };
}

/** Returns the step of a range's history: the store has nothing finer than 10 s. */
export const historyStepMs = ({ ringMs }: Range): number => Math.max(10 * second, ringMs);

/** The step of the history from which the top hashtags and words of a range are summed up. */
export function termsStepMs({ ms }: Pick<Range, 'ms'>): number {
  const steps = [10 * second, minute, 5 * minute, 30 * minute, hour, 6 * hour, day];
  return steps.find((step) => ms / step <= 30) ?? day;
}

/** Returns the shortest range that shows a domain: a long range with little history is drawn like a short one. */
export function rangeFor(range: Range, { from, to }: Domain): Range {
  const name = rangeNames.find((each) => ranges[each].ms >= Math.min(range.ms, to - from)) ?? range.name;
  return { ...ranges[name], name: range.name, label: range.label };
}

/** Returns a range for figures: with steps of at least 10 s, because stored counts are only spread over finer ones. */
export function inFigures(range: Range): Range {
  const stepMs = Math.max(10 * second, range.stepMs);
  return { ...range, ringMs: historyStepMs(range), stepMs, windowMs: stepMs };
}

/** Returns the window of the top hashtags and words; the server accepts an hour, in 360 parts, at most. */
export function topsWindow({ ms }: Range): { readonly windowMs: number; readonly everyMs: number } {
  const windowMs = Math.min(ms, hour);
  return { windowMs, everyMs: Math.max(second, windowMs / 150) };
}

/** The ends of the time axis, epoch ms. */
export interface Domain {
  readonly from: number;
  readonly to: number;
}

/**
 * Returns the domain of the time axis: the range up to now. While there is nothing older, it grows from a minute to the
 * range, so that the first posts are not squeezed at its edge.
 */
export function domainOf({ ms }: Range, now: number, firstAt: number | undefined): Domain {
  const shown = firstAt === undefined ? minute : Math.max(minute, (now - firstAt) * 1.1);
  return { from: now - Math.min(ms, shown), to: now };
}
