import { fromEvent, map, startWith, type Observable } from 'rxjs';

export interface Output {
  readonly line: (text: string) => void;
  /** Whether the reader of the output keeps up. */
  readonly canAccept: () => boolean;
  /** The same, as it changes; says so when it is subscribed to. */
  readonly canAccept$: Observable<boolean>;
}

/**
 * Standard output, line by line. A reader that has had enough (`| head`) ends the program without a word; any other
 * failure, as of a full disk, ends it with a sentence.
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
