/**
 * The operators that the graph is made of: each a policy with a name, a file and a marble spec.
 *
 * Their state lives in the subscription, every queue has a bound, and time is the scheduler's.
 */
export { batch } from './batch.ts';
export { concatMapEager } from './concat-map-eager.ts';
export { debounceMaxWait } from './debounce-max-wait.ts';
export { distinctRecent } from './distinct-recent.ts';
export { mergeMapBounded } from './merge-map-bounded.ts';
export type { MergeMapBoundedOptions, WaitingQueue } from './merge-map-bounded.ts';
export { RecentKeys } from './recent-keys.ts';
export { shareLatest } from './share-latest.ts';
export { shareWithGrace } from './share-with-grace.ts';
export { withSlot } from './with-slot.ts';
