/**
 * The operators that the graph is made of: each a policy with a name, a file and a marble spec.
 *
 * Their state lives in the subscription, every queue has a bound, and time is the scheduler's.
 */
export { batch, type BatchOptions } from './batch.ts';
export { concatMapEager } from './concat-map-eager.ts';
export { consume, type ConsumeOptions } from './consume.ts';
export { debounceMaxWait, type DebounceMaxWaitOptions } from './debounce-max-wait.ts';
export { distinctRecent, type DistinctRecentOptions } from './distinct-recent.ts';
export { mapUntil, type MapUntilOptions } from './map-until.ts';
export { mergeMapBounded, type MergeMapBoundedOptions, type WaitingQueue } from './merge-map-bounded.ts';
export { RecentKeys } from './recent-keys.ts';
export { shareLatest } from './share-latest.ts';
export { shareWithGrace, type ShareWithGraceOptions } from './share-with-grace.ts';
export { UnicastSubject } from './unicast-subject.ts';
export { withSlot, type WithSlotOptions } from './with-slot.ts';
export { yieldEvery, type YieldEveryOptions } from './yield-every.ts';
