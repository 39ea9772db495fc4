import { createWriteStream, openSync } from 'node:fs';
import { tap } from 'rxjs';
import type { Source } from '../graph/index.ts';
import { postToWire, type Post } from '../model/index.ts';

export interface RecorderOptions {
  readonly path: string;
  /** What may wait for the disk; posts beyond it are left out of the recording. Default 16 MiB. */
  readonly maxWaitingBytes?: number;
  /** Told once why a recording is incomplete. */
  readonly onTrouble: (error: unknown) => void;
}

export interface Recorder {
  /** The same source, whose posts are written down as they come. */
  readonly tap: (source: Source) => Source;
  /** Resolves when all that was taken is written. */
  readonly close: () => Promise<void>;
}

/**
 * Writes posts to the end of a file as NDJSON that plays back. It holds nothing up: what the disk does not take in time
 * is left out, and said.
 * @throws the error of the file system when the file can't be opened.
 */
export function createRecorder({ path, maxWaitingBytes = 16_777_216, onTrouble }: RecorderOptions): Recorder {
  const file = createWriteStream(path, { fd: openSync(path, 'a') });
  let troubled = false;
  const complain = (error: unknown): void => {
    if (!troubled) onTrouble(error);
    troubled = true;
  };
  file.on('error', complain);
  const record = (post: Post): void => {
    if (file.destroyed) return;
    if (file.writableLength > maxWaitingBytes) complain(new Error('the disk is slower than the posts'));
    else file.write(`${JSON.stringify(recorded(post))}\n`);
  };
  return {
    tap: (source) => ({
      ...source,
      open: (wanted) =>
        source.open(wanted).pipe(
          tap((event) => {
            if (event.type === 'post') record(event.post);
          }),
        ),
    }),
    close: () =>
      new Promise((resolve) => {
        if (file.closed) resolve();
        else file.once('close', resolve);
        file.end();
      }),
  };
}

/** A recording keeps its pace: a post without a time of its own has that of its arrival. */
function recorded(post: Post): Readonly<Record<string, unknown>> {
  return { ...postToWire(post), createdAt: post.createdAt ?? new Date(post.at).toISOString() };
}
