import type { StoreHealth } from '../../model/index.ts';
import type { Meter } from './meter.ts';

export interface StoreReading {
  readonly health: () => StoreHealth;
  readonly maxWaitingResults: number;
}

export interface StoreMeter {
  /** Is told of each new trouble, and by false that it is over. */
  readonly onTrouble: (isNew: boolean) => void;
  /** Is told how long a transaction took. */
  readonly onWritten: (results: number, ms: number) => void;
  /** Where the rest can be read, once there is something to read. */
  readonly read: (from: StoreReading) => void;
}

const writeBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const sizeBounds = [1, 5, 10, 25, 50, 100, 250, 500];

/** `now` is the wall clock, in epoch ms. */
export function meterStore(meter: Meter, now: () => number): StoreMeter {
  let lastTrouble = 0;
  meter.gauge(
    { name: 'store_last_trouble_timestamp_seconds', help: 'When the last trouble with the store began; 0 for never.' },
    () => lastTrouble / 1_000,
  );
  const seconds = meter.histogram(
    { name: 'store_write_seconds', help: 'Time that writing a batch of results took.' },
    writeBounds,
  );
  const size = meter.histogram({ name: 'store_write_results', help: 'Results in such a batch.' }, sizeBounds);
  return {
    onTrouble: (isNew) => {
      if (isNew) lastTrouble = now();
    },
    onWritten: (results, ms) => {
      seconds(ms / 1_000);
      size(results);
    },
    read: (from) => {
      readStore(meter, from);
    },
  };
}

function readStore(meter: Meter, { health, maxWaitingResults }: StoreReading): void {
  meter.counter({ name: 'store_written_total', help: 'Results that are in the store.' }, () => health().written);
  meter.counter(
    { name: 'store_repeated_total', help: 'Results among them that were there already.' },
    () => health().repeated,
  );
  meter.counter(
    { name: 'store_retries_total', help: 'Writings that failed and were tried again.' },
    () => health().retried,
  );
  meter.counter({ name: 'store_shed_total', help: 'Results that were given up.', labels: ['reason'] }, () =>
    Object.entries(health().shed).map(([reason, count]) => [{ reason }, count]),
  );
  meter.gauge({ name: 'store_waiting_results', help: 'Results that wait to be written.' }, () => health().waiting);
  meter.gauge(
    { name: 'store_waiting_results_limit', help: 'Results that may wait to be written; more are given up.' },
    () => maxWaitingResults,
  );
  meter.gauge({ name: 'store_trouble', help: '1 while the store can not be written, else 0.' }, () =>
    health().trouble === undefined ? 0 : 1,
  );
}
