import type { Observable } from 'rxjs';

/** Whether more posts can be taken: what a source that can wait asks before it sends one. */
export interface Flow {
  readonly isOpen: () => boolean;
  /** The same, as it changes; says so soon after it is subscribed to. */
  readonly flowing$: Observable<boolean>;
}
