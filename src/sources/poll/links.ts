import type { IncomingHttpHeaders } from 'node:http';
import type { Leader } from '../net/network.ts';
import type { Page } from './body.ts';

/** The address of the next page, and the answer that names it. */
export interface NextPage {
  readonly url: URL;
  readonly ledBy: Leader;
}

/** A page of comments with the address of the next one. */
export interface LinkedPage extends Page {
  readonly size: number;
  readonly bytes: number;
  readonly next: NextPage | undefined;
  /** Whether it lists what earlier answers did: nothing lies between. */
  readonly isConnected: boolean;
}

/**
 * Returns the address that an answer links to as the next page (RFC 8288: `Link: <…>; rel="next"`); undefined when it
 * links to none over HTTP.
 * @example nextPageOf({ link: '</c?page=2>; rel="next"' }, new URL('https://example.com/c')) // https://example.com/c?page=2
 */
export function nextPageOf(headers: IncomingHttpHeaders, base: URL): URL | undefined {
  const link = [headers['link'] ?? ''].flat().join(', ');
  for (const [, target = '', parameters = ''] of link.matchAll(/<([^>]*)>((?:\s*;[^,;"]*(?:"[^"]*")?)*)/g)) {
    const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters)?.slice(1).join('') ?? '';
    if (!/(?:^|\s)next(?:\s|$)/i.test(relations)) continue;
    const url = URL.parse(target.trim(), base.href);
    if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  }
  return undefined;
}

const sizeNames = new Set(['limit', 'per_page', 'perpage', 'page_size', 'pagesize', 'count', 'max_results', 'first']);

/** Returns the number of comments that an address asks for at most; undefined where it does not say. */
export function pageSizeIn(url: URL): number | undefined {
  const sizes = [...url.searchParams].flatMap(([name, value]) =>
    sizeNames.has(name.toLowerCase()) && /^\d+$/.test(value) ? [Number(value)] : [],
  );
  return sizes.find((size) => size > 0);
}

/** Returns whether a page brings nothing new, or what was known before: the pages after it are not needed. */
export const isLast = (page: Pick<LinkedPage, 'isConnected' | 'posts' | 'retractions' | 'invalid'>): boolean =>
  page.isConnected || newsIn(page) === 0;

/** Returns whether a page shows that nothing is missing: it is connected, empty, or the end of the list. */
export const isEnd = (page: LinkedPage): boolean =>
  page.isConnected || page.size === 0 || (page.next === undefined && newsIn(page) > 0);

const newsIn = ({ posts, retractions, invalid }: Pick<LinkedPage, 'posts' | 'retractions' | 'invalid'>): number =>
  posts.length + retractions.length + invalid;
