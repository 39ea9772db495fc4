import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  NEVER,
  reduce,
  repeat,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { sentenceOf } from '../../model/index.ts';
import { readChunk } from '../read-chunk.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';

/** A body with the address that it came from. */
export interface Body {
  readonly url: URL;
  readonly body: Readable;
}

const startMs = 2_000;
const ignore = (): undefined => undefined;

/** The codings that are undone, by their names (RFC 9110, 8.4.1). */
const decoders: ReadonlyMap<string, (body: Readable) => Readable> = new Map<string, (body: Readable) => Readable>([
  ['gzip', (body) => pipeline(body, createGunzip(), ignore)],
  ['x-gzip', (body) => pipeline(body, createGunzip(), ignore)],
  ['deflate', inflate],
  ['br', (body) => pipeline(body, createBrotliDecompress(), ignore)],
]);

/** Undoes `deflate`, with the header of zlib as RFC 9110 has it, or without as some servers send it. */
function inflate(body: Readable): Readable {
  const output = new PassThrough();
  body.once('error', (error) => output.destroy(error));
  body.once('readable', () => {
    const first: unknown = body.read();
    if (!(first instanceof Uint8Array)) {
      output.end();
      return;
    }
    body.unshift(first);
    pipeline(body, hasZlibHeader(first) ? createInflate() : createInflateRaw(), output, ignore);
  });
  return output;
}

/** Returns whether bytes begin as a zlib stream does (RFC 1950, 2.2). */
function hasZlibHeader([method = 0, flags]: Uint8Array): boolean {
  return (method & 0x0f) === 8 && (flags === undefined || (method * 256 + flags) % 31 === 0);
}

/**
 * Returns a body as it was before it was compressed, once or several times. Compression is not asked for, but some
 * proxies compress unasked. A body in a coding that is not known is returned as it is.
 */
export function decompressed(response: IncomingMessage): Readable {
  const codings = (response.headers['content-encoding'] ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  let body: Readable = response;
  for (const coding of codings.toReversed()) body = decoders.get(coding)?.(body) ?? body;
  // An error between two reads is found by the next one.
  response.on('error', ignore);
  return body.on('error', ignore);
}

/** Returns bytes as text; a byte order mark at their start is dropped, and what is not UTF-8 replaced. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Emits the chunks of a body, read no faster than they are consumed; completes with it. */
function chunksOf({ url, body }: Body): Observable<Uint8Array> {
  return defer(() => readChunk(body)).pipe(
    repeat(),
    takeWhile((chunk) => 'bytes' in chunk),
    map(({ bytes }) => bytes),
    catchError((cause: unknown) => throwError(() => brokenBy(cause, url))),
  );
}

function brokenBy(cause: unknown, { host }: URL): UpstreamFailure {
  const reason = sentenceOf(cause).replace(/\.+$/, '');
  return new UpstreamFailure('network', `${host} broke the connection: ${reason}.`, { cause });
}

export interface StreamReader<T> {
  /** Emits whether the graph accepts more. While it does not, no chunk is read. */
  readonly canAccept$: Observable<boolean>;
  /** Emits what a chunk holds; the next one is read when it has completed. */
  readonly read: (chunk: Uint8Array) => Observable<T>;
}

/**
 * Reads a body that has no end, chunk by chunk. Its end is an error.
 * @example readStream(answer, { canAccept$, read: (chunk) => from(splitter.push(chunk)) })
 */
export function readStream<T>({ url, body }: Body, { canAccept$, read }: StreamReader<T>): Observable<T> {
  const next$ = canAccept$.pipe(
    switchMap((canAccept) => (canAccept ? readChunk(body) : NEVER)),
    take(1),
    catchError((cause: unknown) => throwError(() => brokenBy(cause, url))),
  );
  return next$.pipe(
    concatMap((chunk) => {
      if ('bytes' in chunk) return read(chunk.bytes);
      throw new UpstreamFailure('network', `${url.host} closed the connection.`);
    }),
    repeat(),
  );
}

/**
 * Emits a whole body once it has been read. Errors when it has more than `maxBytes`.
 * @example readBody(answer, 8_388_608).pipe(map((body) => body.toString()))
 */
export function readBody(answer: Body, maxBytes: number): Observable<Buffer> {
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
 * Emits the start of a body: at most `maxBytes` of what arrives in 2 s, however it goes on. Never errors, because the
 * status matters more than the body.
 */
export function readStart(answer: Body, maxBytes: number, scheduler: SchedulerLike): Observable<string> {
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
