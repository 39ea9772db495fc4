import type { Limits } from '../../src/graph/index.ts';
import { Usage, type UsageOptions } from '../../src/delivery/usage.ts';

export const unlimitedUsage: UsageOptions = {
  queriesPerAddress: Infinity,
  queries: Infinity,
  windowCostPerSession: Infinity,
  windowCostPerAddress: Infinity,
  windowCost: Infinity,
  rankedResultsPerSecond: Infinity,
  resumeWindowMs: 30_000,
};

/** The rates of clients that all have one address. */
export const unlimitedResults: Partial<Limits> = {
  maxResultsPerSecondPerOwner: Infinity,
  maxResultsPerSecond: Infinity,
};

/** The context of sessions that may use whatever they ask for. */
export const unlimited = (now: () => number) => ({
  now,
  usage: new Usage(unlimitedUsage, now),
  onRefused: (): void => undefined,
});
