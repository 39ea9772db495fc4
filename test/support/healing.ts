import type { PlannedFault } from './cluster-faults.ts';

/** A fault that was done. */
export interface Fault extends Pick<PlannedFault, 'kind' | 'victim'> {
  /** The time at which it began, in epoch ms. */
  readonly at: number;
  /** The sources that its victim led. */
  readonly led: readonly string[];
}

/** The time for which posts of a source stayed away because of a fault. */
export interface Healing {
  readonly fault: Fault;
  readonly source: string;
  /** The span in which none came. */
  readonly silence: Silence;
  /** The time from the fault, or from the last post that came after it, to the first one that came again, in ms. */
  readonly ms: number;
  /** The longest that it may be, in ms: the sum of the limits of all faults in the silence. */
  readonly limitMs: number;
  /** True when no other fault fell into the silence. */
  readonly isAlone: boolean;
}

/** From one post to the next, in epoch ms. */
interface Silence {
  readonly from: number;
  readonly to: number;
}

export interface HealingOptions {
  readonly faults: readonly Fault[];
  readonly source: string;
  /** The posts of the source that came to each client, in their order. */
  readonly arrivals: readonly (readonly Arrival[])[];
}

export interface Arrival {
  /** The number of the post. */
  readonly number: number;
  /** In epoch ms. */
  readonly at: number;
}

/** Posts of a source come each 40 ms; a silence that began so shortly before a fault is due to it, in ms. */
const marginMs = 500;
/** The death of a server heals in this time for everybody, in ms. */
const serverMs = 15_000;
/** The death of a source's leader heals in this time, in ms. */
const leaderMs = (source: string): number => (source === 'x' ? 20_000 : 6_000);

const isOfServer = ({ victim }: Fault): boolean => victim === 'server' || victim === 'leader of the log';

/**
 * Returns for each fault that concerns a source how long its posts stayed away: for that of a leader until one came to
 * anybody, for that of a server until one came to everybody, which is that of the client that waited longest.
 */
export function healingsOf({ faults, source, arrivals }: HealingOptions): readonly Healing[] {
  return faults.flatMap((fault, index) => {
    const isForAll = isOfServer(fault);
    if (!isForAll && !fault.led.includes(source)) return [];
    const firsts = firstArrivals(arrivals);
    const each = isForAll ? arrivals.map((own) => own.map(({ at }) => at)) : [firsts];
    const before = (faults[index + 1]?.at ?? Infinity) - marginMs;
    const silences = each.map((times) => longestSilence(times, { at: fault.at, before }));
    const silence = silences.reduce((longest, other) => (lengthOf(other) > lengthOf(longest) ? other : longest));
    // An earlier fault counts too when nobody got posts even before this one.
    const from = Math.min(silence.from, firsts.findLast((at) => at <= silence.from) ?? silence.from) - marginMs;
    /** Faults of gateways concern the clients there, who may then wait for another gateway. */
    const limitOf = (other: Fault): number => {
      if (isOfServer(other) || (isForAll && other.victim === 'gateway')) return serverMs;
      return other.led.includes(source) ? leaderMs(source) : 0;
    };
    const limits = faults
      .filter((other) => other === fault || (other.at >= from && other.at < silence.to))
      .map(limitOf)
      .filter((limitMs) => limitMs > 0);
    return {
      ...{ fault, source, silence, isAlone: limits.length === 1 },
      // If the source was silent already, only later pauses are left, which are short.
      ms: silence.to - Math.max(silence.from, fault.at),
      limitMs: limits.reduce((sum, limitMs) => sum + limitMs),
    };
  });
}

/** Returns when each post came for the first time: who moves to another gateway gets some that others have had before. */
function firstArrivals(arrivals: HealingOptions['arrivals']): readonly number[] {
  const firsts = new Map<number, number>();
  for (const { number, at } of arrivals.flat()) firsts.set(number, Math.min(at, firsts.get(number) ?? at));
  return [...firsts.values()].toSorted((a, b) => a - b);
}

const lengthOf = ({ from, to }: Silence): number => to - from;

interface Span {
  readonly at: number;
  readonly before: number;
}

/** Returns the longest time without a post that began at a fault or between it and the next. */
function longestSilence(times: readonly number[], { at, before }: Span): Silence {
  return times
    .slice(1)
    .map((to, index): Silence => ({ from: times[index] ?? to, to }))
    .filter(({ from, to }) => to > at && from >= at - marginMs && from < before)
    .reduce((longest, other) => (lengthOf(other) > lengthOf(longest) ? other : longest), {
      from: at,
      to: at,
    });
}

/** Says how often and how long, in the median and at most, by what was done to whom. */
export function summaryOf(healings: readonly Healing[]): Readonly<Record<string, string>> {
  const groups = Map.groupBy(healings, ({ fault, source, isAlone }) => {
    const what = `${fault.kind} ${isOfServer(fault) ? fault.victim : 'leader'}, ${source}`;
    return isAlone ? what : `${what}, with other faults`;
  });
  return Object.fromEntries(
    Array.from(groups, ([name, group]) => {
      const times = group.map(({ ms }) => ms).toSorted((a, b) => a - b);
      const [median = 0, most = 0] = [times[Math.floor(times.length / 2)], times.at(-1)];
      return [name, `${times.length} times, median ${median} ms, at most ${most} ms`];
    }),
  );
}
