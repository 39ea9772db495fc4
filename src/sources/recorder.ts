import { createWriteStream, openSync } from 'node:fs';
import { tap } from 'rxjs';
import type { Source } from '../graph/index.ts';
import { postToWire, type Post } from '../model/index.ts';

export interface RecorderOptions {
  readonly path: string;
  /** Bytes that may wait for the disk; posts beyond it are left out of the recording. Default 16 MiB. */
  readonly maxWaitingBytes?: number;
  /** Called once, with the reason, when a recording is incomplete. */
  readonly onTrouble: (error: unknown) => void;
}

export interface Recorder {
  /** Returns the same source, whose posts are recorded as they are emitted. */
  readonly tap: (source: Source) => Source;
  /** Resolves when every recorded post is written. */
  readonly close: () => Promise<void>;
}

/**
 * Appends posts to a file as NDJSON that plays back. It never delays the source: posts that the disk does not accept in
 * time are left out, which is reported.
 * @throws the error of the file system when the file can't be opened.
 */
export function createRecorder({ path, maxWaitingBytes = 16_777_216, onTrouble }: RecorderOptions): Recorder {
  const file = createWriteStream(path, { fd: openSync(path, 'a') });
  let isIncomplete = false;
  const report = (error: unknown): void => {
    if (!isIncomplete) onTrouble(error);
    isIncomplete = true;
  };
  file.on('error', report);
  const record = (post: Post): void => {
    if (file.destroyed) return;
    if (file.writableLength > maxWaitingBytes) report(new Error('the disk is slower than the posts'));
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

/** Returns the line of a post. A recording keeps its pace: a post without a time of its own has that of its arrival. */
function recorded(post: Post): Readonly<Record<string, unknown>> {
  return { ...postToWire(post), createdAt: post.createdAt ?? new Date(post.at).toISOString() };
}
