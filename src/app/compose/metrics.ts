import type { DeliveryServer, RefusalReason } from '../../delivery/index.ts';
import type { Probe, Scorer } from '../../graph/index.ts';
import type { CutReason } from '../../http/index.ts';
import type { Recorder } from '../../sources/index.ts';
import { writerLimits, type Archive } from '../../store/index.ts';
import type { Config } from '../config/index.ts';
import type { ObservedBackpressure } from '../backpressure.ts';
import { limitsOf } from '../limits.ts';
import { meterAlerts, type AlertCounts } from '../metrics/alerts.ts';
import { meterClients, type ClientsMeter } from '../metrics/clients.ts';
import { meterLog, type LogFigures } from '../metrics/log.ts';
import { meterEngine, meterLatency, meterScorer } from '../metrics/engine.ts';
import { createMeter } from '../metrics/meter.ts';
import { meterOutputs } from '../metrics/outputs.ts';
import { meterShedding, type SheddingMeter } from '../metrics/shedding.ts';
import { meterSources, type SourcesMeter } from '../metrics/sources.ts';
import { meterStore, type StoreMeter } from '../metrics/store.ts';
import type { Logs, Observed } from '../observe.ts';
import { version } from '../identity.ts';

/** The meters that observe the parts of a server, which are created after them. */
export interface Metrics {
  readonly probe: Pick<Probe, 'scored' | 'shed' | 'resultShed'>;
  readonly sources: SourcesMeter;
  readonly clients: ClientsMeter<RefusalReason | CutReason>;
  readonly store: StoreMeter;
  readonly shedding: SheddingMeter;
  /** Returns the same scorer with its batches measured. */
  readonly watchScorer: <T extends Scorer>(scorer: T, observed: Observed) => T;
  /** Connects the metrics that are read from the parts. */
  readonly read: (parts: Parts) => void;
  readonly text: () => Promise<string>;
}

interface Parts {
  readonly observed: Observed;
  readonly backpressure: Pick<ObservedBackpressure, 'canAccept'>;
  readonly delivery: Pick<DeliveryServer, 'count' | 'totals' | 'usage'>;
  readonly archive: Pick<Archive, 'health'>;
  readonly logs: Pick<Logs, 'dropped'>;
  readonly recorder: Pick<Recorder, 'counts'>;
  readonly cluster: LogFigures | undefined;
  readonly alerts: AlertCounts;
}

/** Every reason of a refusal, counted as never. */
export const noRefusals: Readonly<Record<RefusalReason | CutReason, number>> = {
  sessions: 0,
  sessions_per_address: 0,
  session_rate: 0,
  queries_per_session: 0,
  queries_per_address: 0,
  queries: 0,
  windows_per_session: 0,
  windows_per_address: 0,
  windows: 0,
  origin: 0,
  token: 0,
  stopping: 0,
  handshake: 0,
  malformed: 0,
  connections: 0,
  connections_per_address: 0,
  host: 0,
  requests: 0,
  reads: 0,
  exports: 0,
  analyses: 0,
  explanations: 0,
  pushes: 0,
  stalled: 0,
};

export function composeMetrics(config: Config): Metrics {
  const meter = createMeter();
  const clients = meterClients(meter, noRefusals);
  const now = () => Date.now();
  const store = meterStore(meter, now);
  const shedding = meterShedding(meter, now);
  meter.gauge({ name: 'build_info', help: 'Always 1.', labels: ['version'] }, () => [[{ version }, 1]]);
  return {
    probe: { ...meterLatency(meter), shed: shedding.pool, resultShed: shedding.result },
    sources: meterSources(meter),
    clients,
    store,
    shedding,
    watchScorer: (scorer, { ledger }) =>
      meterScorer(scorer, { meter, limits: limitsOf(config), pending: () => ledger().pending }),
    read: ({ observed, backpressure, delivery, archive, logs, recorder, cluster, alerts }) => {
      if (cluster !== undefined) meterLog(meter, cluster);
      meterAlerts(meter, alerts);
      meterEngine(meter, observed, backpressure);
      meterOutputs(meter, { logs, recorder });
      clients.read({
        ...delivery,
        maxSessions: config.maxSessions,
        budgets: { queries: config.maxQueries, windows: config.maxWindowCost },
      });
      store.read({ health: archive.health, maxWaitingResults: writerLimits.maxWaitingResults });
    },
    text: meter.text,
  };
}
