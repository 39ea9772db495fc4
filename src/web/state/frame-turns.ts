/** A task that is run again and again. */
export interface FrameTask {
  /** Runs it; called with the time of the frame, in ms. */
  readonly run: (at: number) => void;
  /** Returns the least time between two runs, in ms. */
  readonly everyMs: () => number;
}

interface Turn {
  readonly task: FrameTask;
  dueAt: number;
}

/** The time between two frames of a screen, in ms. */
const frameMs = 17;
/** A task rests for so many times what it has cost, so that a slow processor has time for other frames and for clicks. */
const restPerCost = 4;
/** All tasks rest for so many times what one of them has cost: else several would take all the time together. */
const sharedRestPerCost = 2;
/** The longest rest, in ms. */
const maxRestMs = 2_000;

/**
 * Tells which task runs in a frame: at most one, the one that has been due for longest, so that no frame has to do all of
 * them. What a task costs is known at the next frame, since the browser's layout and painting belong to it.
 *
 * @example
 * const turns = new FrameTurns([{ run: redraw, everyMs: () => 250 }]);
 * requestAnimationFrame(function frame(at) {
 *   turns.frame(at);
 *   requestAnimationFrame(frame);
 * });
 */
export class FrameTurns {
  readonly #turns: readonly Turn[];
  #restUntil = -Infinity;
  #last: { readonly turn: Turn; readonly at: number } | undefined;

  constructor(tasks: readonly FrameTask[]) {
    this.#turns = tasks.map((task) => ({ task, dueAt: 0 }));
  }

  /** Called in each frame with its time, in ms. */
  frame(at: number): void {
    if (this.#last !== undefined) {
      const costMs = Math.max(0, at - this.#last.at - frameMs);
      const { turn } = this.#last;
      turn.dueAt = Math.max(turn.dueAt, at + Math.min(maxRestMs, restPerCost * costMs));
      this.holdUntil(at + Math.min(maxRestMs, sharedRestPerCost * costMs));
      this.#last = undefined;
    }
    if (at < this.#restUntil) return;
    const [next] = this.#turns.toSorted((a, b) => a.dueAt - b.dueAt);
    if (next === undefined || next.dueAt > at) return;
    next.task.run(at);
    next.dueAt = at + next.task.everyMs();
    this.#last = { turn: next, at };
  }

  /** Lets no task run before a time, in ms: what a reader has done is to be drawn first. */
  holdUntil(at: number): void {
    this.#restUntil = Math.max(this.#restUntil, at);
  }
}
