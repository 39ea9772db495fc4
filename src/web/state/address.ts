import { isRangeName, type Domain, type RangeName } from './ranges.ts';
import type { Measure } from './points.ts';
import type { AskedWindow } from './why.ts';
import { faultOf } from './check-query.ts';
import type { PostOrder } from './feed.ts';
import { polarityNames, type PolarityIndex, type PostRef } from '../../model/index.ts';

/** The part of the page's state that is in the address, so that a link shares it. */
export interface View {
  /** The queries as typed. */
  readonly queries: readonly string[];
  /** The numbers of their looks. */
  readonly slots: readonly number[];
  /** The queries that are hidden from the charts and the posts. */
  readonly hidden: readonly string[];
  /** The query whose posts and spread are shown. */
  readonly picked: string | undefined;
  /** The polarity of the posts that are listed. */
  readonly polarityIndex: PolarityIndex | undefined;
  readonly range: RangeName;
  /** The span that is shown instead of the range, epoch ms. */
  readonly span: Domain | undefined;
  /** The window that is asked about. */
  readonly asked: AskedWindow | undefined;
  readonly measure: Measure;
  /** Whether the lower chart shows shares. */
  readonly isShare: boolean;
  /** A second query that the listed posts must match; empty for none. */
  readonly search: string;
  readonly order: PostOrder;
  /** The post that is shown above the others. */
  readonly linked: PostRef | undefined;
  /** True if the page is shown on a wall. */
  readonly isWall: boolean;
}

export const defaultView: View = {
  queries: [],
  slots: [],
  hidden: [],
  picked: undefined,
  polarityIndex: undefined,
  range: '5m',
  span: undefined,
  asked: undefined,
  measure: 'whole',
  isShare: false,
  search: '',
  order: 'newest',
  linked: undefined,
  isWall: false,
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
    slots: slotsIn(params.get('looks') ?? '', queries.length),
    hidden: queries.filter((query) => params.getAll('hide').includes(query)),
    picked: queries.find((query) => query === params.get('pick')),
    polarityIndex: polarities.find((index) => polarityNames[index] === params.get('posts')),
    range: isRangeName(range) ? range : defaultView.range,
    span: spanIn(params.get('from'), params.get('to')),
    asked: askedIn(params, queries),
    measure: params.get('of') === 'topic' ? 'topic' : 'whole',
    isShare: params.get('lower') === 'share',
    search: searchIn(params.get('find')),
    order: params.get('order') === 'strongest' ? 'strongest' : 'newest',
    linked: postIn(params.get('post-source'), params.get('post')),
    isWall: params.has('wall') && params.get('wall') !== '0',
  };
}

const searchIn = (text: string | null): string => {
  const search = text?.trim() ?? '';
  return search === '' || faultOf(search) !== undefined ? '' : search;
};

const postIn = (source: string | null, id: string | null): PostRef | undefined =>
  source === null || id === null ? undefined : { source, id };

/** Reads a span in epoch ms, or in any form of dates. */
function spanIn(from: string | null, to: string | null): Domain | undefined {
  const [start, end] = [from ?? '', to ?? ''].map((text) => (/^\d+$/.test(text) ? Number(text) : Date.parse(text)));
  const isSpan = start !== undefined && end !== undefined && start >= minInstant && end > start && end <= maxInstant;
  return isSpan ? { from: start, to: end } : undefined;
}

function askedIn(params: URLSearchParams, queries: readonly string[]): AskedWindow | undefined {
  const query = queries.find((each) => each === params.get('why'));
  const span = spanIn(params.get('why-from'), params.get('why-to'));
  return query === undefined || span === undefined
    ? undefined
    : { query, ...span, term: params.get('why-term') ?? undefined };
}

/** Smaller numbers are seconds; larger ones are no dates. */
const minInstant = 1e11;
const maxInstant = 8.64e15;

/** Reads a digit for each query; without them, or with wrong ones, they have the looks of their places. */
function slotsIn(digits: string, count: number): readonly number[] {
  const isValid = new RegExp(`^\\d{${count}}$`).test(digits) && new Set(digits).size === count;
  return isValid ? Array.from(digits, Number) : Array.from({ length: count }, (_, index) => index);
}

const polarities: readonly PolarityIndex[] = [0, 1, 2];

/** Returns the part of an address from `?` on; empty for the default view. */
export function writeAddress(view: View): string {
  const { queries, slots, hidden, picked, polarityIndex, range, span, asked, measure, isShare, search, order, linked } =
    view;
  const params = new URLSearchParams();
  for (const query of queries) params.append('q', query);
  // One query alone cannot be taken for another.
  if (slots.length > 1 && slots.some((slot, index) => slot !== index)) params.set('looks', slots.join(''));
  for (const query of hidden) params.append('hide', query);
  if (picked !== undefined) params.set('pick', picked);
  if (polarityIndex !== undefined) params.set('posts', polarityNames[polarityIndex]);
  if (range !== defaultView.range) params.set('range', range);
  if (span !== undefined) {
    params.set('from', String(span.from));
    params.set('to', String(span.to));
  }
  if (asked !== undefined) {
    params.set('why', asked.query);
    params.set('why-from', String(asked.from));
    params.set('why-to', String(asked.to));
    if (asked.term !== undefined) params.set('why-term', asked.term);
  }
  if (measure !== defaultView.measure) params.set('of', measure);
  if (isShare) params.set('lower', 'share');
  if (search !== '') params.set('find', search);
  if (order !== defaultView.order) params.set('order', order);
  if (linked !== undefined) {
    params.set('post-source', linked.source);
    params.set('post', linked.id);
  }
  if (view.isWall) params.set('wall', '1');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
