import type { Page } from '../live/page.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { duration, signed } from '../state/format.ts';
import { historyStepMs } from '../state/ranges.ts';
import { changeOf, comparedStepMs, sparkOf, type Change } from '../state/trend.ts';

interface TrendProps {
  readonly page: Page;
  readonly track: TrackedQuery;
}

/** The course of the mean, and the change against the period before. */
export function Trend({ page, track }: TrendProps) {
  const { series, range, domain } = page.time.shownOf(track);
  const measure = page.measure.value;
  const isLive = page.time.span.value === undefined;
  const stepMs = isLive ? comparedStepMs(range) : historyStepMs(range);
  const change = stepMs === undefined ? undefined : changeOf(series, { stepMs, domain, measure });
  return (
    <p class="trend">
      <Sparkline values={sparkOf(series, { range, domain, measure })} />
      {change !== undefined && <ChangeText {...change} />}
    </p>
  );
}

function ChangeText({ mean, times, ms }: Change) {
  const percent = times === undefined ? undefined : Math.round(100 * (times - 1));
  const volume = percent === undefined ? [] : [`${percent < 0 ? '−' : '+'}${Math.abs(percent)}%`];
  const parts = [...(mean === undefined ? [] : [signed(mean)]), ...volume].join(', ');
  if (parts === '') return null;
  const meaning = `${percent === undefined ? '' : ' posts'} against the ${duration(Math.round(ms / 1_000) * 1_000)} before`;
  return (
    <span class="hint" title={`${parts}${meaning}`}>
      {parts}
      <span class="wide">{meaning}</span>
    </span>
  );
}

const [width, height] = [72, 18];

function Sparkline({ values }: { readonly values: readonly (number | undefined)[] }) {
  const known = values.filter((value) => value !== undefined);
  const reach = Math.max(0.1, ...known.map(Math.abs));
  const step = width / Math.max(1, values.length - 1);
  let isOn = false;
  const path = values.map((value, index) => {
    const command =
      value === undefined
        ? ''
        : `${isOn ? 'L' : 'M'}${at(index * step)} ${at(height / 2 - (value / reach) * (height / 2 - 1.5))}`;
    isOn = value !== undefined;
    return command;
  });
  return (
    <svg class="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path class="spark-zero" d={`M0 ${height / 2}H${width}`} />
      <path d={path.join('')} />
    </svg>
  );
}

const at = (value: number): string => value.toFixed(1);
