import { isRecord, parseJson, recordList, stringField, withoutSecrets } from '../../model/index.ts';
import type { StoredBucket } from './post-history.ts';
import { historyStepMs } from './post-history.ts';

/** The longest time for an answer, in ms. */
const answerMs = 5_000;

/** A server, by HTTP. */
export interface ServerPlace {
  /** Its URL, or that of its WebSocket, as the client accepts them. */
  readonly url: string;
  readonly token: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text as JSON; undefined where it is none. */
  readonly body: unknown;
}

/**
 * Returns a sentence on why no session came about. A WebSocket does not say why a handshake failed, so the server is asked
 * again by HTTP.
 */
export async function explainFailure(place: ServerPlace): Promise<string> {
  const shown = withoutSecrets(place.url);
  const answer = await askServer(place, 'ready').catch((error: unknown) => noAnswer(shown, error));
  if (typeof answer === 'string') return answer;
  const { status, body } = answer;
  if (status === 401) {
    return tokenOf(place) === undefined
      ? `The server at ${shown} asks for a token: give it by --token or UNDERTONE_TOKEN.`
      : `The server at ${shown} refuses the token: check --token or UNDERTONE_TOKEN.`;
  }
  const reason = sentenceIn(body);
  if (reason !== undefined) return `The server at ${shown} accepts no session: ${reason}`;
  const isOurs = isRecord(body) && (body['status'] === 'ready' || body['status'] === 'unready');
  if (isOurs) return `The server at ${shown} answers, but accepts no session there: check the path of --url.`;
  return `No Undertone server answers at ${shown}, but something else does, with HTTP status ${status}: check --url.`;
}

/** Returns the sentence of an answer that refuses something; undefined where it has none. */
export function sentenceIn(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  if (isRecord(body['error'])) return stringField(body['error'], 'message');
  const { reasons } = body;
  return Array.isArray(reasons) && reasons.length > 0 ? reasons.map(String).join(' ') : undefined;
}

/** Codes of Node's errors that mean that nothing answers, which needs no further words. */
const absent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

function noAnswer(shown: string, error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = isRecord(cause) ? stringField(cause, 'code') : undefined;
  const message = cause instanceof Error ? cause.message : '';
  const detail = message === '' || (code !== undefined && absent.has(code)) ? '' : ` (${message})`;
  return `No server answers at ${shown}${detail}: \`undertone serve\` starts one, and --url names another.`;
}

/** Returns what the server has stored of the last hour; empty where it stores nothing, or does not answer. */
export async function readHistory(place: ServerPlace, query: string): Promise<readonly StoredBucket[]> {
  const path = `v1/history?${new URLSearchParams({ query, step: String(historyStepMs) }).toString()}`;
  const answer = await askServer(place, path).catch(() => undefined);
  const body = answer?.body;
  if (!isRecord(body) || body['step'] !== historyStepMs) return [];
  return recordList(body['buckets']).flatMap((bucket): readonly StoredBucket[] => {
    const { at, posts, unscored, meanCompound } = bucket;
    const isBucket = typeof at === 'number' && typeof posts === 'number' && typeof meanCompound === 'number';
    return isBucket ? [{ at, posts, unscored: typeof unscored === 'number' ? unscored : 0, meanCompound }] : [];
  });
}

/** Asks a server for a path beside its WebSocket, or sends it a body of JSON. Rejects when it does not answer. */
export async function askServer(place: ServerPlace, path: string, body?: unknown): Promise<Answer> {
  const token = tokenOf(place);
  const response = await fetch(new URL(path, baseOf(place.url)), {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    signal: AbortSignal.timeout(answerMs),
    // A token is for this server alone.
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, text, body: parseJson(text) };
}

function tokenOf({ url, token }: ServerPlace): string | undefined {
  return token ?? URL.parse(url)?.searchParams.get('access_token') ?? undefined;
}

/** Returns the address beside the WebSocket's path, with the scheme of HTTP and without credentials. */
function baseOf(url: string): URL {
  const base = new URL(url.replace(/^ws/i, 'http'));
  base.search = '';
  base.hash = '';
  base.username = '';
  base.password = '';
  return base;
}
