import { ReplaySubject, Subject, asyncScheduler, filter, ignoreElements, map, of, tap } from 'rxjs';
import { afterEach, expect, it, vi } from 'vitest';
import { createBackpressure } from '../../src/app/backpressure.ts';
import { observe } from '../../src/app/observe.ts';
import {
  createGraph,
  defaultLimits,
  type Delivery,
  type Intent,
  type Session,
  type Source,
  type SourceEvent,
} from '../../src/graph/index.ts';
import { balances } from '../../src/model/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import { createBluesky, createX, noCursors } from '../../src/sources/index.ts';
import { createFastTime } from '../../src/testing/fast-time.ts';
import { FakeJetstream } from '../support/fakes/jetstream.ts';
import { eventually } from '../../src/testing/source-listener.ts';
import { FakeX } from '../support/fakes/x.ts';
import { scoreOf } from '../support/world.ts';

// A few seconds on a quiet machine.
vi.setConfig({ testTimeout: 120_000 });
const turns = 1_000;
const postsPerTurn = 100;
const releases: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

function createSession(id: string) {
  const intents$ = new Subject<Intent>();
  const closed$ = new ReplaySubject<unknown>(1);
  const session: Session = { id, intents$, closed$, end: () => undefined };
  const track = (query: string): void => {
    intents$.next({ type: 'track', id: 'q', query: parseQuery(query) });
  };
  return { session, track };
}

/** A graph over a source, with the texts that each session has received. */
function startGraph(source: Source, backpressure = createBackpressure(5_000)) {
  const { probe, ledger } = observe(backpressure.probe);
  const received = new Map<Session, string[]>();
  const events: SourceEvent[] = [];
  const arrivals$ = new Subject<Session>();
  const stop$ = new ReplaySubject<unknown>(1);
  const observed: Source = {
    ...source,
    open: (wanted) =>
      source.open(wanted).pipe(
        tap((event) => {
          if (event.type !== 'post') events.push(event);
        }),
      ),
  };
  const graph$ = createGraph(
    {
      sessions$: arrivals$,
      stop$,
      sources: [observed],
      scorer: { idle$: of(true), score: (batch) => of(batch.map(scoreOf)) },
      deliver: (session, deliveries$) =>
        deliveries$.pipe(
          filter((delivery: Delivery) => delivery.type === 'result'),
          map(({ result }) => result.post.text),
          tap((text) => {
            const texts = received.get(session) ?? [];
            texts.push(text);
            received.set(session, texts);
          }),
          ignoreElements(),
        ),
      probe,
      instanceId: 'test',
      scheduler: asyncScheduler,
    },
    { ...defaultLimits, quietMs: 0, maxQuietMs: 0 },
  );
  const done = new Promise<void>((resolve, reject) => graph$.subscribe({ complete: resolve, error: reject }));
  const [steady, restless] = [createSession('steady'), createSession('restless')];
  arrivals$.next(steady.session);
  arrivals$.next(restless.session);
  steady.track('pizza');
  return {
    ledger,
    restless,
    texts: (): readonly string[] => received.get(steady.session) ?? [],
    gaps: () => events.flatMap((event) => (event.type === 'gap' ? [event] : [])),
    isLive: (): boolean => events.findLast((event) => event.type === 'state')?.state === 'live',
    isCovered: (): boolean => events.findLast((event) => event.type === 'coverage')?.active.has('pizza') === true,
    stop: async () => {
      stop$.next('stop');
      await done;
    },
  };
}

async function startJetstream() {
  const fake = await FakeJetstream.start();
  const backpressure = createBackpressure(5_000);
  const source = createBluesky({
    name: 'bluesky',
    base: fake.url,
    wants: () => true,
    cursors: noCursors,
    canAccept$: backpressure.canAccept$,
    random: () => 0,
    scheduler: createFastTime().scheduler,
  });
  const graph = startGraph(source, backpressure);
  releases.push(async () => {
    await graph.stop();
    await eventually(() => fake.openSockets === 0);
    await fake.close();
  });
  return { fake, ...graph };
}

async function startX(factor: number) {
  const { scheduler } = createFastTime(factor);
  let rule = 0;
  const fake = await FakeX.start({
    // From 0 to 2 s, each rule another time.
    effectiveAfterMs: () => ((rule += 1) * 677) % 2_001,
    sends: (value, text) =>
      value.includes(` ${text.split(' ')[0] ?? ''} `) || value.includes(`(${text.split(' ')[0] ?? ''} `),
  });
  fake.clock = () => scheduler.now();
  fake.beat(5);
  const common = { name: 'x', base: fake.url, token: 'good', fill: false, random: () => 0, scheduler };
  const graph = startGraph(createX(common));
  releases.push(async () => {
    await graph.stop();
    await eventually(() => fake.openSockets === 0);
    await fake.close();
  });
  await eventually(graph.isCovered);
  return { fake, scheduler, ...graph };
}

/** The posts of one turn, of which the first is for the steady session. */
function* postsOf(turn: number): Generator<string> {
  for (let index = 0; index < postsPerTurn; index += 1) {
    const number = turn * postsPerTurn + index;
    yield index === 0 ? `pizza ${number}` : `noise ${number}`;
  }
}

const expected = Array.from({ length: turns }, (_post, turn) => `pizza ${turn * postsPerTurn}`);
const aMoment = () => new Promise((resolve) => setImmediate(resolve));

it.each([
  ['once', 0],
  ['once through fifty broken connections', 50],
])('Bluesky: a session whose query stays gets each post %s, while others change theirs', async (_, breaks) => {
  const { fake, ledger, texts, restless, gaps, isLive } = await startJetstream();
  await eventually(isLive);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const text of postsOf(turn)) fake.post(text);
    restless.track(`word${turn}`);
    if (breaks > 0 && turn % (turns / breaks) === 10) {
      // Each break is that of a connection of its own.
      await eventually(() => fake.openSockets > 0);
      fake.cut();
    }
    await aMoment();
  }
  await eventually(() => texts().includes(expected.at(-1) ?? ''));
  expect(texts()).toEqual(expected);
  await eventually(() => ledger().received >= turns * postsPerTurn);
  expect(ledger()).toMatchObject({ scored: turns, invalid: 0, shed: 0 });
  expect(balances(ledger())).toBe(true);
  expect(fake.requests.length).toBeGreaterThan(breaks / 2);
  expect(new Set(gaps().map(({ filled }) => filled))).toEqual(new Set(breaks > 0 ? ['full'] : []));
});

it('X: a session whose query stays gets each post once, while others change theirs and rules come to act late', async () => {
  const { fake, ledger, texts, restless, gaps } = await startX(50);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const text of postsOf(turn)) fake.post(text);
    restless.track(`word${turn}`);
    await aMoment();
  }
  await eventually(() => texts().includes(expected.at(-1) ?? ''));
  expect(texts()).toEqual(expected);
  expect(ledger()).toMatchObject({ scored: turns, invalid: 0, shed: 0 });
  expect(balances(ledger())).toBe(true);
  expect(fake.attempts).toBe(1);
  expect(gaps()).toEqual([]);
  // Rules did change under way.
  expect(fake.rules.changes.length).toBeGreaterThan(10);
  // X takes a hundred in any quarter of an hour. Requests are a moment on their way, which is some seconds of this time.
  const { changedAt } = fake.rules;
  expect(changedAt.filter((at, index) => at - (changedAt[index - 100] ?? -Infinity) < 880_000)).toEqual([]);
});

it('X: what is missed through fifty broken connections lies inside a reported gap, and the rest comes once', async () => {
  const { fake, scheduler, ledger, texts, restless, gaps, isLive } = await startX(200);
  const sentAt = new Map<string, number>();
  let breaks = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    // However long it takes to come back: half of the posts are sent while somebody is there.
    if (turn % 20 === 0) await eventually(() => fake.streams === 1 && isLive());
    for (const text of postsOf(turn)) {
      sentAt.set(text, scheduler.now());
      fake.post(text);
    }
    restless.track(`word${turn}`);
    if (turn % 20 === 10) {
      fake.cut();
      breaks += 1;
    }
    await aMoment();
  }
  await eventually(() => fake.streams === 1 && isLive());
  fake.post('pizza end');
  await eventually(() => texts().includes('pizza end'));
  expect(breaks).toBe(50);
  expect(gaps().length).toBeGreaterThanOrEqual(50);
  expect(texts()).toEqual([...new Set(texts())]);
  const missed = expected.filter((text) => !texts().includes(text));
  const isTold = (text: string): boolean => {
    const at = sentAt.get(text) ?? NaN;
    return gaps().some(({ from, to }) => from <= at && at <= to);
  };
  expect(missed.filter((text) => !isTold(text))).toEqual([]);
  expect(texts().length).toBeGreaterThan(turns / 3);
  expect(balances(ledger())).toBe(true);
  expect(fake.mostStreams).toBe(1);
});
