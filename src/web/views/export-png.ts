import type uPlot from 'uplot';
import type { ChartData } from '../live/chart.ts';
import { signed } from '../state/format.ts';
import { cornersOf } from '../state/palette.ts';
import { meanOf, totalOf } from '../state/points.ts';
import { canvasColorsOf } from './canvas-colors.ts';

const margin = 20;
const head = 46;
const entry = 20;
/** The width of the product's name with the space before it. */
const nameWidth = 90;

/** Draws the charts as one picture, with a title, the queries, their means and the time. */
export function drawPng(
  plots: readonly (uPlot | undefined)[],
  { lines, domain, range, measure, isLive }: ChartData,
  isDark: boolean,
): HTMLCanvasElement {
  const colors = canvasColorsOf(isDark);
  const scale = Math.max(1, globalThis.devicePixelRatio);
  const drawn = plots.flatMap((plot) => plot?.ctx.canvas ?? []);
  const width = Math.max(480, ...drawn.map((canvas) => canvas.width / scale)) + 2 * margin;
  const heads = head + entry * lines.length + 8;
  const height = drawn.reduce((sum, canvas) => sum + canvas.height / scale, heads) + 2 * margin;
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  context.scale(scale, scale);
  context.fillStyle = colors.surface;
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  const write = (text: string, { x, y, font, colour, room }: TextStyle): void => {
    context.font = `${font} system-ui, sans-serif`;
    context.fillStyle = colour;
    // A text that is too wide is condensed.
    context.fillText(text, x, y, room ?? width - x - margin);
  };
  const until = new Date(domain.to).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
  const subject = measure === 'whole' ? 'Mean sentiment of posts' : 'Mean sentiment about the topic';
  const room = width - 2 * margin - nameWidth;
  write(subject, { x: margin, y: margin + 8, font: '600 15px', colour: colors.ink, room });
  const time = isLive ? `${range.label}, until ${until}` : range.label;
  write(time, { x: margin, y: margin + 28, font: '12px', colour: colors.faint });
  let y = margin + head + 4;
  for (const { track, series } of lines) {
    const total = totalOf(series, range, domain);
    const mean = meanOf(total, measure);
    context.save();
    context.translate(margin + 6, y);
    drawShape(context, cornersOf(track.look.shape), isDark ? track.look.dark : track.look.light);
    context.restore();
    const figures = mean === undefined ? 'no posts' : `${signed(mean)}, ${Math.round(total.posts)} posts`;
    write(`${track.query}: ${figures}`, { x: margin + 20, y, font: '13px', colour: colors.ink });
    y += entry;
  }
  y = margin + heads;
  for (const each of drawn) {
    context.drawImage(each, margin, y, each.width / scale, each.height / scale);
    y += each.height / scale;
  }
  write('Undertone', { x: width - margin - nameWidth + 12, y: margin + 8, font: '600 13px', colour: colors.faint });
  return canvas;
}

interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly font: string;
  readonly colour: string;
  /** The greatest width. */
  readonly room?: number;
}

function drawShape(
  context: CanvasRenderingContext2D,
  corners: readonly (readonly [number, number])[],
  colour: string,
): void {
  context.beginPath();
  if (corners.length === 0) context.arc(0, 0, 5, 0, 2 * Math.PI);
  for (const [x, y] of corners) context.lineTo(5 * x, 5 * y);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
}
