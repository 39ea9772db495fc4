import type { ReadonlySignal } from '@preact/signals';
import type { ChartData, ChartLine } from '../live/chart.ts';
import { duration, moment, rate, signed } from '../state/format.ts';
import { ranges } from '../state/ranges.ts';
import { meanOf, spreadOf } from '../state/points.ts';
import { Badge } from './badge.tsx';

interface ReadoutProps {
  readonly chart: ReadonlySignal<ChartData>;
  /** The index of a point of the charts; undefined while the pointer is elsewhere. */
  readonly cursor: ReadonlySignal<number | undefined>;
  readonly hasBand: boolean;
  readonly isConnected: boolean;
}

/**
 * The figures at the cursor, or the latest ones. It is always there and has the same size for the same queries, so that
 * the chart does not move when the pointer enters it.
 */
export function Readout({ chart, cursor, hasBand, isConnected }: ReadoutProps) {
  const { times, lines, range, measure } = chart.value;
  const index = cursor.value;
  const shown = index !== undefined && times[index] !== undefined ? index : times.length - 1;
  return (
    <div class="readout">
      <Title chart={chart.value} index={index} hasBand={hasBand} />
      <ul class="plain readout-values" aria-live={index === undefined ? undefined : 'polite'}>
        {lines.map(({ track, points }) => {
          const counts = points.windows[shown];
          const mean = points.mean[shown] === null ? undefined : counts && meanOf(counts, measure);
          const spread = counts && spreadOf(counts, measure);
          return (
            <li key={track.id}>
              <Badge look={track.look} size={11} /> <bdi>{track.query}</bdi>{' '}
              <b>{mean === undefined ? absence({ track, points }, shown, isConnected) : signed(mean)}</b>
              {spread !== undefined && mean !== undefined && ` ± ${spread.toFixed(2)}`}
              {mean !== undefined &&
                counts !== undefined &&
                ` · ${rate(counts.posts, ratedMs(counts, range.windowMs))}`}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Says why there is no mean. */
function absence(
  { track, points: { covered } }: Pick<ChartLine, 'track' | 'points'>,
  index: number,
  isConnected: boolean,
): string {
  if (track.refusal.value !== undefined) return 'refused';
  if (covered[index] !== false) return 'no posts';
  return isConnected || index < covered.length - 1 ? 'not tracked' : 'no connection';
}

/** Returns the time that a window's posts are a rate of. */
const ratedMs = ({ coveredMs }: { readonly coveredMs: number }, windowMs: number): number =>
  coveredMs > 0 ? Math.max(1_000, coveredMs) : windowMs;

interface TitleProps {
  readonly chart: ChartData;
  readonly index: number | undefined;
  readonly hasBand: boolean;
}

function Title({ chart: { times, range, gaps, domain, isYoung }, index, hasBand }: TitleProps) {
  const at = index === undefined ? undefined : times[index];
  if (at === undefined) {
    return (
      <p class="hint readout-title">
        {isYoung &&
          `Since tracking began, ${duration(domain.to - domain.from)} of ${duration(ranges[range.name].ms)} shown. `}
        Means of {windowName(range.windowMs)}
        {hasBand && ', with one standard deviation'}.{gaps.length > 0 && ' Hatched: posts may be missing.'} Choose a
        point to ask what happened.
      </p>
    );
  }
  const inGap = gaps.find(({ from, to }) => from < at && to > at - range.stepMs);
  return (
    <p class="hint readout-title">
      <time>{moment(Math.min(at, domain.to), range.stepMs)}</time>
      {inGap !== undefined && <span class="readout-gap">{inGap.cause}</span>}
    </p>
  );
}

function windowName(ms: number): string {
  if (ms < 60_000) return `${ms / 1_000} seconds`;
  if (ms < 3_600_000) return ms === 60_000 ? 'a minute' : `${ms / 60_000} minutes`;
  return `${ms / 3_600_000} hours`;
}
