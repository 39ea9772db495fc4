import { fromEvent, map, startWith, type Observable } from 'rxjs';
import { textWithoutSecrets } from '../model/secrets.ts';
import { escapeControls, escapeJson } from '../text/escape-controls.ts';

/*
 * The one door to the terminal. Whatever is printed passes it, so that no text of another person controls a terminal; only
 * the picture of `track` has a door of its own, the screen.
 */

export interface Output {
  /** Prints one line. Its line breaks and control characters are escaped. */
  readonly line: (text: string) => void;
  /** Prints a value as one line of JSON. */
  readonly json: (value: unknown) => void;
  /** Returns whether the reader of the output keeps up. */
  readonly canAccept: () => boolean;
  /** Emits the same when it is subscribed to and when it changes. */
  readonly canAccept$: Observable<boolean>;
}

/**
 * Creates standard output for lines. `onLost` is called when it can't be written any more. By default, a reader that
 * closes the pipe (`| head`) ends the program silently and with success, as other filters do; any other failure, such as a
 * full disk, ends it with a sentence.
 *
 * @example createOutput().line(post.text);
 */
export function createOutput(onLost: (error: NodeJS.ErrnoException) => void = endProgram): Output {
  const { stdout } = process;
  stdout.on('error', onLost);
  const canAccept = (): boolean => !stdout.writableNeedDrain;
  return {
    line: (text) => {
      stdout.write(`${escapeControls(text)}\n`);
    },
    json: (value) => {
      stdout.write(`${escapeJson(JSON.stringify(value))}\n`);
    },
    canAccept,
    canAccept$: fromEvent(stdout, 'drain').pipe(startWith(null), map(canAccept)),
  };
}

function endProgram(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit();
  printNotice(`The output can't be written: ${error.message}.`);
  process.exit(1);
}

/**
 * Prints a sentence for a person on stderr, in one line and without passwords. A stderr that can't be written ends
 * nothing.
 */
export function printNotice(sentence: string): void {
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', ignoreFailure);
  process.stderr.write(`undertone: ${escapeControls(textWithoutSecrets(sentence))}\n`);
}

function ignoreFailure(): void {
  // There is nowhere left to report it.
}
