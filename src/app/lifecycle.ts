import type { Observable } from 'rxjs';
import type { GraphEvent } from '../graph/index.ts';
import type { EngineLedger } from '../model/index.ts';

/** A composed system, before it runs. */
export interface System {
  /** Runs the system while it is subscribed to. Emits the events of sources; completes when a stop has drained. */
  readonly run$: Observable<GraphEvent>;
  /** Starts the drain: nothing new is accepted, and what is in flight is completed. */
  readonly stop: () => void;
  /** Releases all resources, after the end or a deadline. */
  readonly close: () => Promise<void>;
  readonly ledger: () => EngineLedger;
}

export interface Run {
  /** Resolves when the system has ended and been released: `drained`, or `cut` by the deadline. Rejects on our own corruption. */
  readonly done: Promise<'drained' | 'cut'>;
  /** Returns whether the system has ended and its resources are being released. */
  readonly isReleasing: () => boolean;
  /** Starts the drain and its deadline. Idempotent. */
  readonly stop: () => void;
}

export interface RunOptions {
  readonly onEvent: (event: GraphEvent) => void;
  /** The longest drain before the rest is cut, in ms. */
  readonly drainMs: number;
  /** The longest release after that, in ms. Default 35 s: a statement of the store may take 30 s. */
  readonly releaseMs?: number;
  /**
   * Called when the release takes longer, for example because a thread waits for a disk, which can't be ended from
   * here. Its argument is the error of the system, if there is one: `done` does not settle in this case.
   */
  readonly onStuck?: (error: unknown) => void;
}

/** Runs a system. This is the only subscription of the program. */
export function run(system: System, { onEvent, drainMs, releaseMs = 35_000, onStuck }: RunOptions): Run {
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
  let failure: unknown;
  ended.catch((error: unknown) => {
    failure = error;
  });
  let isReleasing = false;
  const release = async (): Promise<void> => {
    clearTimeout(deadline);
    isReleasing = true;
    const stuck = setTimeout(() => onStuck?.(failure), releaseMs);
    await system.close().finally(() => {
      clearTimeout(stuck);
    });
  };
  return {
    done: ended.finally(release),
    isReleasing: () => isReleasing,
    stop: () => {
      if (deadline !== undefined) return;
      deadline = setTimeout(cut, drainMs);
      system.stop();
    },
  };
}
