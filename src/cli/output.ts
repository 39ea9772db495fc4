import { fromEvent, map, merge, NEVER, of, startWith, type Observable } from 'rxjs';

export interface Output {
  readonly line: (text: string) => void;
  /** Whether the reader of the output keeps up; says so when it is subscribed to. */
  readonly flowing$: Observable<boolean>;
}

/** Standard output, line by line. A reader that has had enough (`| head`) ends the program without a word. */
export function createOutput(): Output {
  const { stdout } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const room = (): boolean => !stdout.writableNeedDrain;
  return {
    line: (text) => {
      stdout.write(`${text}\n`);
    },
    flowing$: merge(of(null), fromEvent(stdout, 'drain'), NEVER).pipe(startWith(null), map(room)),
  };
}
