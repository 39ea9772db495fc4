import { asapScheduler, BehaviorSubject, distinctUntilChanged, observeOn, type Observable } from 'rxjs';
import type { Probe } from '../graph/index.ts';

export interface ObservedBackpressure {
  readonly probe: Pick<Probe, 'receive' | 'record'>;
  /** Returns whether there is room for more posts. */
  readonly canAccept: () => boolean;
  /** Emits the same when it changes, and soon after it is subscribed to; never during a call of the probe. */
  readonly canAccept$: Observable<boolean>;
}

/**
 * Creates the backpressure for sources that can wait: it closes when `closeAt` posts are in progress, and opens again at
 * half of that. It observes the graph as a probe, so the graph does not know about it.
 */
export function createBackpressure(closeAt: number): ObservedBackpressure {
  let pending = 0;
  const canAccept$ = new BehaviorSubject(true);
  const add = (change: number): void => {
    pending += change;
    if (canAccept$.value ? pending >= closeAt : pending <= closeAt / 2) canAccept$.next(!canAccept$.value);
  };
  return {
    probe: {
      receive: add,
      record: (_, count) => {
        add(-count);
      },
    },
    canAccept: () => canAccept$.value,
    canAccept$: canAccept$.pipe(distinctUntilChanged(), observeOn(asapScheduler)),
  };
}
