import { parseArgs } from 'node:util';
import { format } from './support.ts';
import type { Run } from './support.ts';

/** The benches by name; each is loaded only when it runs. */
const benches: Readonly<Record<string, () => Promise<{ readonly run: Run }>>> = {
  score: () => import('./score.ts'),
  pool: () => import('./pool.ts'),
  match: () => import('./match.ts'),
  graph: () => import('./graph.ts'),
  fanout: () => import('./fanout.ts'),
  restart: () => import('./restart.ts'),
  latency: () => import('./latency.ts'),
  memory: () => import('./memory.ts'),
  flood: () => import('./flood.ts'),
  topics: () => import('./topics.ts'),
  store: () => import('./store.ts'),
  soak: () => import('./soak.ts'),
};
/** Takes an hour and a browser. */
const byNameOnly = new Set(['soak']);

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
const names = positionals.length > 0 ? positionals : Object.keys(benches).filter((name) => !byNameOnly.has(name));
const unknown = names.find((name) => !Object.hasOwn(benches, name));

if (unknown === undefined) {
  for (const name of names) {
    const bench = await benches[name]?.();
    const result = { bench: name, ...(await bench?.run()) };
    console.log(values.json === true ? JSON.stringify(result) : format(result));
  }
} else {
  console.error(`There is no bench "${unknown}": ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
}
