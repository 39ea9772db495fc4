import type uPlot from 'uplot';
import { anomalyLabel, type Anomaly } from '../state/anomalies.ts';
import type { CanvasColors } from './canvas-colors.ts';
import { density } from './plot-draw.ts';

/** The line of a query and its colour, on which flags stand. */
export interface FlaggedLine {
  readonly colour: string;
  /** The index of its series in the plot. */
  readonly index: number;
  readonly colors: CanvasColors;
}

/** The height of a flag, and the distance of the rows of spikes and shifts, in CSS px. */
const flagHeight = 16;
const fontOf = (scale: number): string => `600 ${11 * scale}px system-ui, sans-serif`;

/** The place of a flag's label in the plotting area, in CSS px. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** Returns the place of an anomaly's label; undefined where the plot does not show its time. */
function boxOf(plot: uPlot, anomaly: Anomaly, scale: number): Box | undefined {
  const room = plot.bbox.width / density({ scale: 1 });
  const x = plot.valToPos(anomaly.at, 'x');
  if (x < 0 || x > room) return undefined;
  const { ctx } = plot;
  ctx.save();
  ctx.font = fontOf(scale);
  const width = ctx.measureText(anomalyLabel(anomaly)).width + 4 * scale;
  ctx.restore();
  const top = anomaly.kind === 'spike' ? 0 : flagHeight * scale;
  return { left: Math.min(Math.max(0, x - width / 2), room - width), top, width };
}

/** Returns the index of the anomaly whose flag is at a place of the plotting area, in CSS px, with some room for a finger. */
export function flagAt(
  plot: uPlot,
  anomalies: readonly Anomaly[],
  { left, top }: Pick<Box, 'left' | 'top'>,
): number | undefined {
  const found = anomalies.flatMap((anomaly, index) => {
    const box = boxOf(plot, anomaly, 1);
    if (box === undefined || top < box.top - 4 || top > box.top + flagHeight + 2) return [];
    const distance = Math.abs(left - (box.left + box.width / 2));
    return distance <= box.width / 2 + 4 ? [{ index, distance }] : [];
  });
  return found.toSorted((a, b) => a.distance - b.distance)[0]?.index;
}

/** Draws a flag with an anomaly's label at the upper edge and a stem down to the line; shifts have a row of their own. */
export function drawFlag(plot: uPlot, anomaly: Anomaly, { colour, index, colors }: FlaggedLine): void {
  const { ctx, bbox, data } = plot;
  const box = boxOf(plot, anomaly, colors.scale);
  if (box === undefined) return;
  const value = data[index]?.[plot.valToIdx(anomaly.at)];
  const row = bbox.top + box.top * density({ scale: 1 });
  const left = bbox.left + box.left * density({ scale: 1 });
  const x = plot.valToPos(anomaly.at, 'x', true);
  const foot = typeof value === 'number' ? plot.valToPos(value, 'y', true) : bbox.top + bbox.height;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = density(colors);
  ctx.setLineDash([2 * density(colors), 2 * density(colors)]);
  ctx.beginPath();
  ctx.moveTo(x, row + flagHeight * density(colors));
  ctx.lineTo(x, foot);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = fontOf(density(colors));
  ctx.fillStyle = colors.surface;
  ctx.fillRect(left, row, box.width * density({ scale: 1 }), (flagHeight - 1) * density(colors));
  ctx.fillStyle = colour;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(anomalyLabel(anomaly), left + 2 * density(colors), row + density(colors));
  ctx.restore();
}
