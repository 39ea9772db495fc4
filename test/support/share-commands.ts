import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll } from 'vitest';
import { isRecord } from '../../src/model/index.ts';
import { environment, type Outcome } from './program.ts';

const child = new URL('command-child.ts', import.meta.url).pathname;

/**
 * Starts one process for the tests of a file, which runs command lines to their ends as `runProgram` does. To load the
 * modules takes most of the time of a command that answers at once. For commands that signals, a terminal, a closed pipe or
 * a failing stream end, `launch` starts the program itself.
 */
export function shareCommands(): (args: readonly string[], input?: string) => Promise<Outcome> {
  let process: ChildProcess;
  let ended: Promise<unknown>;
  let last: Promise<unknown> = Promise.resolve();
  beforeAll(() => {
    process = fork(child, [], { env: environment({}), execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    ended = once(process, 'exit');
  });
  afterAll(async () => {
    process.disconnect();
    await ended;
  });
  const ask = async (args: readonly string[], input: string): Promise<Outcome> => {
    const answer = once(process, 'message');
    process.send({ args, input });
    const [outcome]: readonly unknown[] = await Promise.race([answer, ended.then(() => [])]);
    if (!isRecord(outcome)) throw new Error(`The process of the commands has ended in ${args.join(' ')}.`);
    return { code: outcome['code'], stdout: String(outcome['stdout']), stderr: String(outcome['stderr']) };
  };
  return (args, input = '') => {
    const outcome = last.then(() => ask(args, input));
    last = outcome.catch(() => undefined);
    return outcome;
  };
}
