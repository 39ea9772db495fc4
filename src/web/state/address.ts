import { isRangeName, type RangeName } from './ranges.ts';
import type { Measure } from './points.ts';
import { polarityNames, type PolarityIndex } from '../../model/index.ts';

/** The part of the page's state that is in the address, so that a link shares it. */
export interface View {
  /** The queries as typed. */
  readonly queries: readonly string[];
  /** The query whose posts and spread are shown. */
  readonly picked: string | undefined;
  /** The polarity of the posts that are listed. */
  readonly polarityIndex: PolarityIndex | undefined;
  readonly range: RangeName;
  readonly measure: Measure;
  /** Whether the lower chart shows shares. */
  readonly isShare: boolean;
}

export const defaultView: View = {
  queries: [],
  picked: undefined,
  polarityIndex: undefined,
  range: '5m',
  measure: 'whole',
  isShare: false,
};

/** The most queries on a page: more of them could not be told apart. */
export const maxQueries = 10;

/** Parses the part of an address from `?` on. Invalid values are ignored. */
export function readAddress(search: string): View {
  const params = new URLSearchParams(search);
  const given = params.getAll('q').map((query) => query.trim());
  const queries = [...new Set(given.filter((query) => query !== ''))].slice(0, maxQueries);
  const range = params.get('range') ?? '';
  return {
    queries,
    picked: queries.find((query) => query === params.get('pick')),
    polarityIndex: polarities.find((index) => polarityNames[index] === params.get('posts')),
    range: isRangeName(range) ? range : defaultView.range,
    measure: params.get('of') === 'topic' ? 'topic' : 'whole',
    isShare: params.get('lower') === 'share',
  };
}

const polarities: readonly PolarityIndex[] = [0, 1, 2];

/** Returns the part of an address from `?` on; empty for the default view. */
export function writeAddress({ queries, picked, polarityIndex, range, measure, isShare }: View): string {
  const params = new URLSearchParams();
  for (const query of queries) params.append('q', query);
  if (picked !== undefined) params.set('pick', picked);
  if (polarityIndex !== undefined) params.set('posts', polarityNames[polarityIndex]);
  if (range !== defaultView.range) params.set('range', range);
  if (measure !== defaultView.measure) params.set('of', measure);
  if (isShare) params.set('lower', 'share');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
