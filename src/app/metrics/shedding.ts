import { RecentDistinct, type ShedReason } from '../../budget/index.ts';
import type { Probe } from '../../graph/index.ts';
import type { Meter } from './meter.ts';

/** The queues that shed: posts before the pool, results before the store. */
const stages = ['pool', 'store'] as const;
type Stage = (typeof stages)[number];
const resultStages = ['match', 'delivery'] as const;

/** Called for each post or result that is shed, with the canonical query that it was charged to. */
type OnShed = (query: string, reason: ShedReason) => void;

export interface SheddingMeter extends Readonly<Record<Stage, OnShed>> {
  /** Called for each result that is shed because an address has too many. */
  readonly result: NonNullable<Probe['resultShed']>;
}

const recentMs = 60_000;
const maxQueries = 10_000;

/** Declares the metrics of what full queues shed. `now` returns the wall clock, epoch ms. */
export function meterShedding(meter: Meter, now: () => number): SheddingMeter {
  const losses = { pool: lossesOf(now), store: lossesOf(now) };
  const results = { match: ratedOf(now), delivery: ratedOf(now) };
  meter.counter(
    {
      name: 'shed_total',
      help:
        'Posts before the pool, and results before the store, that a full queue has shed. By reason: full when it came ' +
        'and nobody had more waiting than whoever pays for it, share when it gave its place to somebody with less ' +
        'waiting. Results for a query (match) or one id (delivery) of an address that has too many: rate.',
      labels: ['stage', 'reason'],
    },
    () => [
      ...stages.flatMap((stage) =>
        Object.entries(losses[stage].counts).map(([reason, count]) => [{ stage, reason }, count] as const),
      ),
      ...resultStages.map((stage) => [{ stage, reason: 'rate' }, results[stage].count] as const),
    ],
  );
  meter.gauge(
    {
      name: 'shed_queries',
      help: 'Distinct queries that something was shed from in the last minute.',
      labels: ['stage'],
    },
    () => [
      ...stages.map((stage) => [{ stage }, losses[stage].queries.count()] as const),
      ...resultStages.map((stage) => [{ stage }, results[stage].queries.count()] as const),
    ],
  );
  return {
    pool: losses.pool.onShed,
    store: losses.store.onShed,
    result: (stage, query) => {
      results[stage].count += 1;
      results[stage].queries.add(query);
    },
  };
}

const ratedOf = (now: () => number) => ({ count: 0, queries: recentQueries(now) });

const recentQueries = (now: () => number) => new RecentDistinct({ ms: recentMs, maxKeys: maxQueries, now });

function lossesOf(now: () => number) {
  const counts: Record<ShedReason, number> = { full: 0, share: 0 };
  const queries = recentQueries(now);
  const onShed: OnShed = (query, reason) => {
    counts[reason] += 1;
    queries.add(query);
  };
  return { counts, queries, onShed };
}
