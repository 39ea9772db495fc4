import { AsyncSubject, defer, EMPTY, finalize, identity, mergeMap, share, type Observable } from 'rxjs';
import type { Slots } from '../../budget/index.ts';

export interface WithSlotOptions<K, T> {
  readonly slots: Slots<K>;
  readonly owner: K;
  /** Returns what is subscribed to once a slot is free. */
  readonly work: () => Observable<T>;
  /**
   * Whether work that has begun goes on to its end when it is unsubscribed, as a statement of a database does, and keeps
   * its slot until then: so those who cancel never start more of it than there are slots. Default false.
   */
  readonly runsToEnd?: boolean;
}

/**
 * Subscribes to work once a slot is free, and gives the slot back when the work is over. Unsubscribing while it waits
 * withdraws the request. Completes without the work when too many wait.
 *
 * @example
 * withSlot({ slots: reads, owner: address, work: () => readPage(request), runsToEnd: true });
 */
export function withSlot<K, T>({ slots, owner, work, runsToEnd = false }: WithSlotOptions<K, T>): Observable<T> {
  return defer(() => {
    const granted$ = new AsyncSubject<'granted'>();
    let hasBegun = false;
    const release = slots.request(owner, () => {
      granted$.next('granted');
      granted$.complete();
    });
    if (typeof release === 'string') return EMPTY;
    const work$ = defer(() => {
      hasBegun = true;
      return work();
    }).pipe(finalize(release), runsToEnd ? share({ resetOnRefCountZero: false }) : identity);
    return granted$.pipe(
      mergeMap(() => work$),
      finalize(() => {
        if (!hasBegun) release();
      }),
    );
  });
}
