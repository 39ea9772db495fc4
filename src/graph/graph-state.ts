import { interval, NEVER, type Observable, type SchedulerLike } from 'rxjs';
import { createWatermark, defaultWatermark, type Watermark } from '../window/index.ts';
import { createBackfills, type Backfills } from './backfill.ts';
import { Coverage } from './coverage.ts';
import { GapReports } from './gaps.ts';
import type { Limits } from './limits.ts';
import type { Ports, Session } from './ports.ts';
import { Registry } from './registry.ts';
import { createReplays } from './replays.ts';
import { ResultRates } from './result-rates.ts';
import { Retractions } from './retractions.ts';
import { SourceStatus } from './source-status.ts';
import { TokenRenewals } from './token-renewals.ts';

/** The state of one subscription of the graph: state machines, each fed in one place. */
export interface GraphState<S extends Session> {
  /** Fed by the `scan` over session events. */
  readonly registry: Registry<S>;
  /** Fed by the registry. */
  readonly rates: ResultRates<S>;
  /** Fed by `statusChanges`. */
  readonly status: SourceStatus;
  /** Fed by `coverageEvents`. */
  readonly coverage: Coverage;
  /** Fed by `coverageEvents`. */
  readonly gaps: GapReports;
  /** Fed by `applyRetractions`, and with each result before it is delivered. */
  readonly retractions: Retractions;
  /** Fed by `ingest`, and with each result before it is delivered. Undefined without a log. */
  readonly renewals: TokenRenewals<S> | undefined;
  /** Fed by `assignEventTime`. */
  readonly watermark: Watermark;
  /** Undefined without a store and a log. */
  readonly backfills: Backfills<S> | undefined;
  /** Emits when it is time to report how far coverage reaches: never without a store. */
  readonly heartbeat$: Observable<unknown>;
  readonly scheduler: SchedulerLike;
}

const heartbeatMs = 1_000;

export function createState<S extends Session>(ports: Ports<S>, limits: Limits): GraphState<S> {
  const { instanceId, sources, store, log, probe, scheduler } = ports;
  const now = () => scheduler.now();
  const status = new SourceStatus(sources.map(({ name }) => name));
  const watermark = createWatermark(defaultWatermark);
  const eventTimeNow = () => watermark.eventTimeNow(now());
  const rates = new ResultRates<S>({ limits, onShed: probe.resultShed, now });
  const retractions = new Retractions(limits.maxRecentPosts);
  const registry = new Registry<S>({
    ...{ instanceId, limits, rates, now, log },
    delivered: () => retractions.delivered,
  });
  return {
    rates,
    registry,
    status,
    coverage: new Coverage({ isLive: (canonical) => status.isLive(canonical), eventTimeNow, now }),
    gaps: new GapReports(now),
    retractions,
    renewals: log && new TokenRenewals({ log, registry }),
    watermark,
    backfills: backfillsOf(ports, limits, retractions),
    heartbeat$: store === undefined ? NEVER : interval(heartbeatMs, scheduler),
    scheduler,
  };
}

function backfillsOf<S extends Session>(
  { store, log, scorer, probe, scheduler }: Ports<S>,
  limits: Limits,
  retractions: Retractions,
): Backfills<S> | undefined {
  if (store === undefined && log === undefined) return undefined;
  return createBackfills<S>({
    history: store?.history,
    replay: log && createReplays({ log, scorer, retractions, limits, scheduler }),
    limits,
    scheduler,
    onSkipped: probe.backfillSkipped,
  });
}
