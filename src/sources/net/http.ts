import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  reduce,
  repeat,
  switchMap,
  takeUntil,
  takeWhile,
  tap,
  throwError,
  timer,
  type SchedulerLike,
} from 'rxjs';
import { sentenceOf } from '../../model/index.ts';
import { readChunk } from '../read-chunk.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { failureOf, wordsOf } from './http-failure.ts';
import { reasonOf } from './reason.ts';

export interface HttpAnswer {
  /** Where it came from, redirects followed. */
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Lives as long as the subscription does. */
  readonly body: Readable;
}

export interface GetOptions {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default 5. */
  readonly maxRedirects?: number;
}

/**
 * A GET as a cold observable on a connection of its own. Emits the answer once and goes on until it is unsubscribed,
 * which ends the connection. Errors when there is no answer. Credentials follow a redirect only within their origin.
 */
export function httpGet({ url, headers = {}, maxRedirects = 5 }: GetOptions): Observable<HttpAnswer> {
  return request(url, headers).pipe(
    switchMap((answer) => {
      const location = isRedirect(answer.status) ? answer.headers.location : undefined;
      if (location === undefined) return of(answer);
      answer.body.destroy();
      const next = URL.parse(location, url.href);
      if (next === null || !isHttp(next) || maxRedirects === 0) {
        throw new UpstreamFailure('refused', `${url.host} redirects us to nowhere.`, { status: answer.status });
      }
      const kept = next.origin === url.origin ? headers : withoutCredentials(headers);
      return httpGet({ url: next, headers: kept, maxRedirects: maxRedirects - 1 });
    }),
  );
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);
const isHttp = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:';

const withoutCredentials = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));

export interface PostOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The value that is sent as JSON. */
  readonly json: unknown;
}

/** A POST of JSON, as cold as `httpGet`; redirects are not followed. */
export function httpPost({ url, headers, json }: PostOptions): Observable<HttpAnswer> {
  return request(url, { ...headers, 'Content-Type': 'application/json' }, JSON.stringify(json));
}

function request(url: URL, headers: Readonly<Record<string, string>>, body?: string): Observable<HttpAnswer> {
  return new Observable((subscriber) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const method = body === undefined ? 'GET' : 'POST';
    const outgoing = send(url, { agent: false, method, headers: { 'User-Agent': 'undertone', ...headers } });
    outgoing.on('response', (response) => {
      const { statusCode: status = 0, headers: said } = response;
      subscriber.next({ url, status, headers: said, body: plain(response) });
    });
    outgoing.on('error', (error) => {
      subscriber.error(
        new UpstreamFailure('network', `${url.host} can't be reached: ${reasonOf(error)}.`, { cause: error }),
      );
    });
    outgoing.end(body);
    return () => {
      outgoing.destroy();
    };
  });
}

const startMs = 2_000;
const maxWordsBytes = 4_096;

const decoders: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createUnzip],
  ['deflate', createUnzip],
  ['br', createBrotliDecompress],
]);

/** A body as it was before it was compressed. That is not asked for, but some who stand between do it unasked. */
function plain(response: IncomingMessage): Readable {
  const decoder = decoders.get(response.headers['content-encoding']?.trim().toLowerCase() ?? '')?.();
  // An error between two reads is found by the next one.
  const body = decoder === undefined ? response : pipeline(response, decoder, () => undefined);
  return body.on('error', () => undefined);
}

/** The chunks of a body, read no faster than they are taken; completes with it. */
function chunksOf({ url, body }: HttpAnswer): Observable<Uint8Array> {
  return defer(() => readChunk(body)).pipe(
    repeat(),
    takeWhile((chunk) => 'bytes' in chunk),
    map(({ bytes }) => bytes),
    catchError((cause: unknown) => {
      const reason = sentenceOf(cause).replace(/\.+$/, '');
      return throwError(
        () => new UpstreamFailure('network', `${url.host} broke the connection: ${reason}.`, { cause }),
      );
    }),
  );
}

/** The chunks of a body that has no end, read only while the graph takes more. Its end is an error. */
export function chunksWhile(canAccept$: Observable<boolean>, answer: HttpAnswer): Observable<Uint8Array> {
  const ended$ = throwError(() => new UpstreamFailure('network', `${answer.url.host} closed the connection.`));
  return canAccept$.pipe(switchMap((flowing) => (flowing ? concat(chunksOf(answer), ended$) : NEVER)));
}

/** A whole body, which may have at most so many bytes. */
export function readBody(answer: HttpAnswer, maxBytes: number): Observable<Buffer> {
  return defer(() => {
    let length = 0;
    return chunksOf(answer).pipe(
      tap((bytes) => {
        length += bytes.length;
        if (length <= maxBytes) return;
        throw new UpstreamFailure('http', `${answer.url.host} answers with more than ${maxBytes} bytes.`);
      }),
      reduce<Uint8Array, Uint8Array[]>((parts, bytes) => {
        parts.push(bytes);
        return parts;
      }, []),
      map((parts) => Buffer.concat(parts)),
    );
  });
}

/**
 * What a body begins with, at most so many bytes: what comes in 2 s, however it goes on. Never errors, for what it says
 * matters less than the status before it.
 */
export function readStart(answer: HttpAnswer, maxBytes: number, scheduler: SchedulerLike): Observable<string> {
  return defer(() => {
    const parts: Uint8Array[] = [];
    let length = 0;
    const chunks$ = chunksOf(answer).pipe(
      takeWhile((bytes) => {
        parts.push(bytes);
        length += bytes.length;
        return length < maxBytes;
      }),
      catchError(() => EMPTY),
      takeUntil(timer(startMs, scheduler)),
    );
    return chunks$.pipe(
      ignoreElements(),
      endWith('over'),
      map(() => Buffer.concat(parts).toString('utf8', 0, maxBytes)),
    );
  });
}

export interface RefusalOptions {
  /** What is asked of the reader of its sentence. */
  readonly advice?: string;
  readonly scheduler: SchedulerLike;
}

/** A refusal as an error. */
export function refuseWith(answer: HttpAnswer, { advice, scheduler }: RefusalOptions): Observable<never> {
  const { url, status, headers } = answer;
  const failure = (said: string) =>
    failureOf({ host: url.host, status, headers, said: wordsOf(said), advice, now: scheduler.now() });
  return readStart(answer, maxWordsBytes, scheduler).pipe(mergeMap((said) => throwError(() => failure(said))));
}
