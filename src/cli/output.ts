import { fromEvent, map, startWith, type Observable } from 'rxjs';

export interface Output {
  readonly line: (text: string) => void;
  /** Whether the reader of the output keeps up. */
  readonly canAccept: () => boolean;
  /** Emits the same when it is subscribed to and when it changes. */
  readonly canAccept$: Observable<boolean>;
}

/**
 * Creates standard output for lines. A reader that closes the pipe (`| head`) ends the program silently; any other
 * failure, such as a full disk, ends it with a sentence.
 */
export function createOutput(): Output {
  const { stdout } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`undertone: The output can't be written: ${error.message}.\n`);
    process.exit(1);
  });
  const canAccept = (): boolean => !stdout.writableNeedDrain;
  return {
    line: (text) => {
      stdout.write(`${text}\n`);
    },
    canAccept,
    canAccept$: fromEvent(stdout, 'drain').pipe(startWith(null), map(canAccept)),
  };
}
