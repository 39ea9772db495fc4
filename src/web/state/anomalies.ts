import { createAnomalyDetector } from '../../window/index.ts';
import type { LevelShift, Spike, SummaryFrame } from '../../protocol/index.ts';
import { signed } from './format.ts';
import type { Bucket } from './series.ts';

interface At {
  /** The end of the window in which it was seen, epoch ms. */
  readonly at: number;
}

/** Far more posts, or quite another mood, than the query's own past lets expect. */
export type Anomaly = At & (({ readonly kind: 'spike' } & Spike) | ({ readonly kind: 'shift' } & LevelShift));

const maxAnomalies = 60;
/** Signs that are closer than this are one, in ms. */
const togetherMs = 60_000;

/** The signs with one more: windows of one spike or shift are one sign, where it was highest. */
export function addAnomaly(signs: readonly Anomaly[], sign: Anomaly): readonly Anomaly[] {
  const twin = signs.find(({ kind, at }) => kind === sign.kind && Math.abs(at - sign.at) < togetherMs);
  const others = signs.filter((each) => each !== twin);
  const kept = twin !== undefined && magnitudeOf(twin) >= magnitudeOf(sign) ? twin : sign;
  return [...others, kept].toSorted((a, b) => a.at - b.at).slice(-maxAnomalies);
}

const magnitudeOf = (sign: Anomaly): number => (sign.kind === 'spike' ? sign.ratio : Math.abs(sign.change));

/** What a window has that is unusual. */
export function anomaliesOf({
  to: at,
  spike,
  shift,
}: Pick<SummaryFrame, 'to' | 'spike' | 'shift'>): readonly Anomaly[] {
  const found: Anomaly[] = [];
  if (spike !== undefined) found.push({ at, kind: 'spike', ...spike });
  if (shift !== undefined) found.push({ at, kind: 'shift', ...shift });
  return found;
}

/** Short, as a flag on a chart has it. */
export const anomalyLabel = (sign: Anomaly): string =>
  sign.kind === 'spike' ? `▲ ${sign.ratio.toFixed(1)}×` : `${sign.change > 0 ? '↑' : '↓'} ${signed(sign.change)}`;

/** The signs in stored buckets of one length, found as the server finds them in its windows. */
export function anomaliesIn(buckets: readonly Bucket[], stepMs: number): readonly Anomaly[] {
  const detector = createAnomalyDetector();
  let signs: readonly Anomaly[] = [];
  let end = buckets[0]?.at ?? 0;
  for (const { at, posts, meanCompound } of buckets) {
    // Buckets without posts are left out of an answer; long silence is no past to compare with.
    for (let quiet = 0; end < at && quiet < 24; end += stepMs, quiet++) {
      detector.detect({ from: end, to: end + stepMs, posts: 0, meanCompound: 0 });
    }
    end = at + stepMs;
    const found = detector.detect({ from: at, to: end, posts, meanCompound });
    signs = anomaliesOf({ to: end, ...found }).reduce(addAnomaly, signs);
  }
  return signs;
}
