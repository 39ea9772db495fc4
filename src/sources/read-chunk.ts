import type { Readable } from 'node:stream';
import { Observable } from 'rxjs';
import { UndertoneError } from '../model/index.ts';

/** The next piece of a stream: some bytes, or its end. */
export type Chunk = { readonly bytes: Uint8Array } | { readonly end: true };

/**
 * Emits the next chunk of a stream and completes. The stream is read no faster than this is subscribed to; an
 * unsubscription while it waits consumes nothing.
 * @example readChunk(process.stdin).pipe(repeat(), takeWhile((chunk) => 'bytes' in chunk))
 */
export function readChunk(stream: Readable): Observable<Chunk> {
  return new Observable((subscriber) => {
    const finish = (chunk: Chunk): void => {
      subscriber.next(chunk);
      subscriber.complete();
    };
    const read = (): void => {
      const bytes: unknown = stream.read();
      if (bytes instanceof Uint8Array) finish({ bytes });
      else if (stream.readableEnded || stream.destroyed) finish({ end: true });
    };
    const end = (): void => {
      finish({ end: true });
    };
    const fail = (error: Error): void => {
      subscriber.error(new UndertoneError('source_failed', error.message, { cause: error }));
    };
    stream.on('readable', read).on('end', end).on('error', fail);
    if (stream.errored) fail(stream.errored);
    else read();
    return () => {
      stream.off('readable', read).off('end', end).off('error', fail);
    };
  });
}
