import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;

/** The program itself, as a process of its own. */
export function launch(...args: readonly string[]): ChildProcessWithoutNullStreams {
  return launchWith({}, args);
}

/** The program with some environment variables set, or unset. */
export function launchWith(env: NodeJS.ProcessEnv, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [main, ...args], { env: environment(env) });
}

/** The environment of the program: that of the test, with a store in memory. */
export const environment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...process.env,
  ...{ UNDERTONE_LOG_LEVEL: 'info', UNDERTONE_STORE: 'sqlite::memory:' },
  ...env,
});

export interface Outcome {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end over an input. */
export async function runProgram(args: readonly string[], input: string | Uint8Array = ''): Promise<Outcome> {
  const child = launch(...args);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
  return { code, stdout, stderr };
}

export function exitOf(child: ChildProcessWithoutNullStreams): Promise<readonly unknown[]> {
  return once(child, 'exit');
}

/** The address that a server says it listens on. */
export async function addressOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^listening on (http:\S+)$/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('the server ended before it listened');
}

/** Lines of JSON. */
export const parseLines = (lines: string): readonly unknown[] =>
  lines
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
