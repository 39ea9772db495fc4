import { defer, finalize } from 'rxjs';
import type { Limits, Probe, Scorer } from '../../graph/index.ts';
import type { ObservedBackpressure } from '../backpressure.ts';
import type { Observed } from '../observe.ts';
import type { Meter } from './meter.ts';

/** The bounds of durations, in seconds: a batch takes less than a millisecond, and nobody waits for ten seconds. */
const secondsBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizeBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];

/** Declares the latency of posts, and returns the probe that measures it. */
export function meterLatency(meter: Meter): Pick<Probe, 'scored'> {
  const observe = meter.histogram(
    {
      name: 'post_to_score_seconds',
      help: 'Time from the arrival of a matched post to its score, for the oldest post of each batch.',
    },
    secondsBounds,
  );
  return {
    scored: (oldestMs) => {
      observe(oldestMs / 1_000);
    },
  };
}

/** Declares the ledger of posts, the size of the registry, and the backpressure. */
export function meterEngine(
  meter: Meter,
  observed: Observed,
  backpressure: Pick<ObservedBackpressure, 'canAccept'>,
): void {
  meter.gauge(
    {
      name: 'posts',
      help: 'Posts by state. The state received is the sum of all others; only pending can decrease.',
      labels: ['state'],
    },
    () => Object.entries(observed.ledger()).map(([state, count]) => [{ state }, count]),
  );
  meter.counter(
    { name: 'late_total', help: 'Posts that arrived after their bucket of event time was closed.' },
    observed.late,
  );
  meter.counter(
    {
      name: 'backfills_skipped_total',
      help: 'Backfills (since) of which a part was skipped because too many new results waited for the stored ones.',
    },
    observed.skippedBackfills,
  );
  meter.gauge({ name: 'queries', help: 'Distinct queries that are tracked.' }, () => observed.registered().queries);
  meter.gauge({ name: 'windows', help: 'Distinct windows with subscribers.' }, observed.windows);
  meter.gauge(
    { name: 'tracking_sessions', help: 'Sessions that track at least one query.' },
    () => observed.registered().sessions,
  );
  meter.gauge(
    { name: 'sources_held_back', help: '1 while backpressure pauses the sources that can wait, else 0.' },
    () => (backpressure.canAccept() ? 0 : 1),
  );
}

export interface ScoringMeter {
  readonly meter: Meter;
  readonly limits: Pick<Limits, 'maxWaitingPosts'>;
  readonly pending: () => number;
}

/** Returns the same scorer with each of its batches measured. */
export function meterScorer<T extends Scorer>(scorer: T, { meter, limits, pending }: ScoringMeter): T {
  let batches = 0;
  let posts = 0;
  meter.gauge({ name: 'scoring_batches', help: 'Batches in the scorer.' }, () => batches);
  meter.gauge({ name: 'scoring_posts', help: 'Posts in the scorer.' }, () => posts);
  meter.gauge({ name: 'waiting_posts', help: 'Matched posts waiting for the scorer.' }, () =>
    Math.max(0, pending() - posts),
  );
  meter.gauge(
    {
      name: 'waiting_posts_limit',
      help: 'The most posts that can wait for the scorer; beyond it, those of whoever has the most are shed.',
    },
    () => limits.maxWaitingPosts,
  );
  const size = meter.histogram({ name: 'batch_posts', help: 'Posts in a batch.' }, sizeBounds);
  const seconds = meter.histogram(
    { name: 'scoring_seconds', help: 'Time that a batch takes in the scorer, its queue included.' },
    secondsBounds,
  );
  const score: Scorer['score'] = (batch) =>
    defer(() => {
      const from = performance.now();
      batches += 1;
      posts += batch.length;
      size(batch.length);
      return scorer.score(batch).pipe(
        finalize(() => {
          batches -= 1;
          posts -= batch.length;
          seconds((performance.now() - from) / 1_000);
        }),
      );
    });
  return { ...scorer, score };
}
