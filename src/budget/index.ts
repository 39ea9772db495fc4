/**
 * Budgets: what one client, one address and all clients together may use.
 *
 * It owns counting and rates, never a decision of what to do about a refusal: callers answer with a sentence and a code.
 * It has no timer and no socket, and its memory is bounded by what it has granted. An owner is whoever pays: a session, or
 * an address as `addressKey` writes it.
 */
export { addressKey } from './address-key.ts';
export { DistinctUsage } from './distinct-usage.ts';
export type { DistinctUsageOptions, Exceeded } from './distinct-usage.ts';
export { FairQueue } from './fair-queue.ts';
export type { Claim, Payer, Shed, ShedReason } from './fair-queue.ts';
export { FairRate } from './fair-rate.ts';
export type { FairRateOptions } from './fair-rate.ts';
export { Fifo } from './fifo.ts';
export { KeyedRateLimit, RateLimit } from './rate-limit.ts';
export type { RateLimitOptions } from './rate-limit.ts';
export { RecentDistinct } from './recent-distinct.ts';
export type { RecentDistinctOptions } from './recent-distinct.ts';
export { Slots } from './slots.ts';
export type { Release, SlotsOptions } from './slots.ts';
