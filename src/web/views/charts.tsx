import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import type { ChartData } from '../live/chart.ts';
import type { Page } from '../live/page.ts';
import { isDark } from '../live/theme.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import type { Value } from '../state/points.ts';
import { ratesByPolarity, sharesOf, stack, withoutHoles } from '../state/stack.ts';
import { ChartNotice } from './chart-notice.tsx';
import { ChartActions } from './chart-actions.ts';
import { canvasColorsOf } from './canvas-colors.ts';
import { Plot } from './plot.tsx';
import { sentimentOptions, stackOptions, type PlotLook } from './plot-options.ts';
import { Readout } from './readout.tsx';

/** The contents of the lower chart: the volume of posts, or the share of each query. */
export type VolumeMode = 'volume' | 'share';

/** The inputs of the charts. */
export interface ChartsProps {
  readonly page: Page;
  readonly chart: ReadonlySignal<ChartData>;
  readonly tracks: readonly TrackedQuery[];
  readonly spread: TrackedQuery | undefined;
  readonly mode: VolumeMode;
  readonly isConnected: boolean;
  /** The controls before the figures at the cursor, and between the charts. */
  readonly above: ComponentChildren;
  readonly between: ComponentChildren;
  readonly onPlots: (plots: readonly (uPlot | undefined)[]) => void;
}

/** Copies values: uPlot needs arrays of its own. */
const copy = (values: readonly Value[]): Value[] => [...values];

/** Two charts over the same time with one cursor: sentiment above, volume below. */
export function Charts({ page, chart, tracks, spread, mode, isConnected, above, between, onPlots }: ChartsProps) {
  const cursor = useSignal<number | undefined>(undefined);
  const plots = useRef<(uPlot | undefined)[]>([undefined, undefined]);
  const actions = useMemo(() => new ChartActions({ page, chart, plots, cursor }), [page, chart]);
  const [upperGestures, lowerGestures] = useMemo(() => [actions.gesturesOf(0), actions.gesturesOf(1)], [actions]);
  const { upper, lower } = usePlotOptions({ chart, tracks, spread, mode }, cursor);
  const keep = (index: number) => (plot: uPlot | undefined) => {
    plots.current[index] = plot;
    onPlots(plots.current);
  };
  const data = chart.value;
  return (
    <div
      class="charts"
      tabIndex={0}
      role="group"
      aria-label="Charts of sentiment and volume over time. Left and right arrow move through time, up and down to what is unusual; Enter tells what happened. The table below has the figures."
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (actions.press(event)) event.preventDefault();
      }}
    >
      <div class="chart-bar">
        {above}
        <Readout chart={chart} cursor={cursor} hasBand={spread !== undefined} isConnected={isConnected} />
      </div>
      <div class="plot-place">
        <Plot
          options={upper}
          data={sentimentData(data, spread)}
          domain={data.domain}
          name="upper"
          gestures={upperGestures}
          onPlot={keep(0)}
        />
        <ChartNotice page={page} />
      </div>
      {between}
      <Plot
        options={lower}
        data={volumeData(data, mode)}
        domain={data.domain}
        name="lower"
        gestures={lowerGestures}
        onPlot={keep(1)}
      />
    </div>
  );
}

/** Returns the options of both plots, made anew only where the queries, the colours or the mode have changed. */
export function usePlotOptions(
  { chart, tracks, spread, mode }: Pick<ChartsProps, 'chart' | 'tracks' | 'spread' | 'mode'>,
  cursor: Signal<number | undefined>,
  scale = 1,
) {
  const dark = isDark.value;
  const look: PlotLook = useMemo(
    () => ({
      tracks,
      spread,
      isDark: dark,
      colors: canvasColorsOf(dark, scale),
      current: () => chart.peek(),
      onCursor: (index) => {
        cursor.value = index;
      },
    }),
    [tracks, spread, dark, chart, scale],
  );
  const colours = useMemo(() => coloursOf(look), [look]);
  const upper = useMemo(() => sentimentOptions(look), [look]);
  const lower = useMemo(() => stackOptions(look, colours, mode === 'share'), [look, colours, mode]);
  return { upper, lower };
}

function coloursOf({ tracks, colors, isDark: dark }: PlotLook): readonly string[] {
  if (tracks.length === 1) return [colors.positive, colors.neutral, colors.negative];
  return tracks.map(({ look: { light, dark: inDark } }) => (dark ? inDark : light));
}

/** The last step ends in the future: its point is placed at the present, inside the chart. */
const positionsOf = ({ times, domain }: ChartData): number[] => times.map((end) => Math.min(end, domain.to));

/** Returns the data of the upper chart. */
export function sentimentData(data: ChartData, spread?: TrackedQuery): uPlot.AlignedData {
  const { lines } = data;
  const band = lines.find(({ track }) => track === spread)?.points;
  const edges = band === undefined ? [] : [copy(band.high), copy(band.low)];
  return [positionsOf(data), ...edges, ...lines.map(({ points }) => copy(points.mean))];
}

function volumeData(data: ChartData, mode: VolumeMode): uPlot.AlignedData {
  const { lines } = data;
  const [only, second] = lines;
  const rates = lines.map(({ points }) => points.rate);
  const layers = only !== undefined && second === undefined ? ratesByPolarity(only.points) : rates;
  return [positionsOf(data), ...stack(mode === 'share' ? sharesOf(layers) : withoutHoles(layers)).map(copy)];
}
