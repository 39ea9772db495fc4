import { isRecord, isString } from '../../model/index.ts';
import {
  readHistory,
  readExplained,
  readPostsPage,
  readStrings,
  type Explained,
  type PostsPage,
  type Unexplained,
  type StoredHistory,
} from '../state/api-schemas.ts';
import { readAlerts, readAttempts, type ShownAlert, type ShownAttempt } from '../state/alert-schemas.ts';
import type { PostOrder } from '../state/feed.ts';
import { readWhy, type AskedWindow, type Why } from '../state/why.ts';

/** Selects the buckets of a query in [from, to), epoch ms. */
export interface HistoryRequest {
  readonly query: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Selects stored posts; times in epoch ms. */
export interface PostsRequest {
  readonly query: string;
  readonly order: PostOrder;
  readonly limit: number;
  /** A second query that they must match. */
  readonly search?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly before?: number | undefined;
  /** The only post, by both. */
  readonly source?: string | undefined;
  readonly id?: string | undefined;
  /** The `next` of an earlier answer. */
  readonly cursor?: string | undefined;
}

/** A request without a usable answer. */
export interface Failure {
  /** A sentence. */
  readonly reason: string;
  /** The time after which the server may be asked again, in ms; undefined where it names none. */
  readonly retryMs: number | undefined;
}

export type Answer<T> = T | Failure;

export const isFailure = <T extends object>(answer: Answer<T>): answer is Failure => 'reason' in answer;

/** The HTTP API of the server. */
export interface Api {
  readonly history: (request: HistoryRequest, signal: AbortSignal) => Promise<Answer<StoredHistory>>;
  /** Returns stored posts as matches of the query with this id. */
  readonly posts: (request: PostsRequest, id: string, signal: AbortSignal) => Promise<Answer<PostsPage>>;
  /** Tells what is unusual in a window; its posts are matches of the query with this id. */
  readonly why: (window: AskedWindow, id: string, signal: AbortSignal) => Promise<Answer<Why>>;
  readonly explain: (text: string, query: string | undefined) => Promise<Answer<Explained | Unexplained>>;
  readonly alerts: () => Promise<Answer<readonly ShownAlert[]>>;
  /** Returns the latest attempts to deliver alerts, newest first. */
  readonly attempts: () => Promise<Answer<readonly ShownAttempt[]>>;
  /** Returns whether the server answers at all. */
  readonly isUp: () => Promise<boolean>;
  readonly suggestions: () => Promise<readonly string[]>;
  /** Returns the address from which all stored posts on a query can be downloaded. */
  readonly exportUrl: (query: string) => string;
}

const maxAttempts = 50;

/**
 * Creates the API of the server that the page comes from. `onUnauthorized` is called where the server has another token
 * now.
 */
export function createApi(onUnauthorized: () => void): Api {
  const { get, post } = requestsTo(onUnauthorized);
  return {
    history: async ({ from, to, step, query }, signal) => {
      const params = { query, from: String(from), to: String(to), step: String(step) };
      const answer = await get(`/v1/history?${new URLSearchParams(params).toString()}`, signal);
      return read(answer, readHistory, 'The store cannot be read.');
    },
    posts: async (request, id, signal) => {
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries(request)) if (value !== undefined) params.set(name, String(value));
      const answer = await get(`/v1/posts?${params.toString()}`, signal);
      return read(answer, (body) => readPostsPage(body, id), 'The store cannot be read.');
    },
    explain: async (text, query) =>
      read(await post('/v1/explain', { text, query }), readExplained, 'The server cannot explain this now.'),
    why: async ({ query, from, to }, id, signal) => {
      const params = { query, from: String(from), to: String(to) };
      const answer = await get(`/v1/why?${new URLSearchParams(params).toString()}`, signal);
      return read(answer, (body) => readWhy(body, id), 'The store cannot be read.');
    },
    alerts: async () => read(await get('/v1/alerts'), readAlerts, 'The alerts cannot be read.'),
    attempts: async () =>
      read(await get(`/v1/alerts/deliveries?limit=${maxAttempts}`), readAttempts, 'The store cannot be read.'),
    isUp: async () => (await get('/ready')).status > 0,
    suggestions: async () => {
      const [suggested, tracked] = await Promise.all([get('/v1/suggestions'), get('/v1/queries')]);
      const given = readStrings(fieldOf(suggested, 'suggestions'));
      const listed = fieldOf(tracked, 'queries');
      const queries = Array.isArray(listed) ? listed : [];
      const now = queries.flatMap((each: unknown) => (isRecord(each) ? readStrings([each['query']]) : []));
      return [...new Set([...given, ...now])].slice(0, 16);
    },
    exportUrl: (query) => `/v1/export?${new URLSearchParams({ query, format: 'csv', spreadsheet: '1' }).toString()}`,
  };
}

/** An answer of the server. */
interface Received {
  /** The status, or 0 when no answer came. */
  readonly status: number;
  readonly body: unknown;
  readonly retryMs: number | undefined;
}

const fieldOf = ({ body }: Received, name: string): unknown => (isRecord(body) ? body[name] : undefined);

/** Reads a body, or returns the reason that the server gives for its refusal. */
function read<T extends object>(
  answer: Received,
  readBody: (body: unknown) => T | undefined,
  otherwise: string,
): Answer<T> {
  const value = answer.status === 200 ? readBody(answer.body) : undefined;
  if (value !== undefined) return value;
  const error = fieldOf(answer, 'error');
  const reason = answer.status < 500 && isRecord(error) && isString(error['message']) ? error['message'] : otherwise;
  return { reason, retryMs: answer.retryMs };
}

/** Returns the functions that request a path. */
function requestsTo(onUnauthorized: () => void) {
  const request = async (path: string, init: RequestInit): Promise<Received> => {
    try {
      const response = await fetch(path, init);
      if (response.status === 401) onUnauthorized();
      const seconds = Number(response.headers.get('retry-after') ?? NaN);
      const body: unknown = await response.json().catch(() => undefined);
      return { status: response.status, body, retryMs: Number.isNaN(seconds) ? undefined : seconds * 1_000 };
    } catch {
      return { status: 0, body: undefined, retryMs: undefined };
    }
  };
  return {
    get: (path: string, signal?: AbortSignal) => request(path, { signal: signal ?? null }),
    post: (path: string, body: object) =>
      request(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  };
}
