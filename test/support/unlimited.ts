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

/** The context of sessions that may use whatever they ask for. */
export const unlimited = (now: () => number) => ({
  now,
  usage: new Usage(unlimitedUsage, now),
  onRefused: (): void => undefined,
});
