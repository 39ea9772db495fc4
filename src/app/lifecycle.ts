import type { Observable } from 'rxjs';
import type { GraphEvent } from '../graph/index.ts';
import type { EngineLedger } from '../model/index.ts';

/** A running whole: what lifecycle subscribes to once, and how it is asked to end. */
export interface System {
  /** Everything that happens. Completes when a stop has drained. */
  readonly run$: Observable<GraphEvent>;
  /** Asks for the end: nothing new is taken, what is in flight goes out. */
  readonly stop: () => void;
  /** Releases what is left, after the end or a deadline. */
  readonly close: () => Promise<void>;
  readonly ledger: () => EngineLedger;
}

export interface Run {
  /** Resolves when the system has ended and been released: `drained`, or `cut` by the deadline. Rejects on our own corruption. */
  readonly done: Promise<'drained' | 'cut'>;
  /** Whether it has ended, and what it holds is being released. */
  readonly isReleasing: () => boolean;
  /** Asks for the end, and sets the deadline. Idempotent. */
  readonly stop: () => void;
}

export interface RunOptions {
  readonly onEvent: (event: GraphEvent) => void;
  /** How long the end may take, in ms, before what is left is cut. */
  readonly drainMs: number;
  /** How long the release may take after that, in ms. Default 35 s: a statement of the store may take 30 s. */
  readonly releaseMs?: number;
  /**
   * Told when the release takes longer, since a thread waits for a disk, say, and nothing here can end that; with the
   * error of the system if it has one, which nobody else will tell.
   */
  readonly onStuck?: (error: unknown) => void;
}

/** Runs a system: the one subscription of the whole program. */
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
    const patience = setTimeout(() => onStuck?.(failure), releaseMs);
    await system.close().finally(() => {
      clearTimeout(patience);
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
