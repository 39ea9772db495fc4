import { tap } from 'rxjs';
import type { Source } from '../graph/index.ts';
import { postToWire, retractionToWire, type Post } from '../model/index.ts';
import { AppendedFile } from '../node/appended-file.ts';
import { LineWriter } from '../node/line-writer.ts';

export interface RecorderOptions {
  readonly path: string;
  /** Bytes that may wait for the disk; posts beyond it are left out of the recording. Default 16 MiB. */
  readonly maxWaitingBytes?: number;
  /** The pause before a disk that could not be written is tried again, in ms. Default 5 s. */
  readonly retryMs?: number;
  /** Called with the reason when the recording can't be written, and with undefined when it can be written again. */
  readonly onTrouble: (error: Error | undefined) => void;
  /** Called with the number of posts that were left out, once the recording can be written again. */
  readonly onLost: (posts: number) => void;
}

export interface Recorder {
  /** Returns the same source, whose posts and retractions are recorded as they are emitted. */
  readonly tap: (source: Source) => Source;
  /** Returns the number of posts that were recorded, or wait to be, and of those that were left out. */
  readonly counts: () => { readonly recorded: number; readonly lost: number };
  /** Returns a sentence while the recording can't be written. */
  readonly warnings: () => readonly string[];
  /** Resolves when every recorded post is written, or can't be. */
  readonly close: () => Promise<void>;
}

/** A recorder that records nothing. */
export const noRecorder: Recorder = {
  tap: (source) => source,
  counts: () => ({ recorded: 0, lost: 0 }),
  warnings: () => [],
  close: () => Promise.resolve(),
};

/**
 * Appends posts to a file as NDJSON that plays back. It never delays the source: posts that the disk does not accept in
 * time are left out and counted. After a failure the file is opened again, and goes on where it stopped.
 * @throws the error of the file system when the file can't be opened.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { path, maxWaitingBytes = 16_777_216, retryMs = 5_000, onTrouble, onLost: onDropped } = options;
  const file = new AppendedFile(path);
  const lines = new LineWriter({ write: file.write, maxWaitingBytes, retryMs, onTrouble, onDropped });
  let posts = 0;
  // A program that was killed may have left half a line, which must not swallow the next one.
  if (file.endsInsideLine) lines.write('\n');
  const record = (line: Readonly<Record<string, unknown>>): void => {
    posts += 1;
    lines.write(`${JSON.stringify(line)}\n`);
  };
  return {
    tap: (source) => ({
      ...source,
      open: (wanted) =>
        source.open(wanted).pipe(
          tap((event) => {
            if (event.type === 'post') record(recorded(event.post));
            if (event.type === 'delete' || event.type === 'account-ended') record(retractionToWire(event));
          }),
        ),
    }),
    counts: () => ({ recorded: posts - lines.dropped, lost: lines.dropped }),
    warnings: () => (lines.trouble === undefined ? [] : [warningOf(path, lines)]),
    close: async () => {
      await lines.flush();
      await file.close();
    },
  };
}

const warningOf = (path: string, { trouble, dropped }: LineWriter): string =>
  `The recording in ${path} can't be written, and lacks ${dropped} posts so far: ${trouble?.message ?? ''}.`;

/** Returns the line of a post. A recording keeps its pace: a post without a time of its own has that of its arrival. */
function recorded(post: Post): Readonly<Record<string, unknown>> {
  return { ...postToWire(post), createdAt: post.createdAt ?? new Date(post.at).toISOString() };
}
