import { useSignal, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import type { ChartData } from '../live/chart.ts';
import { isDark } from '../live/theme.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import type { Value } from '../state/points.ts';
import { ratesByPolarity, sharesOf, stack, withoutHoles } from '../state/stack.ts';
import { canvasColorsOf } from './canvas-colors.ts';
import { Plot } from './plot.tsx';
import { sentimentOptions, stackOptions, type PlotLook } from './plot-options.ts';
import { Readout } from './readout.tsx';

/** The contents of the lower chart: the volume of posts, or the share of each query. */
export type VolumeMode = 'volume' | 'share';

/** The inputs of the charts. */
export interface ChartsProps {
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
export function Charts({ chart, tracks, spread, mode, isConnected, above, between, onPlots }: ChartsProps) {
  const cursor = useSignal<number | undefined>(undefined);
  const plots = useRef<(uPlot | undefined)[]>([undefined, undefined]);
  const dark = isDark.value;
  const narrow = useNarrow();
  const look: PlotLook = useMemo(
    () => ({
      tracks,
      spread,
      isDark: dark,
      colors: canvasColorsOf(dark),
      current: () => chart.peek(),
      onCursor: (index) => {
        cursor.value = index;
      },
    }),
    [tracks, spread, dark, chart],
  );
  const colours = useMemo(() => coloursOf(look), [look]);
  const upper = useMemo(() => sentimentOptions(look), [look]);
  const lower = useMemo(() => stackOptions(look, colours, mode === 'share'), [look, colours, mode]);
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
      aria-label="Charts of sentiment and volume over time. Left and right arrow move through time; the table below has the figures."
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (moveCursor(plots.current, cursor.peek() ?? data.times.length - 1, event.key)) event.preventDefault();
      }}
    >
      <div class="chart-bar">
        {above}
        <Readout chart={chart} cursor={cursor} hasBand={spread !== undefined} isConnected={isConnected} />
      </div>
      <Plot
        options={upper}
        data={sentimentData(data, spread)}
        domain={data.domain}
        height={narrow ? 220 : 280}
        onPlot={keep(0)}
      />
      {between}
      <Plot
        options={lower}
        data={volumeData(data, mode)}
        domain={data.domain}
        height={narrow ? 104 : 128}
        onPlot={keep(1)}
      />
    </div>
  );
}

function coloursOf({ tracks, colors, isDark: dark }: PlotLook): readonly string[] {
  if (tracks.length === 1) return [colors.positive, colors.neutral, colors.negative];
  return tracks.map(({ look: { light, dark: inDark } }) => (dark ? inDark : light));
}

/** The last step ends in the future: its point is placed at the present, inside the chart. */
const positionsOf = ({ times, domain }: ChartData): number[] => times.map((end) => Math.min(end, domain.to));

function sentimentData(data: ChartData, spread: TrackedQuery | undefined): uPlot.AlignedData {
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

/** Moves the cursor by a key; returns false for other keys. */
function moveCursor(plots: readonly (uPlot | undefined)[], from: number, key: string): boolean {
  const [plot] = plots;
  if (plot === undefined) return false;
  const last = plot.data[0].length - 1;
  const moves: Readonly<Record<string, number>> = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last };
  if (key === 'Escape') plot.setCursor({ left: -10, top: -10 });
  const to = moves[key];
  if (to === undefined) return key === 'Escape';
  const index = Math.min(last, Math.max(0, to));
  const left = Math.min(plot.over.clientWidth - 1, Math.max(0, plot.valToPos(plot.data[0][index] ?? 0, 'x')));
  plot.setCursor({ left, top: 0 });
  return true;
}

function useNarrow(): boolean {
  const narrow = useSignal(matchMedia('(max-width: 640px)').matches);
  useEffect(() => {
    const query = matchMedia('(max-width: 640px)');
    const listen = (): void => {
      narrow.value = query.matches;
    };
    query.addEventListener('change', listen);
    return () => {
      query.removeEventListener('change', listen);
    };
  }, []);
  return narrow.value;
}
