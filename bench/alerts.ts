import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncScheduler, ReplaySubject, type Observable } from 'rxjs';
import { Alerts, createNotifier, readAlerts } from '../src/alerts/index.ts';
import type { DeliveredSession } from '../src/delivery/index.ts';
import { openStore } from '../test/support/open-store.ts';
import { listenOn } from '../test/support/fakes/refusal.ts';

/** A receiver that answers at once, or one that accepts connections and never answers. */
export type Receiver = 'prompt' | 'dead';

export interface BenchAlerts {
  readonly sessions$: Observable<DeliveredSession>;
  /** The number of alerts, each of which is a session. */
  readonly count: number;
  readonly start: () => void;
  /** Ends them; the number that was fired. */
  readonly end: () => Promise<number>;
}

/** Creates alerts on a topic that fire once a second. */
export async function createBenchAlerts(query: string, conduct: Receiver): Promise<BenchAlerts> {
  const sockets = new Set<Socket>();
  const receiver = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (conduct === 'prompt') socket.on('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
  });
  const url = await listenOn(receiver);
  const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  const { store, end } = openStore({ spec: { kind: 'sqlite', path: join(folder, 'store.db') } });
  const to = [{ type: 'webhook', url, secret: 'env:SECRET' }];
  // More than may be in flight for the receiver; each fires once a second.
  const specs = Array.from({ length: 8 }, (_, index) => ({
    ...{ name: `alert ${index}`, query, when: { type: 'post' }, cooldown: '1s', to },
  }));
  const file = JSON.stringify({ alerts: specs });
  const alerts = new Alerts({
    ...{ specs: readAlerts(file, { SECRET: 'a secret' }), outbox: store.alerts, random: Math.random },
    ...{ notify: createNotifier({ timeoutMs: 10_000, now: Date.now }), isTextless: () => false, isShared: false },
    scheduler: asyncScheduler,
    onTrouble: (sentence) => {
      throw new Error(sentence);
    },
  });
  const stop$ = new ReplaySubject<undefined>(1);
  const done = Promise.withResolvers<undefined>();
  return {
    sessions$: alerts.sessions$,
    count: specs.length,
    start: () => {
      alerts.run(stop$).subscribe({
        complete: () => {
          done.resolve(undefined);
        },
      });
    },
    end: async () => {
      stop$.next(undefined);
      const fired = (await store.alerts.ledgers()).reduce((sum, ledger) => sum + ledger.fired, 0);
      for (const socket of sockets) socket.destroy();
      receiver.close();
      await Promise.all([once(receiver, 'close'), done.promise]);
      await end();
      rmSync(folder, { recursive: true });
      return fired;
    },
  };
}
