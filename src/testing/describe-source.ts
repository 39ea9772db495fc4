import { noCursors, type Cursors } from '../sources/index.ts';
import { createFastTime } from './fast-time.ts';
import { behaviours, type Behaviour, type SourceHarness, type TestRunner } from './source-behaviours.ts';
import { eventually, SourceListener } from './source-listener.ts';

const nothing = (): undefined => undefined;
const speedUp = 50;

/**
 * Describes what every source promises: states, posts in order and once each, gaps that are filled, waits after
 * failures, a connection that survives changes of queries, and none that is left behind. `make` is called for each test;
 * a test that needs a capability which the harness lacks does nothing.
 * @example
 * import { describe, expect, it } from 'vitest';
 * import { describeSource } from 'undertone/testing';
 * describeSource('tick', startFakeTicker, { describe, it, expect });
 */
export function describeSource(name: string, make: () => Promise<SourceHarness>, runner: TestRunner): void {
  const { describe, it, expect } = runner;
  describe(name, () => {
    for (const behaviour of behaviours) it(behaviour.name, () => runTrial(behaviour, make, expect));
  });
}

async function runTrial(
  { needs, run }: Behaviour,
  make: () => Promise<SourceHarness>,
  expect: TestRunner['expect'],
): Promise<void> {
  const given = await make();
  const harness = { cut: nothing, refuse: nothing, hush: nothing, openSockets: () => 0, attempts: () => 0, ...given };
  const time = createFastTime(speedUp);
  const listeners: SourceListener[] = [];
  const listen = (cursors: Cursors = noCursors): SourceListener => {
    const listener = new SourceListener(given.open(time.scheduler, cursors), given.wanted);
    listeners.push(listener);
    return listener;
  };
  const waited = (ms: number): boolean => time.delays.some((delay) => delay <= ms && delay > ms - 900);
  try {
    const isCapable = needs.every((capability) => given[capability] !== undefined && given[capability] !== false);
    if (isCapable) await run({ harness, scheduler: time.scheduler, listen, waited, expect });
  } finally {
    for (const listener of listeners) listener.close();
    await eventually(() => harness.openSockets() === 0);
    await given.close();
  }
}
