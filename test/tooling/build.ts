import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

/** Makes `dist/` for publishing: JavaScript and types of `src`, what operators take from it, and the page. */
const root = new URL('../..', import.meta.url).pathname;
rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync(`${root}node_modules/.bin/tsc`, ['--project', `${root}test/tooling/tsconfig.build.json`], {
  stdio: 'inherit',
});
for (const declaration of ['sentiment/vader-sentiment.d.ts', 'text/stopword.d.ts']) {
  cpSync(`${root}src/${declaration}`, `${root}dist/${declaration}`);
}
for (const folder of ['http/grafana', 'http/prometheus']) {
  cpSync(`${root}src/${folder}`, `${root}dist/${folder}`, { recursive: true });
}
execFileSync(`${root}node_modules/.bin/vite`, ['build', '--config', `${root}test/tooling/vite.config.ts`], {
  stdio: 'inherit',
});
