import { isRecord, isString } from '../../model/index.ts';
import {
  readHistory,
  readExplained,
  readPosts,
  readStrings,
  type Explained,
  type Unexplained,
  type StoredHistory,
} from '../state/api-schemas.ts';
import { readAlerts, readAttempts, type ShownAlert, type ShownAttempt } from '../state/alert-schemas.ts';
import type { FeedItem } from '../state/feed.ts';
import { readWhy, type AskedWindow, type Why } from '../state/why.ts';

/** Selects the buckets of a query in [from, to), epoch ms. */
export interface HistoryRequest {
  readonly query: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
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
  /** Returns stored posts, newest first, as matches of the query with this id. */
  readonly posts: (query: string, id: string, signal: AbortSignal) => Promise<readonly FeedItem[]>;
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

const maxPosts = 100;
const maxAttempts = 50;

/** Creates the API of the server that the page comes from. */
export function createApi(): Api {
  return {
    history: async ({ from, to, step, query }, signal) => {
      const params = { query, from: String(from), to: String(to), step: String(step) };
      const answer = await get(`/v1/history?${new URLSearchParams(params).toString()}`, signal);
      return read(answer, readHistory, 'The store cannot be read.');
    },
    posts: async (query, id, signal) => {
      const params = new URLSearchParams({ query, limit: String(maxPosts) });
      const { body } = await get(`/v1/posts?${params.toString()}`, signal);
      return readPosts(body, id) ?? [];
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

const get = (path: string, signal?: AbortSignal): Promise<Received> => request(path, { signal: signal ?? null });

const post = (path: string, body: object): Promise<Received> =>
  request(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

async function request(path: string, init: RequestInit): Promise<Received> {
  try {
    const response = await fetch(path, init);
    // The server has another token now: the page in its place asks for it.
    if (response.status === 401) location.reload();
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    const body: unknown = await response.json().catch(() => undefined);
    return { status: response.status, body, retryMs: Number.isNaN(seconds) ? undefined : seconds * 1_000 };
  } catch {
    return { status: 0, body: undefined, retryMs: undefined };
  }
}
