import { createAnomalyDetector } from '../../window/index.ts';
import type { LevelShift, Spike, SummaryFrame } from '../../protocol/index.ts';
import { signed } from './format.ts';
import type { Bucket } from './series.ts';

interface Timed {
  /** The start of the window, epoch ms. */
  readonly from: number;
  /** The end of the window, epoch ms. */
  readonly at: number;
}

/** Far more posts, or quite another sentiment, than the query's own past suggests. */
export type Anomaly = Timed & (({ readonly kind: 'spike' } & Spike) | ({ readonly kind: 'shift' } & LevelShift));

const maxAnomalies = 60;
/** Anomalies of one kind that are closer than this count as one, in ms. */
const togetherMs = 60_000;

/** Adds an anomaly. The windows of one spike or shift make one anomaly, placed at the strongest of them. */
export function addAnomaly(anomalies: readonly Anomaly[], anomaly: Anomaly): readonly Anomaly[] {
  const twin = anomalies.find(({ kind, at }) => kind === anomaly.kind && Math.abs(at - anomaly.at) < togetherMs);
  const others = anomalies.filter((each) => each !== twin);
  const kept = twin !== undefined && magnitudeOf(twin) >= magnitudeOf(anomaly) ? twin : anomaly;
  return [...others, kept].toSorted((a, b) => a.at - b.at).slice(-maxAnomalies);
}

const magnitudeOf = (anomaly: Anomaly): number => (anomaly.kind === 'spike' ? anomaly.ratio : Math.abs(anomaly.change));

/** Returns the anomalies of a window. */
export function anomaliesOf({
  from,
  to: at,
  spike,
  shift,
}: Pick<SummaryFrame, 'from' | 'to' | 'spike' | 'shift'>): readonly Anomaly[] {
  const found: Anomaly[] = [];
  if (spike !== undefined) found.push({ from, at, kind: 'spike', ...spike });
  if (shift !== undefined) found.push({ from, at, kind: 'shift', ...shift });
  return found;
}

/** Returns the short label of an anomaly's flag on the chart. */
export const anomalyLabel = (anomaly: Anomaly): string =>
  anomaly.kind === 'spike'
    ? `▲ ${anomaly.ratio.toFixed(1)}×`
    : `${anomaly.change > 0 ? '↑' : '↓'} ${signed(anomaly.change)}`;

/** Finds the anomalies in stored buckets of one length that were covered, as the server does in its windows. */
export function anomaliesIn(buckets: readonly Bucket[], stepMs: number): readonly Anomaly[] {
  const detector = createAnomalyDetector();
  let anomalies: readonly Anomaly[] = [];
  for (const { at, posts, unscored = 0, meanCompound, tracked } of buckets) {
    // Time that was not covered says nothing about what is usual.
    if (tracked < 1) continue;
    const found = detector.detect({ from: at, to: at + stepMs, posts, unscored, meanCompound });
    anomalies = anomaliesOf({ from: at, to: at + stepMs, ...found }).reduce(addAnomaly, anomalies);
  }
  return anomalies;
}
