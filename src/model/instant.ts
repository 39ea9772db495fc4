/** The first time in epoch ms that is not mistaken for one in seconds: 3 March 1973. In seconds it is in the year 5138. */
const leastMs = 100_000_000_000;

/**
 * Returns why a time in epoch ms is implausible; undefined when it is not. Times in epoch seconds are a common mistake.
 * 0 stands for the beginning of everything.
 *
 * @example
 * secondsFault(1_768_473_300) // 'must be in epoch milliseconds, and 1768473300 looks like seconds: use 1768473300000'
 */
export function secondsFault(ms: number): string | undefined {
  if (ms < 1 || ms >= leastMs) return undefined;
  return `must be in epoch milliseconds, and ${ms} looks like seconds: use ${ms * 1_000}`;
}
