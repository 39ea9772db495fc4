import { csvCell } from '../../model/index.ts';
import { meanOf, spreadOf } from './points.ts';
import type { Counts } from './ring-buffer.ts';

/** A query and its counts. */
export interface CsvSeries {
  readonly query: string;
  /** The counts of each step. */
  readonly counts: readonly Counts[];
}

const columns = 'query,from,to,posts,positive,negative,neutral,unscored,meanCompound,meanTopicCompound,spreadCompound';

/** Returns a chart as CSV (RFC 4180): a line for each query and step with posts. `times` are the ends of the steps. */
export function csvOf(series: readonly CsvSeries[], times: readonly number[], stepMs: number): string {
  const lines = series.flatMap(({ query, counts }) =>
    counts.flatMap((count, index) => {
      const end = times[index];
      if (end === undefined || count.posts === 0) return [];
      const { posts, positive, negative, neutral, unscored } = count;
      const figures = [meanOf(count, 'whole'), meanOf(count, 'topic'), spreadOf(count)].map((value) =>
        figure(value, 4),
      );
      const whole = [posts, positive, negative, neutral, unscored].map((value) => figure(value, 1));
      return [[csvCell(query, true), iso(end - stepMs), iso(end), ...whole, ...figures].join(',')];
    }),
  );
  return `${[columns, ...lines].join('\r\n')}\r\n`;
}

const iso = (at: number): string => new Date(at).toISOString();

const figure = (value: number | undefined, digits: number): string =>
  value === undefined ? '' : String(Number(value.toFixed(digits)) + 0);
