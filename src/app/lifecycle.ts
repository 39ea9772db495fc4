import type { GraphEvent } from '../graph/index.ts';
import type { System } from './compose.ts';

export interface Run {
  /** Resolves when the system has ended and been released: `drained`, or `cut` by the deadline. Rejects on our own corruption. */
  readonly done: Promise<'drained' | 'cut'>;
  /** Asks for the end, and sets the deadline. Idempotent. */
  readonly stop: () => void;
}

export interface RunOptions {
  readonly onEvent: (event: GraphEvent) => void;
  /** How long the end may take, in ms, before what is left is cut. */
  readonly drainMs: number;
}

/** Runs a system: the one subscription of the whole program. */
export function run(system: System, { onEvent, drainMs }: RunOptions): Run {
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
  const release = async (): Promise<void> => {
    clearTimeout(deadline);
    await system.close();
  };
  return {
    done: ended.finally(release),
    stop: () => {
      if (deadline !== undefined) return;
      deadline = setTimeout(cut, drainMs);
      system.stop();
    },
  };
}
