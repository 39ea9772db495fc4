import { isRecord, parseJson } from '../../model/index.ts';
import type { LevelShift, Spike } from '../../protocol/index.ts';
import { compact, signed } from './format.ts';

/** A bound of the mean sentiment. */
export interface Bound {
  readonly side: 'below' | 'above';
  /** -1 to 1. */
  readonly value: number;
}

/** An occasion on which a bell rings. */
export interface BellChoice {
  readonly spike: boolean;
  readonly shift: boolean;
  readonly bound: Bound | undefined;
}

export const noBell: BellChoice = { spike: false, shift: false, bound: undefined };

export const isOn = ({ spike, shift, bound }: BellChoice): boolean => spike || shift || bound !== undefined;

/** The mean over the last minutes, with the posts that it is of. */
export interface RecentMean {
  readonly mean: number;
  readonly posts: number;
}

/** The figures of a query's last window. */
export interface BellInput {
  /** The end of the window, epoch ms. */
  readonly at: number;
  readonly posts: number;
  readonly spike?: Spike | undefined;
  readonly shift?: LevelShift | undefined;
  /** Undefined while there is none. */
  readonly recent: RecentMean | undefined;
}

/** A reason to ring. */
export interface Ring {
  readonly kind: 'spike' | 'shift' | 'bound';
  readonly at: number;
  /** The event as a text, without the query. */
  readonly title: string;
  readonly text: string;
}

/** The time over which the mean that has a bound is taken, in ms. */
export const recentMs = 300_000;
/** With fewer posts, the mean says too little. */
const minPosts = 20;
/** Windows of one spike or shift are no further apart than this, in ms. */
const togetherMs = 60_000;

/**
 * Creates the rules of one query's bell, which ring once for each spike, shift, and crossing of the bound: again only after
 * it has come back.
 *
 * @example
 * const ring = createBell();
 * ring({ ...noBell, spike: true }, { at, posts: 40, spike: { ratio: 4, baseline: 10 }, recent: undefined }) // one ring
 */
export function createBell(): (choice: BellChoice, input: BellInput) => readonly Ring[] {
  const lastAt = { spike: -Infinity, shift: -Infinity };
  let beyond: Bound | undefined;
  const isNew = (kind: 'spike' | 'shift', at: number): boolean => {
    const before = lastAt[kind];
    lastAt[kind] = at;
    return Math.abs(at - before) > togetherMs;
  };
  return ({ spike: wantsSpike, shift: wantsShift, bound }, { at, posts, spike, shift, recent }) => {
    const rings: Ring[] = [];
    if (spike !== undefined && isNew('spike', at) && wantsSpike) {
      const text = `${compact(posts)} posts, ${spike.ratio.toFixed(1)} times the usual.`;
      rings.push({ kind: 'spike', at, title: 'far more posts than usual', text });
    }
    if (shift !== undefined && isNew('shift', at) && wantsShift) {
      const text = `Sentiment is ${signed(shift.baseline + shift.change)}, and ${signed(shift.baseline)} is usual.`;
      rings.push({ kind: 'shift', at, title: 'the mood has turned', text });
    }
    if (bound === undefined) beyond = undefined;
    if (bound === undefined || recent === undefined || recent.posts < minPosts) return rings;
    const isBeyond = bound.side === 'below' ? recent.mean < bound.value : recent.mean > bound.value;
    if (isBeyond && !isSame(beyond, bound)) {
      const text = `It is ${signed(recent.mean)} in the last 5 minutes, in ${compact(recent.posts)} posts.`;
      rings.push({ kind: 'bound', at, title: `sentiment is ${bound.side} ${signed(bound.value)}`, text });
    }
    beyond = isBeyond ? bound : undefined;
    return rings;
  };
}

const isSame = (one: Bound | undefined, { side, value }: Bound): boolean => one?.side === side && one.value === value;

/** The most queries whose choices are kept. */
const maxChoices = 50;

/** Writes choices by query, so that they can be kept; those that are off are left out. */
export function writeChoices(choices: ReadonlyMap<string, BellChoice>): string {
  return JSON.stringify(Object.fromEntries([...choices].filter(([, choice]) => isOn(choice)).slice(-maxChoices)));
}

/** Reads choices by query as `writeChoices` wrote them; invalid ones are left out. */
export function readChoices(text: string): ReadonlyMap<string, BellChoice> {
  const value = parseJson(text);
  return new Map(Object.entries(isRecord(value) ? value : {}).map(([query, choice]) => [query, choiceIn(choice)]));
}

function choiceIn(value: unknown): BellChoice {
  if (!isRecord(value)) return noBell;
  const { spike, shift, bound } = value;
  return { spike: spike === true, shift: shift === true, bound: boundIn(bound) };
}

function boundIn(value: unknown): Bound | undefined {
  if (!isRecord(value)) return undefined;
  const { side, value: figure } = value;
  const isUsable = typeof figure === 'number' && Math.abs(figure) <= 1;
  return isUsable && (side === 'below' || side === 'above') ? { side, value: figure } : undefined;
}
