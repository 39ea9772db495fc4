import uPlot from 'uplot';
import type { ChartData } from '../live/chart.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { clock, compact, dayOf, decimal, minuteOf, percent, signed } from '../state/format.ts';
import type { CanvasColors } from './canvas-colors.ts';
import { drawFlag } from './plot-flags.ts';
import { drawAsked, drawGaps, drawMarks, drawPartlyTracked, drawUntracked, drawZero } from './plot-draw.ts';

/** The options of a plot without its size. */
export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

/** The contents and the colours of a plot. */
export interface PlotLook {
  readonly tracks: readonly TrackedQuery[];
  readonly colors: CanvasColors;
  readonly isDark: boolean;
  /** The query whose spread is drawn as a band. */
  readonly spread: TrackedQuery | undefined;
  /** Returns the latest data; called when the plot is drawn. */
  readonly current: () => ChartData;
  readonly onCursor: (index: number | undefined) => void;
}

const fontOf = (scale: number): string => `${11 * scale}px system-ui, sans-serif`;
export const gutter = 46;

const colourOf = ({ look }: TrackedQuery, isDark: boolean): string => (isDark ? look.dark : look.light);

/** Returns the options of the sentiment chart: a line for each query's mean, and the spread of one as a band. */
export function sentimentOptions(look: PlotLook): PlotOptions {
  const { tracks, colors, isDark, spread, current } = look;
  const bandColour = spread === undefined ? '' : `${colourOf(spread, isDark)}26`;
  const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
  const lines = tracks.map((track): uPlot.Series => ({
    stroke: colourOf(track, isDark),
    width: (track === spread || tracks.length === 1 ? 2.25 : 1.75) * colors.scale,
    dash: track.look.dash.map((length) => length * colors.scale),
    points: { show: false },
  }));
  const first = spread === undefined ? 1 : 3;
  return {
    ...common(look),
    scales: { x: { time: true, auto: false }, y: { range: (_, min, max) => evenRange(min, max) } },
    series: [{}, ...(spread === undefined ? [] : [edge, edge]), ...lines],
    ...(spread !== undefined && { bands: [{ series: [1, 2], fill: bandColour }] }),
    axes: [timeAxis(colors), valueAxis(colors, (value) => signed(value))],
    hooks: {
      ...cursorHook(look),
      drawClear: [
        (plot) => {
          drawAsked(plot, current().asked, colors);
          drawGaps(plot, current().gaps, colors);
        },
      ],
      drawAxes: [
        (plot) => {
          drawZero(plot, colors);
        },
      ],
      draw: [
        (plot) => {
          drawUntracked(plot, current().untracked, colors);
          for (const [index, { track, anomalies }] of current().lines.entries()) {
            const marked = { look: track.look, colour: colourOf(track, isDark), index: first + index };
            drawMarks(plot, marked, colors);
            for (const anomaly of anomalies) drawFlag(plot, anomaly, { ...marked, colors });
          }
        },
      ],
    },
  };
}

/** Returns the options of stacked areas, the topmost first. Each is filled to the axis, and the next covers the rest. */
export function stackOptions(look: PlotLook, colours: readonly string[], isShare: boolean): PlotOptions {
  const { colors, current } = look;
  const stepped = uPlot.paths.stepped?.({ align: -1 });
  return {
    ...common(look),
    scales: {
      x: { time: true, auto: false },
      y: { range: (_, __, max) => [0, isShare ? 1 : Math.max(1, max * 1.08)] },
    },
    series: [
      {},
      ...colours.map((fill): uPlot.Series => ({
        fill,
        stroke: colors.surface,
        width: 1,
        points: { show: false },
        ...(stepped !== undefined && { paths: stepped }),
      })),
    ],
    axes: [timeAxis(colors), valueAxis(colors, (value) => (isShare ? percent(value) : small(value)))],
    hooks: {
      ...cursorHook(look),
      drawClear: [
        (plot) => {
          drawAsked(plot, current().asked, colors);
        },
      ],
      draw: [
        (plot) => {
          drawGaps(plot, current().gaps, colors);
          drawUntracked(plot, current().untracked, colors);
          drawPartlyTracked(plot, current().untracked, colors);
        },
      ],
    },
  };
}

function common({ colors }: PlotLook): Pick<uPlot.Options, 'ms' | 'legend' | 'cursor' | 'padding' | 'tzDate'> {
  return {
    ms: 1,
    legend: { show: false },
    padding: [10 * colors.scale, 28 * colors.scale, 0, 0],
    cursor: {
      y: false,
      sync: { key: 'undertone', setSeries: false },
      // See `bindGestures`.
      bind: { mousedown: () => null, mouseup: () => null, click: () => null, dblclick: () => null },
      drag: { x: false, y: false },
      points: { size: 9, width: 2, stroke: colors.surface },
    },
  };
}

function cursorHook({ onCursor }: PlotLook): Pick<uPlot.Hooks.Arrays, 'setCursor'> {
  return {
    setCursor: [
      ({ cursor: { idx, left = -1 } }) => {
        onCursor(idx === null || left < 0 ? undefined : idx);
      },
    ],
  };
}

/** Returns a range symmetric around 0, wide enough that small differences do not look large. */
function evenRange(min: number | null, max: number | null): [number, number] {
  const reach = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0), 0.3);
  const size = Math.min(1.05, Math.ceil(reach * 1.1 * 10) / 10);
  return [-size, size];
}

/** Formats a rate, whose ticks may be fractions. */
const small = (value: number): string => (value < 10 ? decimal(value, 1) : compact(value));

function timeAxis({ faint, line, scale }: CanvasColors): uPlot.Axis {
  return {
    stroke: faint,
    font: fontOf(scale),
    size: 28 * scale,
    gap: 6 * scale,
    // A phone has room for a label every 44 px, unless it has seconds.
    space: (...[, , min, max, width]) => (width < 320 * scale ? (max - min < 480_000 ? 64 : 44) : 72) * scale,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    values: (...[, splits, , , stepMs]) => splits.map((at) => timeLabel(at, stepMs)),
  };
}

const midnightFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' });

function timeLabel(at: number, stepMs: number): string {
  // Rounded, because splits may be a fraction of a millisecond early.
  const date = new Date(Math.round(at / 1_000) * 1_000);
  if (stepMs >= 86_400_000) return dayOf(date);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (midnight) return midnightFormat.format(date);
  return stepMs < 60_000 ? clock(date) : minuteOf(date);
}

function valueAxis({ faint, line, scale }: CanvasColors, label: (value: number) => string): uPlot.Axis {
  return {
    stroke: faint,
    font: fontOf(scale),
    size: gutter * scale,
    gap: 6 * scale,
    space: 26 * scale,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    values: (_, splits) => splits.map(label),
  };
}
