import { signal } from '@preact/signals';

/**
 * True while a click, a key or a choice is being answered: its handlers have run, and what they changed is not yet on the
 * screen. What costs much to draw or to read waits for that long.
 */
export const isAnswering = signal(false);

const types = ['click', 'keydown', 'change'] as const;
/** The longest answer, in ms: a page that is hidden meanwhile has no frames. */
const maxAnswerMs = 1_000;

/** Keeps `isAnswering`. Calls back with the time of each input, in ms. Returns the function that stops it. */
export function bindAnswering(onInput: (at: number) => void): () => void {
  const aborts = new AbortController();
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    isAnswering.value = false;
  };
  const begin = ({ timeStamp }: Event): void => {
    onInput(timeStamp);
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    isAnswering.value = true;
    // The frame after that of the answer begins once the answer has been handed to the screen.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(end);
    });
    timer = setTimeout(end, maxAnswerMs);
  };
  for (const type of types) addEventListener(type, begin, { capture: true, signal: aborts.signal });
  return () => {
    aborts.abort();
    end();
  };
}

/** Calls back once nothing is being answered: at once where nothing is. */
export function afterAnswer(run: () => void): void {
  if (!isAnswering.peek()) {
    run();
    return;
  }
  const end = isAnswering.subscribe((is) => {
    if (is) return;
    end();
    run();
  });
}
