import { fromEvent, map, startWith, type Observable } from 'rxjs';
import { textWithoutSecrets } from '../model/secrets.ts';
import { escapeControls, escapeJson } from '../text/escape-controls.ts';
import { isUtf8, toAscii } from './locale.ts';

/*
 * The one door to the terminal. Whatever is printed passes it, so that no text of another person controls a terminal, and
 * one whose locale is not UTF-8 gets ASCII. Only the picture of `track` has a door of its own, the screen.
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
      stdout.write(`${lineFor(stdout, text)}\n`);
    },
    json: (value) => {
      const json = escapeJson(JSON.stringify(value));
      stdout.write(`${isAsciiTerminal(stdout) ? asciiJson(json) : json}\n`);
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
  const { stderr } = process;
  if (stderr.listenerCount('error') === 0) stderr.on('error', ignoreFailure);
  stderr.write(`undertone: ${lineFor(stderr, textWithoutSecrets(sentence))}\n`);
}

function ignoreFailure(): void {
  // There is nowhere left to report it.
}

function lineFor(stream: NodeJS.WriteStream, text: string): string {
  const line = escapeControls(text);
  return isAsciiTerminal(stream) ? toAscii(line) : line;
}

/** Only a terminal draws characters; a file or a pipe gets UTF-8 in every locale. */
const isAsciiTerminal = ({ isTTY }: NodeJS.WriteStream): boolean => isTTY && !isUtf8(process.env);

function asciiJson(json: string): string {
  return json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
