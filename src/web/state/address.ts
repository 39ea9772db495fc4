import { isRangeName, type RangeName } from './ranges.ts';
import type { Measure } from './points.ts';

/** The part of the page's state that is in the address, so that a link shares it. */
export interface View {
  /** The queries as typed. */
  readonly queries: readonly string[];
  readonly range: RangeName;
  readonly measure: Measure;
  /** Whether the lower chart shows shares. */
  readonly isShare: boolean;
}

export const defaultView: View = { queries: [], range: '5m', measure: 'whole', isShare: false };

/** The most queries on a page: more of them could not be told apart. */
export const maxQueries = 10;

/** Parses the part of an address from `?` on. Invalid values are ignored. */
export function readAddress(search: string): View {
  const params = new URLSearchParams(search);
  const queries = params.getAll('q').map((query) => query.trim());
  const range = params.get('range') ?? '';
  return {
    queries: [...new Set(queries.filter((query) => query !== ''))].slice(0, maxQueries),
    range: isRangeName(range) ? range : defaultView.range,
    measure: params.get('of') === 'topic' ? 'topic' : 'whole',
    isShare: params.get('lower') === 'share',
  };
}

/** Returns the part of an address from `?` on; empty for the default view. */
export function writeAddress({ queries, range, measure, isShare }: View): string {
  const params = new URLSearchParams();
  for (const query of queries) params.append('q', query);
  if (range !== defaultView.range) params.set('range', range);
  if (measure !== defaultView.measure) params.set('of', measure);
  if (isShare) params.set('lower', 'share');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
