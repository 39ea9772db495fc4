import type uPlot from 'uplot';
import type { Gap } from '../state/gaps.ts';
import type { Domain } from '../state/ranges.ts';
import { cornersOf, type Look } from '../state/palette.ts';
import type { UncoveredSpan } from '../state/uncovered.ts';
import type { CanvasColors } from './canvas-colors.ts';

/* Custom drawing on the canvas of a plot. Lengths are in CSS px times the pixel ratio of the screen. */

/** Returns the pixels of the canvas to a CSS px, times a scale. */
export const density = ({ scale }: Pick<CanvasColors, 'scale'>): number =>
  Math.max(1, globalThis.devicePixelRatio) * scale;

/** Hatches the time of gaps. */
export function drawGaps(plot: uPlot, gaps: readonly Gap[], colors: CanvasColors): void {
  const { ctx, bbox } = plot;
  const step = 7 * density(colors);
  for (const { from, to, filled } of gaps) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true));
    if (right <= left) continue;
    const width = Math.max(2 * density(colors), right - left);
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, width, bbox.height);
    ctx.clip();
    ctx.strokeStyle = colors.hatch;
    ctx.lineWidth = density(colors) * (filled === 'partial' ? 0.75 : 1.5);
    ctx.beginPath();
    for (let x = left - bbox.height; x < left + width; x += step) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }
}

/** Marks the window that is asked about. */
export function drawAsked(plot: uPlot, asked: Domain | undefined, colors: CanvasColors): void {
  if (asked === undefined) return;
  const { ctx, bbox } = plot;
  const [left, right] = edgesOf(plot, asked);
  if (right < left) return;
  ctx.save();
  ctx.fillStyle = colors.wash;
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.fillStyle = colors.accent;
  ctx.fillRect(left, bbox.top + bbox.height - 2 * density(colors), right - left, 2 * density(colors));
  ctx.restore();
}

/** Hatches the time in which nothing was tracked, and names it where there is room. */
export function drawUntracked(plot: uPlot, spans: readonly UncoveredSpan[], colors: CanvasColors): void {
  const whole = spans.filter(({ isWhole }) => isWhole);
  drawGaps(
    plot,
    whole.map((span) => ({ ...span, source: '', cause: '', filled: 'none' }) as const),
    colors,
  );
  for (const span of whole) drawLabel(plot, span, { colors, y: plot.bbox.top + plot.bbox.height / 2 });
}

/** Marks the time in which some of the queries were not tracked, so that their sum does not look like less. */
export function drawPartlyTracked(plot: uPlot, spans: readonly UncoveredSpan[], colors: CanvasColors): void {
  const { ctx, bbox } = plot;
  const y = bbox.top + 8 * density(colors);
  for (const span of spans) {
    if (span.isWhole) continue;
    const [left, right] = edgesOf(plot, span);
    if (right <= left) continue;
    ctx.save();
    ctx.strokeStyle = colors.faint;
    ctx.lineWidth = density(colors);
    ctx.beginPath();
    ctx.moveTo(left, y - 4 * density(colors));
    ctx.lineTo(left, y + 4 * density(colors));
    ctx.moveTo(left, y);
    ctx.lineTo(right, y);
    ctx.moveTo(right, y - 4 * density(colors));
    ctx.lineTo(right, y + 4 * density(colors));
    ctx.stroke();
    ctx.restore();
    drawLabel(plot, span, { colors, y });
  }
}

const edgesOf = (plot: uPlot, { from, to }: Domain): readonly [number, number] => [
  Math.max(plot.bbox.left, plot.valToPos(from, 'x', true)),
  Math.min(plot.bbox.left + plot.bbox.width, plot.valToPos(to, 'x', true)),
];

interface LabelStyle {
  readonly colors: CanvasColors;
  /** The middle of the line of text, in px of the canvas. */
  readonly y: number;
}

/** Writes the name of a span in its middle, where it fits. */
function drawLabel(plot: uPlot, span: UncoveredSpan, { colors, y }: LabelStyle): void {
  const { ctx } = plot;
  const [left, right] = edgesOf(plot, span);
  ctx.save();
  ctx.font = `${11 * density(colors)}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  const width = ctx.measureText(span.label).width + 8 * density(colors);
  if (right - left >= width) {
    const x = (left + right) / 2;
    ctx.fillStyle = colors.surface;
    ctx.fillRect(x - width / 2, y - 8 * density(colors), width, 16 * density(colors));
    ctx.fillStyle = colors.faint;
    ctx.fillText(span.label, x, y);
  }
  ctx.restore();
}

/** Draws the line of neutral sentiment. */
export function drawZero(plot: uPlot, colors: CanvasColors): void {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(0, 'y', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = colors.faint;
  ctx.lineWidth = density(colors);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** A query's line, and what is drawn on it. */
export interface Marked {
  readonly look: Look;
  readonly colour: string;
  /** The index of its series in the plot. */
  readonly index: number;
}

interface MarkStyle {
  readonly marked: Marked;
  readonly colors: CanvasColors;
}

/** The number of points between two shapes on a line. */
const spacing = 24;

/** Draws the query's shape at the end of its line and at intervals before. */
export function drawMarks(plot: uPlot, marked: Marked, colors: CanvasColors): void {
  const { ctx, bbox, data } = plot;
  const times = data[0];
  const values = data[marked.index] ?? [];
  const place = (at: number, value: number): void => {
    const x = plot.valToPos(at, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width + density(colors)) return;
    drawShape(ctx, { x, y: plot.valToPos(value, 'y', true) }, { marked, colors });
  };
  const last = values.findLastIndex((value) => value !== undefined && value !== null);
  values.forEach((value, index) => {
    const at = times[index] ?? 0;
    // Bound to the time, not to the index, so that shapes move with their line.
    const step = (times[1] ?? 0) - (times[0] ?? 0);
    const hasShape = step > 0 && Math.round(at / step) % spacing === 0;
    if (typeof value === 'number' && hasShape && index !== last) place(at, value);
  });
  const end = values[last];
  const { max = 0 } = plot.scales['x'] ?? {};
  if (typeof end === 'number') place(Math.min(times[last] ?? 0, max), end);
}

interface CanvasPoint {
  /** In px of the canvas. */
  readonly x: number;
  readonly y: number;
}

function drawShape(ctx: CanvasRenderingContext2D, { x, y }: CanvasPoint, { marked, colors }: MarkStyle): void {
  const { look, colour } = marked;
  const size = 4.5 * density(colors);
  ctx.save();
  ctx.translate(x, y);
  ctx.beginPath();
  const corners = cornersOf(look.shape);
  if (corners.length === 0) ctx.arc(0, 0, size, 0, 2 * Math.PI);
  for (const [index, [cornerX, cornerY]] of corners.entries()) {
    if (index === 0) ctx.moveTo(cornerX * size, cornerY * size);
    else ctx.lineTo(cornerX * size, cornerY * size);
  }
  ctx.closePath();
  ctx.strokeStyle = colors.surface;
  ctx.lineWidth = 2 * density(colors);
  ctx.stroke();
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.restore();
}
