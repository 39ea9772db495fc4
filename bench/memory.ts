import { startEngine } from '../test/support/engine.ts';
import { gatherCrowd, type Crowd } from './crowd.ts';
import { constantScorer, startBare, until } from './sockets.ts';
import { median, type Run } from './support.ts';

const sessions = 10_000;
const rounds = 2;

const idle = { subprotocol: 'undertone.v1', message: '' };
const tracking = { subprotocol: 'undertone.v1', message: '{"type":"track","id":"a","query":"pizza"}' };

/**
 * The memory that a session takes while nothing happens: of a client of undertone.v1 that is connected, and of one that
 * tracks a query, against a connection of a bare server of `ws`, in turns; the heap and what it holds outside of it. Ten
 * thousand connect, track, receive and leave, and nothing remains.
 */
export const run: Run = async () => {
  const crowd = gatherCrowd();
  const bytes = { bare: [0].slice(1), idle: [0].slice(1), tracking: [0].slice(1), left: [0].slice(1) };
  const seconds: { readonly connect: number; readonly receive: number; readonly leave: number }[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const bare = await measureBare(crowd);
    const quiet = await measure(crowd, idle);
    const busy = await measure(crowd, tracking);
    if (round < 0) continue;
    bytes.bare.push(bare);
    bytes.idle.push(quiet.perSession);
    bytes.tracking.push(busy.perSession);
    bytes.left.push(busy.left);
    seconds.push(busy.seconds);
  }
  await crowd.end();
  const [bare, quiet, busy] = [median(bytes.bare), median(bytes.idle), median(bytes.tracking)];
  const secondsOf = (name: 'connect' | 'receive' | 'leave') => median(seconds.map((each) => each[name]));
  return {
    sessions,
    rounds,
    bytesPerSession: { bare: Math.round(bare), idle: Math.round(quiet), tracking: Math.round(busy) },
    bytesLeftPerSession: median(bytes.left),
    secondsFor: { connect: secondsOf('connect'), receive: secondsOf('receive'), leave: secondsOf('leave') },
    ratioTracking: busy / bare,
    ratio: quiet / bare,
  };
};

async function measureBare(crowd: Crowd): Promise<number> {
  const bare = await startBare();
  const before = memory();
  await crowd.open({ url: bare.url, count: sessions });
  await until(() => bare.clients().length === sessions);
  const perSession = (memory() - before) / sessions;
  await crowd.close();
  await bare.stop();
  return perSession;
}

async function measure(crowd: Crowd, client: typeof idle) {
  const engine = await startEngine({
    ...{ scorer: constantScorer, statsMs: 3_600_000, pingMs: 3_600_000 },
    limits: { resumeWindowMs: 0 },
  });
  const before = memory();
  const start = performance.now();
  await crowd.open({ url: engine.url, count: sessions, ...client });
  const wanted = client.message === '' ? 0 : sessions;
  await until(() => engine.delivery.count() === sessions && engine.held().sessions === wanted);
  const connected = performance.now();
  const perSession = (memory() - before) / sessions;
  const bytes = await crowd.bytes();
  const fed = performance.now();
  engine.feed('I love pizza');
  if (wanted > 0) while ((await crowd.bytes()) < bytes + 200 * sessions) await new Promise(setImmediate);
  const received = performance.now();
  await crowd.close();
  await until(() => engine.delivery.count() === 0 && engine.held().queries === 0);
  const gone = performance.now();
  engine.gone.length = 0;
  const left = (memory() - before) / sessions;
  await engine.stop();
  const secondsOf = (ms: number): number => ms / 1_000;
  const seconds = {
    connect: secondsOf(connected - start),
    receive: secondsOf(received - fed),
    leave: secondsOf(gone - received),
  };
  return { perSession, left, seconds };
}

/** Bytes in use, after a collection; of the heap and of what it holds outside of it. */
function memory(): number {
  if (globalThis.gc === undefined) throw new Error('This bench needs --expose-gc, as `npm run bench` gives it.');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
