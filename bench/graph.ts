import { availableParallelism } from 'node:os';
import { asyncScheduler, filter, firstValueFrom, Observable, ReplaySubject, Subject, type Observer } from 'rxjs';
import { createBackpressure } from '../src/app/backpressure.ts';
import { observe } from '../src/app/observe.ts';
import { deliver } from '../src/delivery/index.ts';
import { createOriginalSessions } from '../src/delivery/original-session.ts';
import { createSessionContext } from '../src/delivery/session-core.ts';
import type { ClientSession } from '../src/delivery/session.ts';
import { createGraph, defaultLimits, type Source, type SourceEvent } from '../src/graph/index.ts';
import { createPool } from '../src/scoring/index.ts';
import { unlimited } from '../test/support/unlimited.ts';
import { runOriginal } from './original.ts';
import { median, readTexts, time, type Run } from './support.ts';

const rounds = 5;
const postCount = 60_000;
const sides = [10, 10_000] as const;
/** What ten of the sessions track, on either side: words that real posts hold. */
const hitting = ['love', 'today', 'happy', 'work', 'good', 'night', 'time', 'people', 'school', 'new'] as const;

/**
 * Posts through the whole graph, with the pool and with sessions on sockets in memory, in turns: with ten sessions, and
 * with ten thousand whose queries are all distinct and of which the same ten find something.
 */
export const run: Run = async () => {
  const { source, texts } = readTexts();
  const strings = texts.map(({ text }) => text);
  const original = sides.map((): number[] => []);
  const figures = sides.map((): { readonly postsPerSecond: number; readonly delivered: number }[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, sessions] of sides.entries()) {
      const figure = await pass(strings, sessions);
      const theirs = passOriginal(strings, sessions);
      if (round < 0) continue;
      figures[index]?.push(figure);
      original[index]?.push(theirs);
    }
  }
  const [few = NaN, many = NaN] = figures.map((side) => median(side.map(({ postsPerSecond }) => postsPerSecond)));
  const [fewOriginal = NaN, manyOriginal = NaN] = original.map(median);
  return {
    source,
    posts: postCount,
    rounds,
    postsPerSecond: { '10': Math.round(few), '10000': Math.round(many) },
    ratio: many / few,
    original: { '10': Math.round(fewOriginal), '10000': Math.round(manyOriginal) },
    ratioToOriginal: { '10': few / fewOriginal, '10000': many / manyOriginal },
    resultsDelivered: Object.fromEntries(sides.map((count, index) => [String(count), figures[index]?.[0]?.delivered])),
  };
};

async function pass(texts: readonly string[], sessionCount: number) {
  const workers = Math.max(1, availableParallelism() - 1);
  const pool = createPool({ scorer: 'vader', workers, onFailure: fail });
  const gate = createBackpressure(defaultLimits.maxWaitingPosts / 4);
  const observed = observe(gate.probe);
  const sessions$ = new Subject<ClientSession>();
  const stop$ = new ReplaySubject<'stop'>(1);
  const opened = Promise.withResolvers<Observer<SourceEvent>>();
  const source: Source = {
    name: 'bench',
    open: () =>
      new Observable((subscriber) => {
        opened.resolve(subscriber);
      }),
  };
  const graph$ = createGraph(
    {
      sessions$,
      stop$,
      sources: [source],
      scorer: pool,
      deliver,
      probe: observed.probe,
      instanceId: 'bench',
      scheduler: asyncScheduler,
    },
    { ...defaultLimits, quietMs: 0, maxBatches: 2 * workers },
  );
  const done = new Promise<void>((resolve, reject) => {
    graph$.subscribe({ complete: resolve, error: reject });
  });
  const sessions = connectSessions(sessionCount, sessions$, texts);
  const upstream = await opened.promise;
  const start = performance.now();
  await feed(texts, upstream, gate.canAccept$);
  stop$.next('stop');
  await done;
  const seconds = (performance.now() - start) / 1_000;
  await pool.close();
  const ledger = observed.ledger();
  if (ledger.pending !== 0 || ledger.received !== postCount || ledger.shed > 0) fail(new Error(JSON.stringify(ledger)));
  const delivered = sessions.reduce((sum, session) => sum + session.ledger().delivered, 0);
  return { postsPerSecond: postCount / seconds, delivered };
}

/** Posts per second of the original's algorithm, with the same queries, over every text once. */
function passOriginal(texts: readonly string[], sessionCount: number): number {
  let frames = 0;
  const send = (): void => {
    frames += 1;
  };
  const vocabulary = words(texts);
  const sessions = Array.from({ length: sessionCount }, (_, index) => ({ query: queryOf(index, vocabulary), send }));
  const ms = time(() => {
    runOriginal(texts, sessions);
  });
  if (frames === 0) fail(new Error('The original matched nothing.'));
  return (texts.length * 1_000) / ms;
}

/** The query of a session: ten find something, all others are distinct pairs of which one word never occurs. */
function queryOf(index: number, vocabulary: readonly string[]): string {
  return hitting[index] ?? `${vocabulary[index % vocabulary.length] ?? ''} nobodysays${index}`;
}

/** Sessions on sockets that take every frame at once, each with a query of its own. */
export function connectSessions(count: number, sessions$: Subject<ClientSession>, texts: readonly string[]) {
  const vocabulary = words(texts);
  const limits = {
    outbox: { maxFrames: 1_000, maxBytes: 1_048_576, maxBytesInFlight: 65_536 },
    messagesPerSecond: 1,
    queriesPerSession: 1,
  };
  const context = createSessionContext(limits, {
    ...unlimited(() => 0),
    onFirstIntent: (session) => {
      sessions$.next(session);
    },
  });
  return Array.from({ length: count }, (_, index) => {
    const send = (__: unknown, done: () => void): void => {
      done();
    };
    const session = createOriginalSessions()({
      id: String(index),
      owner: '192.0.2.1',
      connection: { send, close: () => undefined },
      context,
    });
    session.receive(JSON.stringify({ track: queryOf(index, vocabulary) }));
    return session;
  });
}

/** Distinct words of the texts, so that the queries that find nothing look like those that do. */
function words(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => text.toLowerCase().match(/[a-z]{3,}/g) ?? []))];
}

async function feed(texts: readonly string[], upstream: Observer<SourceEvent>, canAccept$: Observable<boolean>) {
  for (let index = 0; index < postCount; index += 1) {
    const text = texts[index % texts.length] ?? '';
    upstream.next({ type: 'post', post: { id: String(index), source: 'bench', text, at: 0 } });
    if (index % 256 !== 0) continue;
    await new Promise(setImmediate);
    await firstValueFrom(canAccept$.pipe(filter((flowing) => flowing)));
  }
}

function fail(error: Error): never {
  throw error;
}
