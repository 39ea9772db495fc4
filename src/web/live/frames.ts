import { FrameTurns } from '../state/frame-turns.ts';
import { ranges } from '../state/ranges.ts';
import { bindAnswering } from './answering.ts';
import type { Page } from './page.ts';
import type { ServerAlerts } from './server-alerts.ts';

/** The least time between two redraws where less motion is preferred, in ms. */
const calmMs = 1_000;
/** The time after a click or a key in which only its effect is drawn, in ms. */
const answerMs = 100;

/** Redraws the page in step with the screen, and not at all while it is hidden. Returns the function that stops it. */
export function runFrames(page: Page, alerts: ServerAlerts): () => void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const turns = new FrameTurns([
    { run: page.tickSecond, everyMs: () => 1_000 },
    { run: page.posts.tick, everyMs: () => 1_000 },
    { run: alerts.tick, everyMs: () => 1_000 },
    { run: page.tick, everyMs: () => (calm.matches ? calmMs : ranges[page.range.peek()].redrawMs) },
  ]);
  const release = bindAnswering((at) => {
    turns.holdUntil(at + answerMs);
  });
  let request = 0;
  const frame = (at: number): void => {
    turns.frame(at);
    request = requestAnimationFrame(frame);
  };
  request = requestAnimationFrame(frame);
  return () => {
    cancelAnimationFrame(request);
    release();
  };
}
