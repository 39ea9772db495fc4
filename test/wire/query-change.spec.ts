import { ReplaySubject, Subject, asyncScheduler, filter, ignoreElements, map, of, tap } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { createGate } from '../../src/app/gate.ts';
import {
  createGraph,
  defaultLimits,
  type Delivery,
  type GraphEvent,
  type Intent,
  type Session,
} from '../../src/graph/index.ts';
import { balances, createEngineLedger } from '../../src/model/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import { createBluesky, noCursors } from '../../src/sources/index.ts';
import { createHurry } from '../support/fakes/hurry.ts';
import { FakeJetstream } from '../support/fakes/jetstream.ts';
import { eventually } from '../support/fakes/listener.ts';
import { scoreOf } from '../support/world.ts';

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

/** A graph over a fake of Jetstream, with the texts that each session has received. */
async function startWorld() {
  const fake = await FakeJetstream.start();
  const ledger = createEngineLedger();
  const gate = createGate(5_000);
  const received = new Map<Session, string[]>();
  const events: GraphEvent[] = [];
  const arrivals$ = new Subject<Session>();
  const stop$ = new ReplaySubject<unknown>(1);
  const source = createBluesky({
    name: 'bluesky',
    base: fake.url,
    wants: () => true,
    cursors: noCursors,
    flowing$: gate.flowing$,
    random: () => 0,
    scheduler: createHurry().scheduler,
  });
  const graph$ = createGraph(
    {
      sessions$: arrivals$,
      stop$,
      sources: [source],
      scorer: { idle$: of(true), score: (batch) => of(batch.map(scoreOf)) },
      deliver: (session, deliveries$) =>
        deliveries$.pipe(
          filter((delivery: Delivery) => delivery.type === 'result'),
          map(({ result }) => result.post.text),
          tap((text) => received.set(session, [...(received.get(session) ?? []), text])),
          ignoreElements(),
        ),
      probe: {
        enter: (count) => {
          ledger.enter(count);
          gate.probe.enter(count);
        },
        settle: (outcome, count) => {
          ledger.settle(outcome, count);
          gate.probe.settle(outcome, count);
        },
        late: () => undefined,
        hold: () => undefined,
      },
      run: 'test',
      scheduler: asyncScheduler,
    },
    { ...defaultLimits, quietMs: 0, maxQuietMs: 0 },
  );
  const done = new Promise<void>((resolve, reject) =>
    graph$.subscribe({ next: (event) => events.push(event), complete: resolve, error: reject }),
  );
  releases.push(async () => {
    stop$.next('stop');
    await done;
    await eventually(() => fake.openSockets === 0);
    await fake.close();
  });
  return { fake, ledger, received, events, arrivals$ };
}

it.each([
  ['once', 0],
  ['once through fifty broken connections', 50],
])('a session whose query stays gets each post %s, while others change theirs', async (_, breaks) => {
  const { fake, ledger, received, events, arrivals$ } = await startWorld();
  const [steady, restless] = [createSession('steady'), createSession('restless')];
  arrivals$.next(steady.session);
  arrivals$.next(restless.session);
  steady.track('pizza');
  await eventually(() => events.some((event) => event.type === 'state' && event.state === 'live'));

  for (let turn = 0; turn < turns; turn += 1) {
    for (let index = 0; index < postsPerTurn; index += 1) {
      const number = turn * postsPerTurn + index;
      fake.post(index === 0 ? `pizza ${number}` : `noise ${number}`);
    }
    restless.track(`word${turn}`);
    if (breaks > 0 && turn % (turns / breaks) === 10) fake.cut();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const expected = Array.from({ length: turns }, (_post, turn) => `pizza ${turn * postsPerTurn}`);
  const texts = (): readonly string[] => received.get(steady.session) ?? [];
  await eventually(() => texts().includes(expected.at(-1) ?? ''));
  expect(texts()).toEqual(expected);
  await eventually(() => ledger.read().received >= turns * postsPerTurn);
  expect(ledger.read()).toMatchObject({ scored: turns, invalid: 0, shed: 0 });
  expect(balances(ledger.read())).toBe(true);
  expect(fake.requests.length).toBeGreaterThan(breaks / 2);
  const gaps = events.flatMap((event) => (event.type === 'gap' ? [event.filled] : []));
  expect(new Set(gaps)).toEqual(new Set(breaks > 0 ? ['full'] : []));
});
