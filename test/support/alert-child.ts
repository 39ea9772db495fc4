import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { asyncScheduler, NEVER, startWith, Subject } from 'rxjs';
import { Alerts, createNotifier, readAlerts, type Notify } from '../../src/alerts/index.ts';
import { deliver, type DeliveredSession } from '../../src/delivery/index.ts';
import { createGraph, defaultLimits, type SourceEvent } from '../../src/graph/index.ts';
import { createEngineLedger } from '../../src/model/index.ts';
import { createInlineScorer } from '../../src/scoring/index.ts';
import { openStore } from './open-store.ts';

/*
 * A program with a store, a graph and alerts, and nothing else, until it is killed. Its posts are the lines that it is given.
 * The address of each webhook has the number of the run that sends it. It prints the sums of its ledgers when they change,
 * the first time once all queries are live.
 */
const { values } = parseArgs({
  options: {
    ...{ sqlite: { type: 'string' }, postgres: { type: 'string' } },
    ...{ alerts: { type: 'string' }, run: { type: 'string' } },
  },
});
const { sqlite, postgres = '', alerts: file = '', run = '' } = values;
const spec =
  sqlite === undefined ? ({ kind: 'postgres', url: postgres } as const) : ({ kind: 'sqlite', path: sqlite } as const);
const { store } = openStore({ spec });
const specs = readAlerts(readFileSync(file, 'utf8'), process.env);
const events$ = new Subject<SourceEvent>();
const notifyOf = createNotifier({ timeoutMs: 5_000, now: Date.now });
const notify: Notify = (destination, message, signal) => {
  const isWebhook = destination.type === 'webhook';
  return notifyOf(isWebhook ? { ...destination, url: `${destination.url}?${run}` } : destination, message, signal);
};
const alerts = new Alerts({
  ...{ specs, outbox: store.alerts, isShared: sqlite === undefined, isTextless: () => false },
  ...{ notify, random: Math.random, scheduler: asyncScheduler },
  onTrouble: (sentence) => {
    throw new Error(sentence);
  },
});
let live = 0;
createGraph<DeliveredSession>(
  {
    ...{ sessions$: alerts.sessions$, stop$: NEVER, scorer: createInlineScorer('vader'), deliver },
    sources: [
      {
        name: 'test',
        open: (queries) => {
          live = queries.length;
          return events$.pipe(startWith<SourceEvent>({ type: 'state', source: 'test', state: 'live' }));
        },
      },
    ],
    probe: { ...createEngineLedger(), late: () => undefined, registryChanged: () => undefined },
    ...{ instanceId: 'test', scheduler: asyncScheduler },
  },
  { ...defaultLimits, quietMs: 0 },
).subscribe();
alerts.run(NEVER).subscribe();

let posts = 0;
createInterface({ input: process.stdin }).on('line', (text) => {
  posts += 1;
  events$.next({ type: 'post', post: { id: `${process.pid} ${posts}`, source: 'test', text, at: Date.now() } });
});

let printed = '';
let isReading = false;
setInterval(() => {
  if (isReading || live < specs.length) return;
  isReading = true;
  void store.alerts.ledgers().then((ledgers) => {
    isReading = false;
    const sums = { fired: 0, delivered: 0, pending: 0, failed: 0 };
    for (const ledger of ledgers) {
      sums.fired += ledger.fired;
      sums.delivered += ledger.delivered;
      sums.pending += ledger.pending;
      sums.failed += ledger.failed;
    }
    const line = JSON.stringify(sums);
    if (line !== printed) process.stdout.write(`${line}\n`);
    printed = line;
  });
}, 20);
// A killed program leaves no cache of compiled code to the next one by itself.
flushCompileCache();
