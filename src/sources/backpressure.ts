import { filter, take, type Observable } from 'rxjs';

/** Backpressure: whether the graph can accept more posts. A source that can wait asks before it emits one. */
export interface Backpressure {
  readonly canAccept: () => boolean;
  /** The same as it changes; emits soon after it is subscribed to. */
  readonly canAccept$: Observable<boolean>;
}

/**
 * Emits `true` once, as soon as the graph accepts more posts.
 * @example whenAccepted(canAccept$).pipe(switchMap(() => fetchMore()))
 */
export const whenAccepted = (canAccept$: Observable<boolean>): Observable<boolean> =>
  canAccept$.pipe(
    filter((canAccept) => canAccept),
    take(1),
  );
