import type { ReadStream, WriteStream } from 'node:tty';
import { isUtf8 } from '../locale.ts';
import type { Canvas } from './paint.ts';

// DEC private modes, as xterm has them: the other screen, the cursor, the wrap at the last column, and drawing at once.
const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const leave = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const begin = '\u001b[?2026h';
const end = '\u001b[?2026l';

export interface Screen {
  readonly draw: (render: (canvas: Canvas) => readonly string[]) => void;
  /** Stops the program as Ctrl-Z does, with the terminal as it was, until it is resumed. */
  readonly suspend: () => void;
  /** Gives the terminal back as it was. Idempotent. */
  readonly leave: () => void;
}

export interface ScreenOptions {
  readonly output: WriteStream;
  /** The terminal that keys are read from; undefined where there is none. */
  readonly input: ReadStream | undefined;
  /** Called with each character that is typed, and with `Escape`. */
  readonly onKey: (key: string) => void;
}

/** Owns a terminal until it is left, or until the program ends in any way that lets it act. */
export function createScreen({ output, input, onKey }: ScreenOptions): Screen {
  let isEntered = false;
  let shown = '';
  const acquire = (): void => {
    isEntered = true;
    shown = '';
    input?.setRawMode(true);
    output.write(enter);
  };
  const release = (): void => {
    if (!isEntered) return;
    isEntered = false;
    input?.setRawMode(false);
    output.write(leave);
  };
  const stop = (): void => {
    release();
    process.kill(process.pid, 'SIGSTOP');
  };
  const onData = (data: Buffer): void => {
    keysOf(data.toString()).forEach(onKey);
  };
  acquire();
  input?.on('data', onData).on('error', ignoreFailure);
  process.once('exit', release).on('SIGTSTP', stop).on('SIGCONT', acquire);
  return {
    draw: (render) => {
      // A terminal that is behind gets the next picture, not every one.
      if (!isEntered || output.writableNeedDrain) return;
      const { width, height, ...canvas } = canvasOf(output);
      const lines = render({ width, height, ...canvas });
      const picture = `${width} ${height}\n${lines.join('\n')}`;
      if (picture === shown) return;
      shown = picture;
      // Each row has its own place, so that one that a terminal draws wider than expected moves no other.
      const rows = lines.map((line, index) => `\u001b[${index + 1};1H\u001b[2K${line}`);
      output.write(`${begin}${rows.join('')}${end}`);
    },
    suspend: () => {
      // Windows has no such signal.
      if (process.platform === 'win32') return;
      // Before a shell owns the terminal again, which would stop a program that changes it.
      release();
      // The whole group, as the terminal would, since npm may wait above.
      process.kill(0, 'SIGTSTP');
    },
    leave: () => {
      process.off('exit', release).off('SIGTSTP', stop).off('SIGCONT', acquire);
      release();
      // A stream that is read keeps the program alive.
      input?.off('data', onData).pause();
    },
  };
}

/** The last column stays empty: some terminals go to the next row as soon as it is written. */
function canvasOf(output: WriteStream): Canvas {
  // A terminal that does not know its size says 0.
  const [columns, rows] = [output.columns || 80, output.rows || 24];
  return {
    ...{ width: Math.max(1, columns - 1), height: rows },
    ...{ hasColors: output.hasColors(), isUtf8: isUtf8(process.env) },
  };
}

// A control sequence (ECMA-48), such as that of an arrow, or a lone Escape.
const key = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[@-~])|[^]/gu;

/** Returns the keys in what a terminal has sent: characters, and `Escape`. Arrows and the like are left out. */
export function keysOf(sent: string): readonly string[] {
  return (sent.match(key) ?? []).flatMap((each) => {
    if (each === '\u001b') return ['Escape'];
    return each.startsWith('\u001b') ? [] : [each];
  });
}

function ignoreFailure(): void {
  // A terminal that has gone sends no keys; the program ends by its signal.
}
