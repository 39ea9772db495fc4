import { defer, finalize } from 'rxjs';
import type { Limits, Probe, Scorer } from '../../graph/index.ts';
import type { Gate } from '../gate.ts';
import type { Observed } from '../observe.ts';
import type { Meter } from './meter.ts';

/** From less than a millisecond, which is what a batch takes, to where nobody waits any more. */
const secondsBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizeBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];

/** What posts go through, with a probe that is told how long it takes. */
export function meterLatency(meter: Meter): Pick<Probe, 'scored'> {
  const observe = meter.histogram(
    {
      name: 'post_to_score_seconds',
      help: 'Time from the arrival of a matched post to its score, of the oldest post of each batch.',
    },
    secondsBounds,
  );
  return {
    scored: (oldestMs) => {
      observe(oldestMs / 1_000);
    },
  };
}

/** The ledger of posts, what the registry holds, and whether sources are held back. */
export function meterEngine(meter: Meter, observed: Observed, gate: Pick<Gate, 'canAccept'>): void {
  meter.gauge(
    {
      name: 'posts',
      help: 'Posts by what has become of them: received is the sum of all other states. Only pending may fall.',
      labels: ['state'],
    },
    () => Object.entries(observed.ledger()).map(([state, count]) => [{ state }, count]),
  );
  meter.counter(
    { name: 'late_total', help: 'Posts that came after their bucket of event time was closed.' },
    observed.late,
  );
  meter.gauge({ name: 'queries', help: 'Distinct queries that are live.' }, () => observed.held().queries);
  meter.gauge({ name: 'windows', help: 'Distinct windows that sessions want summaries of.' }, observed.windows);
  meter.gauge({ name: 'tracking_sessions', help: 'Sessions that hold a query.' }, () => observed.held().sessions);
  meter.gauge({ name: 'sources_held_back', help: '1 while sources that can wait are asked to, else 0.' }, () =>
    gate.canAccept() ? 0 : 1,
  );
}

export interface ScoringMeter {
  readonly meter: Meter;
  readonly limits: Pick<Limits, 'maxWaitingPosts'>;
  readonly pending: () => number;
}

/** The same scorer, watched: a batch at a time, which is cheap. */
export function meterScorer<T extends Scorer>(scorer: T, { meter, limits, pending }: ScoringMeter): T {
  let batches = 0;
  let posts = 0;
  meter.gauge({ name: 'scoring_batches', help: 'Batches that the scorer has.' }, () => batches);
  meter.gauge({ name: 'scoring_posts', help: 'Posts that the scorer has.' }, () => posts);
  meter.gauge({ name: 'waiting_posts', help: 'Matched posts that wait for the scorer.' }, () =>
    Math.max(0, pending() - posts),
  );
  meter.gauge(
    { name: 'waiting_posts_limit', help: 'Posts that may wait for the scorer; more are shed.' },
    () => limits.maxWaitingPosts,
  );
  const size = meter.histogram({ name: 'batch_posts', help: 'Posts in a batch.' }, sizeBounds);
  const seconds = meter.histogram(
    { name: 'scoring_seconds', help: 'Time that a batch is with the scorer.' },
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
