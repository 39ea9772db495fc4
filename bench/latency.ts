import { availableParallelism } from 'node:os';
import type { ClientSession } from '../src/delivery/index.ts';
import { createPool } from '../src/scoring/index.ts';
import { startEngine, type Engine, type EngineOptions } from '../test/support/engine.ts';
import { WireClient } from '../test/support/wire-client.ts';
import { createBenchAlerts, type Receiver } from './alerts.ts';
import { gatherCrowd } from './crowd.ts';
import { startBare, until } from './sockets.ts';
import { median, type Run } from './support.ts';

const sessions = 1_000;
const postsPerSecond = 2_000;
const seconds = 10;
const everyMs = 5;
/** One post in so many is for the sessions; each of them is on one of so many topics. */
const topics = 100;
const rounds = 5;

const besideSlow = { sessions: 100, postsPerSecond: 200, seconds: 4, rounds: 3 };
const besideDead = { ...besideSlow, rounds: 5 };
const longText = `pizza ${'x'.repeat(8_000)}`;

/**
 * From a post's coming to a frame's coming to a client, over real sockets: 2,000 posts a second through the pool, of
 * which each is for ten of the thousand sessions; seen by one session more, which gets all of them. In turns with it, the
 * same frames from a bare server of `ws`, which knows beforehand who gets which. Then, in turns, what a client that reads
 * nothing costs 99 others that get the same posts, and what a dead receiver of alerts costs 100.
 */
export const run: Run = async () => {
  const workers = Math.max(1, availableParallelism() - 1);
  const measured = { own: new Array<Delays>(), bare: new Array<Delays>() };
  for (let round = 0; round < rounds; round += 1) {
    const own = await withEngine(workers, among);
    measured.own.push(own);
    measured.bare.push(await amongBare(own.frame));
  }
  const [ms, bareMs] = [medians(measured.own), medians(measured.bare)];
  const p99s = { without: new Array<number>(), beside: new Array<number>() };
  for (let round = 0; round < besideSlow.rounds; round += 1) {
    p99s.without.push((await withEngine(workers, (engine) => beside(engine, false))).p99);
    p99s.beside.push((await withEngine(workers, (engine) => beside(engine, true))).p99);
  }
  const [without, slow] = [median(p99s.without), median(p99s.beside)];
  return {
    ...{ sessions, postsPerSecond, posts: postsPerSecond * seconds, workers, rounds },
    ...{ ms, bareMs, ratioToBare: ms.p99 / bareMs.p99 },
    besideSlowClient: { ...besideSlow, p99Ms: { without, beside: slow } },
    ratio: slow / without,
    besideDeadReceiver: await besideDeadReceiver(workers),
  };
};

/** Compares, in turns, what clients get beside alerts whose receiver answers at once, and beside the same with a dead one. */
export async function besideDeadReceiver(workers: number) {
  const p99s = { prompt: new Array<number>(), dead: new Array<number>() };
  for (let round = 0; round < besideDead.rounds; round += 1) {
    p99s.prompt.push(await besideAlerts(workers, 'prompt'));
    p99s.dead.push(await besideAlerts(workers, 'dead'));
  }
  const [prompt, dead] = [median(p99s.prompt), median(p99s.dead)];
  return { ...besideDead, p99Ms: { prompt, dead }, ratio: dead / prompt };
}

async function besideAlerts(workers: number, receiver: Receiver): Promise<number> {
  const alerts = await createBenchAlerts('pizza', receiver);
  const work = async (engine: Engine) => {
    alerts.start();
    await until(() => engine.tracked().sessions === alerts.count);
    return beside(engine, false);
  };
  const { p99 } = await withEngine(workers, work, alerts.sessions$);
  await alerts.end();
  return p99;
}

async function withEngine<T>(
  workers: number,
  work: (engine: Engine) => Promise<T>,
  sessions$?: EngineOptions['sessions$'],
): Promise<T> {
  const pool = createPool({
    scorer: 'vader',
    workers,
    onFailure: (error) => {
      throw error;
    },
  });
  const engine = await startEngine({
    scorer: pool,
    statsMs: 3_600_000,
    limits: { maxBatches: 2 * workers },
    ...(sessions$ && { sessions$ }),
  });
  try {
    return await work(engine);
  } finally {
    await engine.stop();
    await pool.close();
  }
}

async function among(engine: Engine) {
  const crowd = gatherCrowd();
  for (let topic = 0; topic < topics; topic += 1) {
    const message = JSON.stringify({ type: 'track', id: 'a', query: `topic${topic}` });
    await crowd.open({ url: engine.url, count: sessions / topics, subprotocol: 'undertone.v1', message });
  }
  const observer = await WireClient.openV1(engine.url);
  await observer.trackLive('all', 'everything');
  await until(() => engine.tracked().sessions === sessions + 1);
  const delays = await observe(observer, { postsPerSecond, seconds }, (index) => {
    engine.feed(`I love everything about topic${index % topics}, number ${index}`);
  });
  await crowd.close();
  await crowd.end();
  return delays;
}

/** The same load on a bare server: each post is a frame that is there already, for those whose turn it is. */
async function amongBare(frame: string) {
  const bare = await startBare();
  const crowd = gatherCrowd();
  await crowd.open({ url: bare.url, count: sessions });
  await until(() => bare.clients().length === sessions);
  const sockets = bare.clients();
  const observer = await WireClient.open(bare.url);
  await until(() => bare.clients().length === sessions + 1);
  const [all] = bare.clients().slice(sessions);
  const delays = await observe(observer, { postsPerSecond, seconds }, (index) => {
    all?.send(frame);
    for (let reader = index % topics; reader < sessions; reader += topics) sockets[reader]?.send(frame);
  });
  await crowd.close();
  await crowd.end();
  await bare.stop();
  return delays;
}

/** All on the same topic, and one of them perhaps reads nothing; its frames wait when the measurement begins. */
async function beside(engine: Engine, hasSlow: boolean) {
  const before = engine.tracked().sessions;
  const woken: ClientSession[] = [];
  engine.delivery.sessions$.subscribe((session) => woken.push(session));
  const slow = await WireClient.openV1(engine.url);
  await slow.trackLive('a', 'pizza');
  const crowd = gatherCrowd();
  const message = JSON.stringify({ type: 'track', id: 'a', query: 'pizza' });
  const count = besideSlow.sessions - 2;
  await crowd.open({ url: engine.url, count, subprotocol: 'undertone.v1', message });
  const observer = await WireClient.openV1(engine.url);
  await observer.trackLive('all', 'pizza');
  await until(() => engine.tracked().sessions >= before + besideSlow.sessions);
  slow.socket.removeAllListeners('message');
  if (hasSlow) slow.socket.pause();
  while (hasSlow && woken[0]?.isWaiting() === false) {
    engine.feed(longText);
    await until(
      () => engine.ledger().pending === 0 && woken.slice(1).every((session) => session.ledger().pending === 0),
    );
  }
  // What the others have yet to read is no part of it.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const delays = await observe(observer, besideSlow, (index) => {
    engine.feed(`I love pizza, number ${index}`);
  });
  slow.socket.terminate();
  await crowd.close();
  await crowd.end();
  return delays;
}

interface Pace {
  readonly postsPerSecond: number;
  readonly seconds: number;
}

/** Times between posts and their frames, in ms. */
type Delays = Readonly<Record<'p50' | 'p90' | 'p99' | 'max', number>>;

const medians = (rounds: readonly Delays[]): Delays => ({
  p50: median(rounds.map(({ p50 }) => p50)),
  p90: median(rounds.map(({ p90 }) => p90)),
  p99: median(rounds.map(({ p99 }) => p99)),
  max: median(rounds.map(({ max }) => max)),
});

/** Returns the delays at one client that gets all posts, and the first of its frames. */
async function observe(
  observer: WireClient,
  pace: Pace,
  post: (index: number) => void,
): Promise<Delays & { readonly frame: string }> {
  const total = pace.postsPerSecond * pace.seconds;
  const sentAt: number[] = [];
  const delays: number[] = [];
  observer.socket.removeAllListeners('message');
  let frame = '';
  observer.socket.on('message', (data: Buffer) => {
    if (delays.length === 0) frame = data.toString();
    delays.push(performance.now() - (sentAt[delays.length] ?? NaN));
  });
  const start = performance.now();
  while (sentAt.length < total) {
    const due = Math.min(total, ((performance.now() - start) * pace.postsPerSecond) / 1_000);
    while (sentAt.length < due) {
      sentAt.push(performance.now());
      post(sentAt.length);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  await until(() => delays.length >= total);
  observer.socket.terminate();
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), frame };
}
