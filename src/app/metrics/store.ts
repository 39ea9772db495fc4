import type { StoreHealth } from '../../model/index.ts';
import type { Meter } from './meter.ts';

export interface StoreReading {
  readonly health: () => StoreHealth;
  readonly maxWaitingResults: number;
}

export interface StoreMeter {
  /** Called with true for each new failure, and with false when it is over. */
  readonly onTrouble: (isNew: boolean) => void;
  /** Called with the size and the duration of each transaction. */
  readonly onWritten: (results: number, ms: number) => void;
  /** Declares the metrics that are read from the store, once it exists. */
  readonly read: (from: StoreReading) => void;
}

const writeBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const sizeBounds = [1, 5, 10, 25, 50, 100, 250, 500];

/** Declares the metrics of the store. `now` returns the wall clock, epoch ms. */
export function meterStore(meter: Meter, now: () => number): StoreMeter {
  let lastTrouble = 0;
  meter.gauge(
    {
      name: 'store_last_trouble_timestamp_seconds',
      help: 'The time at which the last failure of the store began; 0 if there was none.',
    },
    () => lastTrouble / 1_000,
  );
  const seconds = meter.histogram(
    { name: 'store_write_seconds', help: 'Time to write a batch of results.' },
    writeBounds,
  );
  const size = meter.histogram({ name: 'store_write_results', help: 'Results in a written batch.' }, sizeBounds);
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
  meter.counter(
    { name: 'store_written_total', help: 'Results that have been written to the store.' },
    () => health().written,
  );
  meter.counter(
    { name: 'store_repeated_total', help: 'Written results that were in the store before.' },
    () => health().repeated,
  );
  meter.counter(
    { name: 'store_retries_total', help: 'Attempts to write a batch that failed and were repeated.' },
    () => health().retried,
  );
  meter.counter(
    {
      name: 'store_shed_total',
      help:
        'Results that were discarded. By reason: full and share as in undertone_shed_total, failed when a batch could ' +
        'not be written for a minute.',
      labels: ['reason'],
    },
    () => Object.entries(health().shed).map(([reason, count]) => [{ reason }, count]),
  );
  meter.counter(
    {
      name: 'store_retractions_lost_total',
      help: 'Deletions of posts that were lost because the store failed while too many of them waited.',
    },
    () => health().retractions.lost,
  );
  meter.gauge({ name: 'store_waiting_results', help: 'Results waiting to be written.' }, () => health().waiting);
  meter.gauge(
    {
      name: 'store_waiting_results_limit',
      help: 'The most results that can wait to be written; beyond it, those of whoever has the most are discarded.',
    },
    () => maxWaitingResults,
  );
  meter.gauge({ name: 'store_trouble', help: '1 while the store cannot be written, else 0.' }, () =>
    health().trouble === undefined ? 0 : 1,
  );
}
