import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { buildProgram } from './build-program.ts';

/**
 * Makes `dist/` for publishing: JavaScript and types of `src`, the program in few files, and the data. The page follows:
 * npm builds it after `prepack`, by `prepare`.
 */
const root = new URL('../..', import.meta.url).pathname;
const run = (program: string, ...args: readonly string[]): void => {
  execFileSync(`${root}node_modules/.bin/${program}`, args, { stdio: 'inherit' });
};

rmSync(`${root}dist`, { recursive: true, force: true });
// The check of types, which takes half of the time, is that of `npm run check:types`; npm runs it before it publishes.
run('tsc', '--noCheck', '--project', `${root}test/tooling/tsconfig.build.json`);
await buildProgram();
