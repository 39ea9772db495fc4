import { isRecord } from '../../model/index.ts';
import {
  readHistory,
  readExplained,
  readPosts,
  readStrings,
  type Explained,
  type StoredHistory,
} from '../state/api-schemas.ts';
import type { FeedItem } from '../state/feed.ts';

/** Selects the buckets of a query in [from, to), epoch ms. */
export interface HistoryRequest {
  readonly query: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** The HTTP API of the server. An answer is undefined where the server has none, or fails. */
export interface Api {
  readonly history: (request: HistoryRequest, signal: AbortSignal) => Promise<StoredHistory | undefined>;
  /** Returns stored posts, newest first, as matches of the query with this id. */
  readonly posts: (query: string, id: string, signal: AbortSignal) => Promise<readonly FeedItem[] | undefined>;
  readonly explain: (text: string, query: string | undefined) => Promise<Explained | undefined>;
  readonly suggestions: () => Promise<readonly string[]>;
  /** Returns the address from which all stored posts on a query can be downloaded. */
  readonly exportUrl: (query: string) => string;
}

const maxPosts = 100;

/** Creates the API of the server that the page comes from. */
export function createApi(): Api {
  return {
    history: async ({ from, to, step, query }, signal) => {
      const params = { query, from: String(from), to: String(to), step: String(step) };
      return readHistory(await get(`/v1/history?${new URLSearchParams(params).toString()}`, signal));
    },
    posts: async (query, id, signal) => {
      const params = new URLSearchParams({ query, limit: String(maxPosts) });
      return readPosts(await get(`/v1/posts?${params.toString()}`, signal), id);
    },
    explain: async (text, query) => readExplained(await post('/v1/explain', { text, query })),
    suggestions: async () => {
      const [suggested, tracked] = await Promise.all([get('/v1/suggestions'), get('/v1/queries')]);
      const given = readStrings(isRecord(suggested) ? suggested['suggestions'] : undefined);
      const queries = isRecord(tracked) && Array.isArray(tracked['queries']) ? tracked['queries'] : [];
      const now = queries.flatMap((each: unknown) => (isRecord(each) ? readStrings([each['query']]) : []));
      return [...new Set([...given, ...now])].slice(0, 16);
    },
    exportUrl: (query) => `/v1/export?${new URLSearchParams({ query, format: 'csv', spreadsheet: '1' }).toString()}`,
  };
}

const get = (path: string, signal?: AbortSignal): Promise<unknown> => request(path, { signal: signal ?? null });

const post = (path: string, body: object): Promise<unknown> =>
  request(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

async function request(path: string, init: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(path, init);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
