import { parseArgs } from 'node:util';
import { openStore } from './open-store.ts';
import { resultOf } from './results.ts';

/*
 * A program that writes to a store until it is killed: posts with rising ids, from the one that it is given. It prints how
 * many of them the store has acknowledged.
 */
const { values } = parseArgs({
  options: {
    sqlite: { type: 'string' },
    postgres: { type: 'string' },
    from: { type: 'string' },
    at: { type: 'string' },
  },
});
const { sqlite, postgres = '', from = '0', at = '0' } = values;
const spec =
  sqlite === undefined ? ({ kind: 'postgres', url: postgres } as const) : ({ kind: 'sqlite', path: sqlite } as const);
const { store, put } = openStore({ spec, limits: { flushMs: 20, maxBatchResults: 50 } });

let next = Number(from);
let printed = 0;
setInterval(() => {
  for (let count = 0; count < 10; count += 1) {
    put(resultOf({ id: String(next), at: Number(at) + next, compound: 0.1 }));
    next += 1;
  }
  const { written } = store.health();
  if (written > printed) process.stdout.write(`${Number(from) + written}\n`);
  printed = written;
}, 2);
