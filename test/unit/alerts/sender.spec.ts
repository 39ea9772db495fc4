import { ReplaySubject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertOutbox } from '../../../src/model/index.ts';
import type { Outcome } from '../../../src/alerts/retry-policy.ts';
import { Sender } from '../../../src/alerts/sender.ts';
import { MemoryOutbox } from '../../support/memory-outbox.ts';
import { ShiftedScheduler } from '../../support/shifted-scheduler.ts';

let outbox: MemoryOutbox;
let scheduler: ShiftedScheduler;
let stop$: ReplaySubject<undefined>;
/** The attempts as `TIME ALERT ID`, in seconds. */
let sent: string[];
/** The outcome of attempts of an alert; undefined for no answer, for ever. */
let outcomeOf: (alert: string, id: string) => Outcome | Promise<Outcome> | undefined;
let isDone: boolean;
let claim: AlertOutbox['claim'];
let seconds: number;
/** The next records that the store refuses. */
let failures: number;

beforeEach(() => {
  outbox = new MemoryOutbox();
  scheduler = new ShiftedScheduler();
  stop$ = new ReplaySubject(1);
  sent = [];
  outcomeOf = () => ({ status: 204 });
  isDone = false;
  claim = outbox.claim;
  seconds = 0;
  failures = 0;
});
afterEach(() => {
  stop$.next(undefined);
});

function start(): Sender {
  const sender = new Sender({
    outbox: {
      ...{ pending: outbox.pending, claim: (...request) => claim(...request), prune: outbox.prune },
      record: async (attempt, nextAt) => {
        failures -= 1;
        if (failures >= 0) throw new Error('The disk is full.');
        await outbox.record(attempt, nextAt);
      },
    },
    attempt: ({ alert, id }) => {
      sent.push(`${seconds} ${alert} ${id}`);
      const outcome = outcomeOf(alert, id);
      return outcome === undefined ? new Promise(() => undefined) : Promise.resolve(outcome);
    },
    receiverOf: ({ destination }) => destination,
    random: () => 0.5,
    scheduler,
    onAttempt: () => undefined,
  });
  sender.run(stop$).subscribe({
    complete: () => {
      isDone = true;
    },
  });
  return sender;
}

/** Lets promises settle and timers run, second by second. */
async function pass(count: number): Promise<void> {
  for (const end = seconds + count; ; seconds += 1) {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise(setImmediate);
      scheduler.runTo(seconds * 1_000);
    }
    if (seconds === end) return;
  }
}

/** Commits alerts of a name with rising ids. */
function fire(alert: string, { count, destination }: { readonly count: number; readonly destination: string }) {
  const ids = Array.from({ length: count }, (_, index) => `${index}`);
  return outbox.fire(
    ids.map((id) => ({ id: `${alert}${id}`, alert, at: 0, body: '{}', posts: [], destinations: [destination] })),
  );
}

describe('the sender', () => {
  it('sends in order, and a delivery that fails holds up those behind it and no others', async () => {
    await fire('a', { count: 2, destination: 'x' });
    await fire('b', { count: 2, destination: 'y' });
    outcomeOf = (_, id) => ({ status: id === 'a0' && seconds < 10 ? 503 : 204 });
    start();
    await pass(20);
    expect(sent).toEqual(['0 a a0', '0 b b0', '0 b b1', '5 a a0', '15 a a0', '15 a a1']);
    expect((await outbox.ledgers()).map(({ fired, delivered }) => [fired, delivered])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  it('has four attempts in flight for a receiver, over all alerts, and others go on', async () => {
    for (const alert of ['a', 'b', 'c', 'd', 'e', 'f']) await fire(alert, { count: 3, destination: 'silent' });
    await fire('g', { count: 3, destination: 'x' });
    outcomeOf = (alert) => (alert === 'g' ? { status: 204 } : undefined);
    start();
    await pass(3);
    expect(sent.filter((each) => !each.includes('g'))).toEqual(['0 a a0', '0 b b0', '0 c c0', '0 d d0']);
    expect(sent.filter((each) => each.includes('g'))).toEqual(['0 g g0', '0 g g1', '0 g g2']);
  });

  it('sends for others, however much waits for a receiver that is dead', async () => {
    await fire('a', { count: 2_500, destination: 'dead' });
    await fire('b', { count: 250, destination: 'x' });
    outcomeOf = (alert) => (alert === 'a' ? { error: 'It is dead.' } : { status: 204 });
    start();
    await pass(4);
    const others = sent.filter((each) => each.includes(' b '));
    expect(others.map((each) => each.split(' ')[2])).toEqual(Array.from({ length: 250 }, (_, index) => `b${index}`));
  });

  it('sends what is fired later once it is poked, in order behind what waits', async () => {
    await fire('a', { count: 150, destination: 'x' });
    outcomeOf = () => ({ status: seconds < 5 ? 503 : 204 });
    const sender = start();
    await pass(2);
    await fire('b', { count: 1, destination: 'x' });
    await outbox.fire([{ id: 'a150', alert: 'a', at: 0, body: '{}', posts: [], destinations: ['x'] }]);
    sender.poke();
    await pass(10);
    const delivered = sent.filter((each) => each.includes(' a ')).slice(1);
    expect(delivered.map((each) => each.split(' ')[2])).toEqual(Array.from({ length: 151 }, (_, index) => `a${index}`));
    expect(sent.filter((each) => each.includes(' b '))).toEqual(['2 b b0', '7 b b0']);
  });

  it('sends nothing twice while the store is broken, and commits the outcome once it is not', async () => {
    await fire('a', { count: 2, destination: 'x' });
    failures = 3;
    start();
    await pass(6);
    expect(sent).toEqual(['0 a a0', '3 a a1']);
    expect(await outbox.attempts({ limit: 9 })).toHaveLength(2);
  });

  it('leaves to another program what that one has claimed, and takes it over when that one has died', async () => {
    await fire('a', { count: 3, destination: 'x' });
    claim = ({ id }, now) => {
      if (id === 'a0') return Promise.resolve({ type: 'ended' });
      if (id === 'a1' && now < 30_000) return Promise.resolve({ type: 'taken', attempts: 1, nextAt: 30_000 });
      return now < 40_000
        ? Promise.reject(new Error('The store is away.'))
        : Promise.resolve({ type: 'granted', body: '{}' });
    };
    start();
    await pass(42);
    expect(sent).toEqual(['40 a a1', '40 a a2']);
    expect(await outbox.attempts({ limit: 9 })).toMatchObject([
      { id: 'a2', attempt: 1 },
      { id: 'a1', attempt: 2 },
    ]);
  });

  it('ends when it is stopped and no attempt is in flight', async () => {
    await fire('a', { count: 2, destination: 'x' });
    const answer = Promise.withResolvers<Outcome>();
    outcomeOf = () => answer.promise;
    start();
    await pass(1);
    stop$.next(undefined);
    await pass(1);
    expect(isDone).toBe(false);
    answer.resolve({ status: 204 });
    await pass(1);
    expect(isDone).toBe(true);
    expect(sent).toEqual(['0 a a0']);
    expect(await outbox.ledgers()).toMatchObject([{ delivered: 1, pending: 1 }]);
  });
});
