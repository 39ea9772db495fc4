import { ranges } from '../state/ranges.ts';
import type { Page } from './page.ts';
import type { ServerAlerts } from './server-alerts.ts';

/** The least time between two redraws where less motion is preferred, in ms. */
const calmMs = 1_000;

/**
 * Redraws the page in step with the screen, and not at all while it is hidden. A frame runs at most one task, the one
 * that has been due for longest, so that no frame has to do all of them. Returns the function that stops it.
 */
export function runFrames(page: Page, alerts: ServerAlerts): () => void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const redrawMs = (): number => (calm.matches ? calmMs : ranges[page.range.peek()].redrawMs);
  const tasks = [
    { run: page.tickSecond, everyMs: () => 1_000, dueAt: 0 },
    { run: page.posts.tick, everyMs: () => 1_000, dueAt: 0 },
    { run: alerts.tick, everyMs: () => 1_000, dueAt: 0 },
    { run: page.tick, everyMs: redrawMs, dueAt: 0 },
  ];
  let request = 0;
  const frame = (at: number): void => {
    const [next] = tasks.toSorted((a, b) => a.dueAt - b.dueAt);
    if (next !== undefined && next.dueAt <= at) {
      next.run(at);
      next.dueAt = at + next.everyMs();
    }
    request = requestAnimationFrame(frame);
  };
  request = requestAnimationFrame(frame);
  return () => {
    cancelAnimationFrame(request);
  };
}
