import { isRangeName, type RangeName } from './ranges.ts';
import type { Measure } from './points.ts';

/** What the address bar holds, so that a link shares it. */
export interface View {
  /** The queries as they were typed. */
  readonly queries: readonly string[];
  readonly range: RangeName;
  readonly measure: Measure;
}

export const defaultView: View = { queries: [], range: '5m', measure: 'whole' };

/** Queries that fit a page: beyond, nobody tells them apart. */
export const maxQueries = 10;

/** Reads the part of an address from `?` on. What can't be used is left out. */
export function readAddress(search: string): View {
  const params = new URLSearchParams(search);
  const queries = params.getAll('q').map((query) => query.trim());
  const range = params.get('range') ?? '';
  return {
    queries: [...new Set(queries.filter((query) => query !== ''))].slice(0, maxQueries),
    range: isRangeName(range) ? range : defaultView.range,
    measure: params.get('of') === 'topic' ? 'topic' : 'whole',
  };
}

/** The part of an address from `?` on; empty for the view that comes by itself. */
export function writeAddress({ queries, range, measure }: View): string {
  const params = new URLSearchParams();
  for (const query of queries) params.append('q', query);
  if (range !== defaultView.range) params.set('range', range);
  if (measure !== defaultView.measure) params.set('of', measure);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
