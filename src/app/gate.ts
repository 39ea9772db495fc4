import { asapScheduler, BehaviorSubject, distinctUntilChanged, observeOn, type Observable } from 'rxjs';
import type { Probe } from '../graph/index.ts';

export interface Gate {
  readonly probe: Pick<Probe, 'receive' | 'record'>;
  /** Whether there is room for more posts. */
  readonly canAccept: () => boolean;
  /** The same, as it changes. Says so soon after it is subscribed to, never within a call of the probe. */
  readonly canAccept$: Observable<boolean>;
}

/**
 * Backpressure for the sources that can wait: closes when `closeAt` posts are under way, opens again at half of that. It
 * watches the graph as a probe does, so that the graph needs to know nothing of it.
 */
export function createGate(closeAt: number): Gate {
  let pending = 0;
  const canAccept$ = new BehaviorSubject(true);
  const note = (change: number): void => {
    pending += change;
    if (canAccept$.value ? pending >= closeAt : pending <= closeAt / 2) canAccept$.next(!canAccept$.value);
  };
  return {
    probe: {
      receive: note,
      record: (_, count) => {
        note(-count);
      },
    },
    canAccept: () => canAccept$.value,
    canAccept$: canAccept$.pipe(distinctUntilChanged(), observeOn(asapScheduler)),
  };
}
