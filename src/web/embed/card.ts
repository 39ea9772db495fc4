import { percentages } from '../../model/figures.ts';
import { compact, rate, signed } from '../state/format.ts';
import type { HourView } from './hour.ts';

/* Writes the hour into the elements of card.html. */

const element = (id: string): HTMLElement | null => document.getElementById(id);

function write(id: string, text: string): void {
  const target = element(id);
  // Screen readers announce a text anew each time it is set.
  if (target !== null && target.textContent !== text) target.textContent = text;
}

function label(id: string, text: string): void {
  element(id)?.setAttribute('aria-label', text);
}

/** Names the query, and links to the page. */
export function showQuery(query: string): void {
  write('query', query);
  document.title = `${query}: Undertone`;
  element('query')?.setAttribute('href', `/?${new URLSearchParams({ q: query }).toString()}`);
  element('query')?.setAttribute('title', query);
}

/** Says whether the card is live, and else why not. */
export function showState(sentence: string): void {
  write('state', sentence);
}

export function showHour(hour: HourView): void {
  const { posts, mean, latest } = hour;
  write('mean', mean === undefined ? '–' : signed(mean));
  write('what', whatOf(hour));
  write('count', `${compact(posts)} ${posts === 1 ? 'post' : 'posts'}`);
  write('now', latest === undefined ? '' : `now ${rate(latest.posts, latest.ms)}`);
  drawShares(hour);
  drawSpark(hour.points);
}

function whatOf({ mean, posts, tracked }: HourView): string {
  if (posts > 0 && mean === undefined) return 'no post with a score in the last hour';
  if (posts === 0) return 'no posts yet in the last hour';
  const minutes = Math.max(1, Math.round(tracked * 60));
  return minutes < 55 ? `mean of the ${minutes} min tracked` : 'mean of the last hour';
}

function drawShares({ positive, neutral, negative }: HourView): void {
  const counts = [positive, neutral, negative];
  const total = positive + neutral + negative;
  const shares = total === 0 ? [0, 0, 0] : percentages(counts.map((count) => count / total));
  const parts = element('shares')?.children ?? [];
  shares.forEach((share, index) => {
    const part = parts[index];
    if (part instanceof HTMLElement) part.style.flexBasis = `${share}%`;
  });
  label('shares', `${shares[0] ?? 0}% positive, ${shares[1] ?? 0}% neutral, ${shares[2] ?? 0}% negative`);
}

/** The least mean at the edges of the drawing, so that small changes look small. */
const leastEdge = 0.25;
const stepX = 10;
const middleY = 50;

function drawSpark(points: HourView['points']): void {
  const known = points.filter((point) => point !== undefined);
  const edge = Math.max(leastEdge, ...known.map(Math.abs));
  const path = points.map((point, index) => {
    if (point === undefined) return '';
    const before = points[index - 1];
    const place = `${index * stepX} ${(middleY - (point / edge) * (middleY - 4)).toFixed(1)}`;
    // A line of no length shows a minute that stands alone.
    return before === undefined ? `M${place}h0` : `L${place}`;
  });
  element('spark')?.querySelector('path')?.setAttribute('d', path.join(''));
  const extremes = known.length === 0 ? 'none yet' : `${signed(Math.min(...known))} to ${signed(Math.max(...known))}`;
  label('spark', `Means of the minutes of the last hour: ${extremes}`);
}
