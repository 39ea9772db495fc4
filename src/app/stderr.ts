import { constants, fstatSync, openSync, write } from 'node:fs';
import { isatty } from 'node:tty';
import { LineWriter, type WriteBytes } from '../node/line-writer.ts';

/** The most bytes that wait for the reader of stderr. */
const maxWaitingBytes = 1_048_576;
const retryMs = 1_000;

export interface StderrOptions {
  /** As in `LineWriterOptions`. */
  readonly onDropped: (lines: number) => void;
}

/** Creates a writer of lines to stderr that neither a full disk, a slow or closed pipe nor a stopped terminal can block. */
export function createStderrWriter({ onDropped }: StderrOptions): LineWriter {
  stderr ??= openStderr();
  return new LineWriter({ write: stderr, maxWaitingBytes, retryMs, onDropped });
}

/** Opened once for all servers of the process. */
let stderr: WriteBytes | undefined;

/** Whether stderr is a terminal. */
export const isTerminal = (): boolean => isatty(2);

/**
 * Returns how stderr is written. Node writes to pipes and sockets without blocking, and to files and terminals with:
 * files are therefore written by a thread of its pool, and a terminal by a descriptor of our own that does not block.
 */
function openStderr(): WriteBytes {
  const terminal = isTerminal() ? openTerminal() : undefined;
  if (terminal !== undefined) return writeTo(terminal);
  const stat = fstatSync(2);
  return isTerminal() || stat.isFIFO() || stat.isSocket() ? writeToStream(process.stderr) : writeTo(2);
}

/** Opens the terminal of stderr anew, since its descriptor is shared with the shell, which expects it to block. */
function openTerminal(): number | undefined {
  try {
    return openSync('/dev/fd/2', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

const writeTo =
  (descriptor: number): WriteBytes =>
  (bytes, done) => {
    write(descriptor, bytes, done);
  };

function writeToStream(stream: NodeJS.WriteStream): WriteBytes {
  // Each error comes to the callback as well.
  stream.on('error', () => undefined);
  return (bytes, done) => {
    stream.write(bytes, (error) => {
      done(error, bytes.length);
    });
  };
}
