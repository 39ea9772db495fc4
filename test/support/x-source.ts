import { createX, type XOptions } from '../../src/sources/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import { createFastTime, type FastTime } from '../../src/testing/fast-time.ts';
import { eventually, SourceListener } from '../../src/testing/source-listener.ts';
import { FakeX, type FakeXOptions } from './fakes/x.ts';

const fakes: FakeX[] = [];
const listeners: SourceListener[] = [];

/** Closes all that was started; waits until no connection is left. */
export async function releaseX(): Promise<void> {
  for (const listener of listeners.splice(0)) listener.close();
  for (const fake of fakes) await eventually(() => fake.openSockets === 0);
  for (const fake of fakes.splice(0)) await fake.close();
}

/** A fake with a heartbeat. */
export async function startFake(options?: FakeXOptions): Promise<FakeX> {
  const fake = await FakeX.start(options);
  fake.beat(5);
  fakes.push(fake);
  return fake;
}

export const queries = (...all: readonly string[]) => all.map(parseQuery);

/** Listens to a source of the fake; time is fast for both. */
export function listen(
  fake: FakeX,
  wanted: readonly string[],
  options: Partial<XOptions & { time: FastTime }> = {},
): SourceListener {
  const { scheduler } = options.time ?? createFastTime(40);
  fake.clock = () => scheduler.now();
  const common = { name: 'x', base: fake.url, token: 'good', fill: false, random: () => 0, scheduler };
  const listener = new SourceListener(createX({ ...common, ...options }), queries(...wanted));
  listeners.push(listener);
  return listener;
}

/** Waits until exactly these queries act. */
export const untilActive = (listener: SourceListener, ...canonical: readonly string[]) =>
  listener.until(() => listener.coverage.active.join() === canonical.join());
