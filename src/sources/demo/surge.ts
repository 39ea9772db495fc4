import { events, type DemoEvent } from './events.ts';
import { between, createBag, type Random } from './random.ts';

/** When the next post comes, and what event it is about, if any. */
export interface Beat {
  /** In mean spacings of posts. */
  readonly wait: number;
  readonly event?: DemoEvent;
  /** How far the event has gone, 0 to 1. */
  readonly age: number;
}

interface Running {
  readonly event: DemoEvent;
  readonly start: number;
  readonly length: number;
}

/** Posts on an event at its peak, for each post on anything else. */
const peak = 0.9;
/** Share of the event after which its pull has fallen to 1/e. */
const ebb = 0.35;
/** Mean posts in the time of one ordinary post, events included; measured, and held by a test. */
const postsPerBeat = 1.1;

/**
 * The rhythm of the stream: ordinary posts at irregular distances (a gamma process: less even than a clock, more even than chance alone), and
 * now and then an event, whose posts come on top of them, many at once and then fewer.
 */
export function createSurge(random: Random): () => Beat {
  const draw = createBag(events, random);
  let time = 0;
  let running: Running | undefined;
  let nextStart = between(random, 160, 320);
  return () => {
    if (running === undefined && time >= nextStart)
      running = { event: draw(), start: time, length: between(random, 200, 420) };
    if (running !== undefined && time > running.start + running.length) {
      running = undefined;
      nextStart = time + between(random, 350, 900);
    }
    const age = running === undefined ? 1 : (time - running.start) / running.length;
    const pull = running === undefined ? 0 : peak * Math.exp(-age / ebb);
    const beats = -Math.log((1 - random()) * (1 - random())) / 2 / (1 + pull);
    time += beats;
    const wait = beats * postsPerBeat;
    return random() * (1 + pull) < pull && running !== undefined ? { wait, event: running.event, age } : { wait, age };
  };
}
