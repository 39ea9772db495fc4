import type { Summary } from '../../model/index.ts';

/* The last hour of a query, minute by minute: what the store has of it, and what has come since. */

/** The length of a minute, in ms. */
export const minuteMs = 60_000;
const minutesOfHour = 60;

/** The figures of posts that the card adds up. */
type Figures = Pick<Summary, 'posts' | 'positive' | 'negative' | 'neutral' | 'unscored' | 'meanCompound'>;

/** A minute of history. */
export interface Minute extends Figures {
  /** Its start, epoch ms. */
  readonly at: number;
  /** The share of it in which the query was tracked. */
  readonly tracked: number;
}

/** The parts of a summary of ten seconds that the card reads. */
export type CardSummary = Figures & Pick<Summary, 'from' | 'to'>;

/** The hour as it is shown. */
export interface HourView {
  readonly posts: number;
  /** The mean of the compounds of posts with a score; undefined without any. */
  readonly mean: number | undefined;
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
  /** The mean of each minute, the oldest first. */
  readonly points: readonly (number | undefined)[];
  /** The share of the hour in which the query was tracked. */
  readonly tracked: number;
  /** The posts of the last summaries, and the time that these cover, in ms; undefined before there are any. */
  readonly latest: { readonly posts: number; readonly ms: number } | undefined;
}

/** The summaries that `latest` is made of. */
const latestSummaries = 6;

/** Collects the minutes of the last hour. Its end is the latest time that the server has named. */
export class Hour {
  readonly #minutes = new Map<number, Minute>();
  #latest: readonly CardSummary[] = [];
  /** The start of the first summary: it may lack posts from before it was asked for. */
  #since = Infinity;
  #end = 0;

  /** Called when summaries begin, or begin again. */
  restart(): void {
    this.#since = Infinity;
    this.#latest = [];
  }

  /** Replaces minutes by those of the store, which ended at `to`; but for the minute that summaries are adding up. */
  load(minutes: readonly Minute[], to: number): void {
    const last = this.#latest.at(-1);
    const open = last === undefined ? Infinity : minuteOf(last.from);
    for (const minute of minutes) if (minute.at < open || open <= this.#since) this.#minutes.set(minute.at, minute);
    this.#reach(to);
  }

  /** Adds a summary. Returns false where it is part of a minute that only the store knows from its beginning. */
  add(summary: CardSummary): boolean {
    const { from, to } = summary;
    const isFirst = this.#since === Infinity;
    if (isFirst) this.#since = from;
    else this.#latest = [...this.#latest, summary].slice(-latestSummaries);
    this.#reach(to);
    const at = minuteOf(from);
    if (at <= this.#since) return false;
    const known = from === at ? undefined : this.#minutes.get(at);
    this.#minutes.set(at, { ...(known === undefined ? summary : sumOf(known, summary)), at, tracked: 1 });
    return true;
  }

  read(): HourView {
    const sums = { posts: 0, positive: 0, neutral: 0, negative: 0 };
    const points: (number | undefined)[] = [];
    let [sum, tracked] = [0, 0];
    for (let at = this.#start(); points.length < minutesOfHour; at += minuteMs) {
      const minute = this.#minutes.get(at);
      const scored = minute === undefined ? 0 : scoredOf(minute);
      points.push(scored === 0 ? undefined : minute?.meanCompound);
      if (minute === undefined) continue;
      sums.posts += minute.posts;
      for (const name of ['positive', 'neutral', 'negative'] as const) sums[name] += minute[name];
      sum += minute.meanCompound * scored;
      tracked += minute.tracked;
    }
    const scored = sums.positive + sums.neutral + sums.negative;
    const mean = scored === 0 ? undefined : sum / scored;
    return { ...sums, mean, points, tracked: tracked / minutesOfHour, latest: this.#rate() };
  }

  #rate(): HourView['latest'] {
    const ms = this.#latest.reduce((total, { from, to }) => total + to - from, 0);
    return ms === 0 ? undefined : { posts: this.#latest.reduce((total, { posts }) => total + posts, 0), ms };
  }

  /** Returns the start of the first minute: the last one is that in which the hour ends. */
  #start(): number {
    return (Math.ceil(this.#end / minuteMs) - minutesOfHour) * minuteMs;
  }

  #reach(to: number): void {
    this.#end = Math.max(this.#end, to);
    for (const at of this.#minutes.keys()) if (at < this.#start()) this.#minutes.delete(at);
  }
}

const minuteOf = (time: number): number => Math.floor(time / minuteMs) * minuteMs;

const scoredOf = ({ posts, unscored }: Figures): number => posts - unscored;

function sumOf(one: Figures, other: Figures): Figures {
  const scored = scoredOf(one) + scoredOf(other);
  const sum = one.meanCompound * scoredOf(one) + other.meanCompound * scoredOf(other);
  return {
    posts: one.posts + other.posts,
    positive: one.positive + other.positive,
    negative: one.negative + other.negative,
    neutral: one.neutral + other.neutral,
    unscored: one.unscored + other.unscored,
    meanCompound: scored === 0 ? 0 : sum / scored,
  };
}
