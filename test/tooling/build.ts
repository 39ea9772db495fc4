import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { buildProgram } from './build-program.ts';

/** Makes `dist/` for publishing: JavaScript and types of `src`, the program in few files, the data, and the page. */
const root = new URL('../..', import.meta.url).pathname;
const run = (program: string, ...args: readonly string[]): void => {
  execFileSync(`${root}node_modules/.bin/${program}`, args, { stdio: 'inherit' });
};

rmSync(`${root}dist`, { recursive: true, force: true });
run('tsc', '--project', `${root}test/tooling/tsconfig.build.json`);
await buildProgram();
run('vite', 'build', '--config', `${root}test/tooling/vite.config.ts`);
