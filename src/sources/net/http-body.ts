import type { IncomingMessage } from 'node:http';
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
  NEVER,
  reduce,
  repeat,
  switchMap,
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
const decoders: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createUnzip],
  ['deflate', createUnzip],
  ['br', createBrotliDecompress],
]);

/** Returns a body as it was before it was compressed. Compression is not asked for, but some proxies compress unasked. */
export function decompressed(response: IncomingMessage): Readable {
  const decoder = decoders.get(response.headers['content-encoding']?.trim().toLowerCase() ?? '')?.();
  // An error between two reads is found by the next one.
  const body = decoder === undefined ? response : pipeline(response, decoder, () => undefined);
  return body.on('error', () => undefined);
}

/** Emits the chunks of a body, read no faster than they are consumed; completes with it. */
function chunksOf({ url, body }: Body): Observable<Uint8Array> {
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

/**
 * Emits the chunks of a body that has no end, read only while the graph accepts more. Its end is an error.
 * @example chunksWhile(canAccept$, answer).pipe(concatMap((chunk) => splitter.push(chunk)))
 */
export function chunksWhile(canAccept$: Observable<boolean>, answer: Body): Observable<Uint8Array> {
  const ended$ = throwError(() => new UpstreamFailure('network', `${answer.url.host} closed the connection.`));
  return canAccept$.pipe(switchMap((canAccept) => (canAccept ? concat(chunksOf(answer), ended$) : NEVER)));
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
