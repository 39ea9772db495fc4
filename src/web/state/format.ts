import { formatSigned } from '../../model/figures.ts';

export { percentages } from '../../model/figures.ts';

/* The format of figures and times, in English. Negative figures have a minus sign (U+2212), so that columns line up. */

/** Formats a compound or a mean of compounds: `+0.42`, `−0.10`, `0.00`. */
export const signed = (value: number): string => formatSigned(value, 2);

/** Formats a number with up to so many decimals, without trailing zeros. */
export function decimal(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits))).replace('-', '−');
}

/** Formats a count: `1,234`, `12.3k`, `4.5M`. */
export function compact(value: number): string {
  if (value < 10_000) return Math.round(value).toLocaleString('en-GB');
  if (value < 999_500) return `${shorten(value / 1_000)}k`;
  return `${shorten(value / 1_000_000)}M`;
}

const shorten = (value: number): string => (value < 100 ? decimal(value, 1) : String(Math.round(value)));

/** Formats a share of 1 as `37%`. */
export const percent = (value: number): string => `${Math.round(value * 100)}%`;

/** Formats the rate of a count over a time: per minute, or per hour where it is small. */
export function rate(posts: number, ms: number): string {
  const perMinute = ms > 0 ? (posts * 60_000) / ms : 0;
  if (perMinute >= 10) return `${compact(perMinute)}/min`;
  if (perMinute >= 0.95) return `${decimal(perMinute, 1)}/min`;
  return `${compact(perMinute * 60)}/h`;
}

/** Formats a duration: `45 s`, `12 min`, `3 h`, `2 d`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600)
    return seconds % 60 === 0 || seconds > 600 ? `${Math.round(seconds / 60)} min` : minutes(seconds);
  if (seconds < 172_800) return `${decimal(seconds / 3_600, 1)} h`;
  return `${decimal(seconds / 86_400, 1)} d`;
}

const minutes = (seconds: number): string => `${Math.floor(seconds / 60)} min ${seconds % 60} s`;

/** Formats an age: `now`, `12 s`, `3 min`. */
export function ago(ms: number): string {
  if (ms < 1_500) return 'now';
  return ms < 60_000 ? `${Math.round(ms / 1_000)} s` : duration(Math.floor(ms / 60_000) * 60_000);
}

// To make a format takes far longer than to use it.
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const minuteFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** Formats a time of day with seconds, in the reader's time zone. */
export const clock = (at: number | Date): string => clockFormat.format(at);

/** Formats a time of day without seconds, in the reader's time zone. */
export const minuteOf = (at: number | Date): string => minuteFormat.format(at);

/** Formats a day of the year: `15 Jan`. */
export const dayOf = (at: number | Date): string => dayFormat.format(at);

/** Formats a time with the precision of its step. */
export function moment(at: number, stepMs: number): string {
  if (stepMs >= 3_600_000) return `${dayOf(at)}, ${minuteOf(at)}`;
  return stepMs >= 60_000 ? minuteOf(at) : clock(at);
}
