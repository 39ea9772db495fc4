import type { PolarityIndex, Summary } from '../model/index.ts';
import { polarityNames } from '../model/index.ts';
import type { When } from './spec.ts';

/** An input of a rule. All times are epoch ms. */
export type RuleInput =
  /** A matching post; `polarityIndex` is the sentiment towards the query's own words. */
  | { readonly type: 'post'; readonly key: string; readonly at: number; readonly polarityIndex: PolarityIndex }
  /** A summary of the rule's window. */
  | { readonly type: 'summary'; readonly summary: Summary }
  /** Time has passed. `isLive`: whether a source is live for the query. */
  | { readonly type: 'tick'; readonly isLive: boolean };

/** A rule's reason to fire. */
export interface Firing {
  /** The same wherever the same rule sees the same thing. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly summary?: Summary;
  /** The usual value of the figure, or its bound. */
  readonly baseline?: number;
}

/** A rule: takes an input in and returns why it fires, if it does. */
export type Rule = (input: RuleInput, now: number) => Firing | undefined;

/**
 * Creates the rule of a condition: a state machine without a clock or effects. A digest is fired by `createDigest`'s
 * caller, which has its posts: see there.
 *
 * @example
 * const rule = createRule({ type: 'volume', above: 100, windowMs: 300_000 });
 * rule({ type: 'summary', summary }, now); // { key: '1768473300000', from, to, summary, baseline: 100 } or undefined
 */
export function createRule(when: When): Rule {
  switch (when.type) {
    case 'post':
      return (input) => {
        if (input.type !== 'post') return undefined;
        const { key, at, polarityIndex } = input;
        const isWanted = when.polarity === undefined || polarityNames[polarityIndex] === when.polarity;
        return isWanted ? { key, from: at, to: at } : undefined;
      };
    case 'spike':
      return onEdge(({ spike }) => spike?.baseline);
    case 'shift':
      return onEdge(({ shift }) => shift?.baseline);
    case 'volume':
      return onEdge(({ posts }) => (posts > when.above ? when.above : undefined));
    case 'mean':
      return onEdge(boundOf(when), ({ posts, unscored }) => posts - unscored >= when.minPosts);
    case 'silence':
      return createSilence(when.forMs);
    case 'digest':
      return createDigest(when.everyMs);
  }
}

function boundOf({ below, above }: Extract<When, { readonly type: 'mean' }>) {
  return ({ meanTopicCompound: mean }: Summary): number | undefined => {
    if (below !== undefined && mean < below) return below;
    return above !== undefined && mean > above ? above : undefined;
  };
}

/** Fires when a figure crosses its bound, and again only after it has come back. Summaries that say too little say nothing. */
function onEdge(
  baselineOf: (summary: Summary) => number | undefined,
  counts: (summary: Summary) => boolean = () => true,
): Rule {
  let isBeyond = false;
  return (input) => {
    if (input.type !== 'summary' || !counts(input.summary)) return undefined;
    const { summary } = input;
    const baseline = baselineOf(summary);
    const fires = baseline !== undefined && !isBeyond;
    isBeyond = baseline !== undefined;
    return fires ? { key: String(summary.to), from: summary.from, to: summary.to, summary, baseline } : undefined;
  };
}

/** Fires once for each silence. Time without a live source is no silence: it is counted anew from when one is live. */
function createSilence(forMs: number): Rule {
  let since: number | undefined;
  let hasFired = false;
  return (input, now) => {
    if (input.type === 'post') {
      hasFired = false;
      since = since === undefined ? undefined : now;
    }
    if (input.type !== 'tick') return undefined;
    if (!input.isLive) {
      since = undefined;
      return undefined;
    }
    since ??= now;
    if (hasFired || now - since < forMs) return undefined;
    hasFired = true;
    return { key: String(since), from: since, to: now };
  };
}

/** Fires at each multiple of an interval, the same on every node; the summary of it is its caller's to add. */
function createDigest(everyMs: number): Rule {
  let end: number | undefined;
  return (input, now) => {
    if (input.type !== 'tick') return undefined;
    const due = Math.floor(now / everyMs) * everyMs;
    const isFirst = end === undefined;
    const fires = !isFirst && due > (end ?? 0);
    end = due;
    return fires ? { key: String(due), from: due - everyMs, to: due } : undefined;
  };
}

/** Decides whether a firing is sent, or suppressed because the last one is too recent. */
export type Cooldown = (now: number) => 'fire' | 'suppress';

/** Creates the cooldown of an alert that last fired at a time, epoch ms. 0 suppresses nothing. */
export function createCooldown(cooldownMs: number, lastFiredAt = -Infinity): Cooldown {
  let last = lastFiredAt;
  return (now) => {
    if (now - last < cooldownMs) return 'suppress';
    last = now;
    return 'fire';
  };
}
