import { ranges } from '../state/ranges.ts';
import type { Page } from './page.ts';

/** The least time between two redraws for who asked for less motion, in ms. */
const calmMs = 1_000;

/**
 * Lets time go on in step with the screen: nothing is drawn that nobody sees. A frame does one of the works that are
 * due, the one that is due for longest, so that none has to do all of them. Returns how to stop it.
 */
export function runFrames(page: Page): () => void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const redrawMs = (): number => (calm.matches ? calmMs : ranges[page.range.peek()].redrawMs);
  const works = [
    { run: page.tickSecond, everyMs: () => 1_000, dueAt: 0 },
    { run: page.tickFeed, everyMs: () => 1_000, dueAt: 0 },
    { run: page.tick, everyMs: redrawMs, dueAt: 0 },
  ];
  let request = 0;
  const frame = (at: number): void => {
    const [next] = works.toSorted((a, b) => a.dueAt - b.dueAt);
    if (next !== undefined && next.dueAt <= at) {
      next.run();
      next.dueAt = at + next.everyMs();
    }
    request = requestAnimationFrame(frame);
  };
  request = requestAnimationFrame(frame);
  return () => {
    cancelAnimationFrame(request);
  };
}
