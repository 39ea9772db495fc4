import { events, type DemoEvent } from './content.ts';
import { between, createShuffleBag, shuffle, type Random } from './grammar.ts';

/** An item and how many copies of it are in the bag. */
export type WeightedItem<T> = readonly [item: T, copies: number];

/** A bag is drawn in so many parts, each shuffled by itself. */
const parts = 16;

/**
 * Draws the items of a bag over and over, in an order that looks like chance but bounds the wait: an item keeps its part
 * of the bag, and its copies stand in parts evenly apart. So of `size` items, one with `copies` comes again within about
 * `size * (1 / copies + 1 / 16)` draws, where a shuffle of the whole bag could take almost twice that.
 */
export function createSpreadBag<T>(items: readonly WeightedItem<T>[], random: Random): () => T | undefined {
  const bag: T[][] = Array.from({ length: parts }, () => []);
  const rarestLast = [...shuffle(items, random)].sort(([, a], [, b]) => b - a);
  for (const [item, copies] of rarestLast) {
    const start = shortest(bag, Math.max(1, Math.floor(parts / copies)));
    for (let copy = 0; copy < copies; copy++) {
      bag[(start + Math.floor((copy * parts) / copies)) % parts]?.push(item);
    }
  }
  let part = 0;
  let left: T[] = [];
  return () => {
    while (left.length === 0 && items.length > 0) {
      left = [...shuffle(bag[part] ?? [], random)];
      part = (part + 1) % parts;
    }
    return left.pop();
  };
}

/** Returns the index of the shortest of the first `count` parts. */
function shortest(bag: readonly (readonly unknown[])[], count: number): number {
  const lengths = bag.slice(0, count).map((part) => part.length);
  return lengths.indexOf(Math.min(...lengths));
}

/** When the next post comes, and the event that it is about, if any. */
export interface Moment {
  /** In mean spacings of posts. */
  readonly wait: number;
  readonly event?: DemoEvent;
  /** The elapsed share of the event, 0 to 1. */
  readonly age: number;
}

interface Running {
  readonly event: DemoEvent;
  readonly start: number;
  readonly length: number;
}

/** Posts about an event at its peak, for each post about anything else. */
const peak = 0.9;
/** The share of the event after which its intensity has fallen to 1/e. */
const decay = 0.35;
/** Mean posts in the time of one ordinary post, events included; measured, and held by a test. */
const postsPerOrdinaryPost = 1.1;

/**
 * Creates the rhythm of the stream: ordinary posts at irregular distances (a gamma process, less even than a clock and
 * more even than a Poisson process), and now and then a burst: an event whose posts come on top, many at once and then fewer.
 */
export function createTimeline(random: Random): () => Moment {
  const draw = createShuffleBag(events, random);
  let time = 0;
  let running: Running | undefined;
  let nextStart = between(random, 160, 320);
  return () => {
    if (running === undefined && time >= nextStart) {
      running = { event: draw(), start: time, length: between(random, 200, 420) };
    }
    if (running !== undefined && time > running.start + running.length) {
      running = undefined;
      nextStart = time + between(random, 350, 900);
    }
    const age = running === undefined ? 1 : (time - running.start) / running.length;
    const intensity = running === undefined ? 0 : peak * Math.exp(-age / decay);
    const distance = -Math.log((1 - random()) * (1 - random())) / 2 / (1 + intensity);
    time += distance;
    const wait = distance * postsPerOrdinaryPost;
    const isAboutEvent = random() * (1 + intensity) < intensity;
    return isAboutEvent && running !== undefined ? { wait, event: running.event, age } : { wait, age };
  };
}
