import type { WriteStream } from 'node:tty';
import type { Canvas } from './render.ts';

// DEC private modes, as xterm has them: the other screen, the cursor, drawing all at once.
const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const begin = '\u001b[?2026h\u001b[H';
const end = '\u001b[J\u001b[?2026l';

export interface Screen {
  readonly draw: (paint: (canvas: Canvas) => readonly string[]) => void;
  /** Gives the terminal back as it was. Idempotent. */
  readonly leave: () => void;
}

/** Takes a terminal over until it is left, or until the program ends in whatever way that lets it say so. */
export function createScreen(terminal: WriteStream): Screen {
  let isOurs = false;
  let shown = '';
  const take = (): void => {
    isOurs = true;
    shown = '';
    terminal.write(enter);
  };
  const giveBack = (): void => {
    if (isOurs) terminal.write(leave);
    isOurs = false;
  };
  const suspend = (): void => {
    giveBack();
    process.kill(process.pid, 'SIGSTOP');
  };
  take();
  process.once('exit', giveBack).on('SIGTSTP', suspend).on('SIGCONT', take);
  return {
    draw: (paint) => {
      // A terminal that is behind gets the next picture, not every one.
      if (!isOurs || terminal.writableNeedDrain) return;
      // A terminal that does not know its size says 0.
      const canvas = { width: terminal.columns || 80, height: terminal.rows || 24, hasColors: terminal.hasColors() };
      const lines = paint(canvas).map((line) => `\u001b[2K${line}`);
      const picture = `${canvas.width} ${canvas.height}\n${lines.join('\r\n')}`;
      if (picture === shown) return;
      shown = picture;
      terminal.write(`${begin}${lines.join('\r\n')}${end}`);
    },
    leave: () => {
      process.off('exit', giveBack).off('SIGTSTP', suspend).off('SIGCONT', take);
      giveBack();
    },
  };
}
