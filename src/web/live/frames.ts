import { ranges } from '../state/ranges.ts';
import type { Page } from './page.ts';

/** The least time between two redraws for who asked for less motion, in ms. */
const calmMs = 1_000;

/** Lets time go on in step with the screen: nothing is drawn that nobody sees. Returns how to stop it. */
export function runFrames(page: Page): () => void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  let drawnAt = -Infinity;
  let countedAt = -Infinity;
  let request = 0;
  const frame = (at: number): void => {
    const redrawMs = calm.matches ? calmMs : ranges[page.range.peek()].redrawMs;
    if (at - countedAt >= 1_000) {
      countedAt = at;
      page.tickSecond();
    }
    if (at - drawnAt >= redrawMs) {
      drawnAt = at;
      page.tick();
    }
    request = requestAnimationFrame(frame);
  };
  request = requestAnimationFrame(frame);
  return () => {
    cancelAnimationFrame(request);
  };
}
