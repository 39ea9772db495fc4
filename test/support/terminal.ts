import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Added to the environment; an undefined value unsets a variable. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The program in a pseudo-terminal of its own. */
export class Terminal {
  readonly child: ChildProcessWithoutNullStreams;
  /** Everything that was written so far, by stdout and stderr. */
  written = '';

  constructor(args: readonly string[], { columns = 80, rows = 24, env = {} }: TerminalOptions = {}) {
    const words = [process.execPath, main, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`);
    const command = `stty cols ${columns} rows ${rows}; exec ${words.join(' ')}`;
    // `script`, of every Debian, gives the program a pseudo-terminal.
    this.child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm', UNDERTONE_STORE: 'sqlite::memory:', ...env },
    });
    onTestFinished(() => void this.child.kill());
    this.child.stdout.setEncoding('utf8').on('data', (data: string) => {
      this.written += data;
    });
  }

  /** Resolves when a text has been written. */
  async seen(text: string): Promise<void> {
    while (!this.written.includes(text)) await this.more();
  }

  /** Resolves when more has been written. */
  async more(): Promise<void> {
    await once(this.child.stdout, 'data');
  }

  /** Resumes the program, as `fg` of a shell does, once it has stopped: `script` stops and goes on with it. */
  async resume(): Promise<void> {
    while (!/^State:\s+T/m.test(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))) await setTimeout(10);
    this.child.kill('SIGCONT');
  }

  /** Sends keys, as the terminal does. */
  press(keys: string): void {
    this.child.stdin.write(keys);
  }

  /** Resolves with the exit code when all output has been read. */
  async ended(): Promise<unknown> {
    const ending: readonly unknown[] = await once(this.child, 'close');
    return ending[0];
  }
}
