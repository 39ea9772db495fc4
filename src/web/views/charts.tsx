import { useSignal, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import type { ChartData } from '../live/chart.ts';
import { isDark } from '../live/theme.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import type { Value } from '../state/points.ts';
import { ratesByPolarity, sharesOf, stack } from '../state/stack.ts';
import { canvasColorsOf } from './canvas-colors.ts';
import { Plot } from './plot.tsx';
import { sentimentOptions, stackOptions, type PlotLook } from './plot-options.ts';
import { Readout } from './readout.tsx';

/** What the lower chart tells: how much is posted, or who has which part of it. */
export type VolumeMode = 'volume' | 'share';

export interface ChartsProps {
  readonly chart: ReadonlySignal<ChartData>;
  readonly tracks: readonly TrackedQuery[];
  readonly spread: TrackedQuery | undefined;
  readonly mode: VolumeMode;
  /** What stands before the figures at the cursor, and between the charts. */
  readonly above: ComponentChildren;
  readonly between: ComponentChildren;
  readonly onPlots: (plots: readonly (uPlot | undefined)[]) => void;
}

/** uPlot wants arrays of its own. */
const own = (values: readonly Value[]): Value[] => [...values];

/** Sentiment above, volume below, over the same time, with one cursor. */
export function Charts({ chart, tracks, spread, mode, above, between, onPlots }: ChartsProps) {
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
        if (step(plots.current, cursor.peek() ?? data.times.length - 1, event.key)) event.preventDefault();
      }}
    >
      <div class="chart-bar">
        {above}
        <Readout chart={chart} cursor={cursor} hasBand={spread !== undefined} />
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

function sentimentData({ times, lines }: ChartData, spread: TrackedQuery | undefined): uPlot.AlignedData {
  const band = lines.find(({ track }) => track === spread)?.points;
  const edges = band === undefined ? [] : [own(band.high), own(band.low)];
  return [[...times], ...edges, ...lines.map(({ points }) => own(points.mean))];
}

function volumeData({ times, lines }: ChartData, mode: VolumeMode): uPlot.AlignedData {
  const [only, second] = lines;
  const rates = lines.map(({ points }) => points.rate);
  const layers = only !== undefined && second === undefined ? ratesByPolarity(only.points) : rates;
  return [[...times], ...stack(mode === 'share' ? sharesOf(layers) : layers).map(own)];
}

/** Moves the cursor by a key; false when the key is for something else. */
function step(plots: readonly (uPlot | undefined)[], from: number, key: string): boolean {
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
