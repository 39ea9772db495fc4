import type { ReadonlySignal } from '@preact/signals';
import type { ChartData } from '../live/chart.ts';
import { moment, rate, signed } from '../state/format.ts';
import { meanOf, spreadOf } from '../state/points.ts';
import { Badge } from './badge.tsx';

interface ReadoutProps {
  readonly chart: ReadonlySignal<ChartData>;
  /** The index of a point of the charts; undefined while the pointer is elsewhere. */
  readonly cursor: ReadonlySignal<number | undefined>;
  readonly hasBand: boolean;
}

/** The figures at the cursor, outside the chart, so that they cover nothing. */
export function Readout({ chart, cursor, hasBand }: ReadoutProps) {
  const { times, lines, range, measure, gaps } = chart.value;
  const index = cursor.value;
  const at = index === undefined ? undefined : times[index];
  if (index === undefined || at === undefined) {
    return (
      <p class="readout hint">
        Means of {windowName(range.windowMs)}
        {hasBand && ', the band one standard deviation of their posts'}. Hatched: posts may be missing.
      </p>
    );
  }
  const inGap = gaps.find(({ from, to }) => from < at && to > at - range.stepMs);
  return (
    <p class="readout" aria-live="polite">
      <time>{moment(at, range.stepMs)}</time>
      {lines.map(({ track, points }) => {
        const counts = points.windows[index];
        const mean = counts && meanOf(counts, measure);
        const spread = counts && spreadOf(counts);
        return (
          <span key={track.id} class="readout-value">
            <Badge look={track.look} size={11} /> {track.query}{' '}
            <b>{mean === undefined || points.mean[index] === null ? 'no posts' : signed(mean)}</b>
            {spread !== undefined && mean !== undefined && measure === 'whole' && ` ± ${spread.toFixed(2)}`}
            {counts !== undefined && counts.posts > 0 && ` · ${rate(counts.posts, range.windowMs)}`}
          </span>
        );
      })}
      {inGap !== undefined && <span class="readout-gap">{inGap.cause}</span>}
    </p>
  );
}

function windowName(ms: number): string {
  if (ms < 60_000) return `${ms / 1_000} seconds`;
  if (ms < 3_600_000) return ms === 60_000 ? 'a minute' : `${ms / 60_000} minutes`;
  return `${ms / 3_600_000} hours`;
}
