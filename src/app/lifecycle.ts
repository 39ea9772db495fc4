import type { GraphEvent } from '../graph/index.ts';
import type { System } from './compose.ts';

/**
 * How a system has ended: it was `drained`, or `cut` by the deadline; or it is `stuck`, since a part of it can't be
 * released, such as a thread that waits for a disk.
 */
export type Outcome = 'drained' | 'cut' | 'stuck';

export interface Run {
  /** Resolves when the system has ended and been released, or can't be. Rejects on our own corruption. */
  readonly done: Promise<Outcome>;
  /** Asks for the end, and sets the deadline. Idempotent. */
  readonly stop: () => void;
}

export interface RunOptions {
  readonly onEvent: (event: GraphEvent) => void;
  /** How long the end may take, in ms, before what is left is cut. */
  readonly drainMs: number;
  /** How long the release may take after that, in ms. Default 10 s: twice what the store may wait for a lock. */
  readonly releaseMs?: number;
}

/** Resolves with a value after so many ms, and keeps nothing alive meanwhile. */
const after = <T>(ms: number, value: T): Promise<T> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms, value).unref();
  });

/** Runs a system: the one subscription of the whole program. */
export function run(system: System, { onEvent, drainMs, releaseMs = 10_000 }: RunOptions): Run {
  let deadline: NodeJS.Timeout | undefined;
  let cut: () => void = () => undefined;
  const ended = new Promise<'drained' | 'cut'>((resolve, reject) => {
    const subscription = system.run$.subscribe({
      next: onEvent,
      error: reject,
      complete: () => {
        resolve('drained');
      },
    });
    cut = () => {
      subscription.unsubscribe();
      resolve('cut');
    };
  });
  const release = async (outcome: Outcome): Promise<Outcome> => {
    clearTimeout(deadline);
    const released = system.close().then(() => outcome);
    return Promise.race([released, after(releaseMs, 'stuck' as const)]);
  };
  return {
    done: ended.then(release, async (error: unknown) => {
      await release('cut');
      throw error;
    }),
    stop: () => {
      if (deadline !== undefined) return;
      deadline = setTimeout(cut, drainMs);
      system.stop();
    },
  };
}
