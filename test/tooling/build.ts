import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';

/** Makes `dist/` for publishing: JavaScript and types of `src`, the data that they read, and the page. */
const root = new URL('../..', import.meta.url).pathname;
const run = (program: string, ...args: readonly string[]): void => {
  execFileSync(`${root}node_modules/.bin/${program}`, args, { stdio: 'inherit' });
};

/** Everything but the page's sources, the documents and what the compiler writes itself. */
const isData = (path: string): boolean => path.endsWith('.d.ts') || !/\.(?:ts|tsx|md)$/.test(path);

rmSync(`${root}dist`, { recursive: true, force: true });
run('tsc', '--project', `${root}test/tooling/tsconfig.build.json`);
cpSync(`${root}src`, `${root}dist`, {
  recursive: true,
  filter: (path) => path !== `${root}src/web` && (statSync(path).isDirectory() || isData(path)),
});
run('vite', 'build', '--config', `${root}test/tooling/vite.config.ts`);
