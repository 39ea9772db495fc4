import { startEngine } from '../test/support/engine.ts';
import { gatherCrowd, type Crowd } from './crowd.ts';
import { constantScorer, startBare, until } from './sockets.ts';

/* One side of the bench `memory`, in a process that has done nothing before. */

const sessions = 10_000;
const warmUp = 200;

const idle = { subprotocol: 'undertone.v1', message: '' };
const tracking = { subprotocol: 'undertone.v1', message: '{"type":"track","id":"a","query":"pizza"}' };

const [, , side = ''] = process.argv;
const crowd = gatherCrowd();
const result = side === 'bare' ? await measureBare(crowd) : await measure(crowd, side === 'idle' ? idle : tracking);
await crowd.end();
process.send?.({ sessions, ...result });
process.disconnect();

async function measureBare(crowd: Crowd) {
  const bare = await startBare();
  await crowd.open({ url: bare.url, count: warmUp });
  await crowd.close();
  await until(() => bare.clients().length === 0);
  const before = await memory();
  await crowd.open({ url: bare.url, count: sessions });
  await until(() => bare.clients().length === sessions);
  const perSession = ((await memory()) - before) / sessions;
  await crowd.close();
  await until(() => bare.clients().length === 0);
  const left = ((await memory()) - before) / sessions;
  await bare.stop();
  return { perSession, left };
}

async function measure(crowd: Crowd, client: typeof idle) {
  const engine = await startEngine({
    ...{ scorer: constantScorer, statsMs: 3_600_000, pingMs: 3_600_000 },
    limits: { resumeWindowMs: 0 },
  });
  await crowd.open({ url: engine.url, count: warmUp, ...client });
  await crowd.close();
  await until(() => engine.delivery.count() === 0 && engine.tracked().queries === 0);
  engine.gone.length = 0;
  const before = await memory();
  const start = performance.now();
  await crowd.open({ url: engine.url, count: sessions, ...client });
  const wanted = client.message === '' ? 0 : sessions;
  await until(() => engine.delivery.count() === sessions && engine.tracked().sessions === wanted);
  const connected = performance.now();
  const perSession = ((await memory()) - before) / sessions;
  const bytes = await crowd.bytes();
  const fed = performance.now();
  engine.feed('I love pizza');
  if (wanted > 0) while ((await crowd.bytes()) < bytes + 200 * sessions) await new Promise(setImmediate);
  const received = performance.now();
  await crowd.close();
  await until(() => engine.delivery.count() === 0 && engine.tracked().queries === 0);
  const gone = performance.now();
  engine.gone.length = 0;
  const left = ((await memory()) - before) / sessions;
  await engine.stop();
  return {
    ...{ perSession, left },
    ...{ connect: (connected - start) / 1_000, receive: (received - fed) / 1_000, leave: (gone - received) / 1_000 },
  };
}

/** Bytes in use once what was let go of has been collected; of the heap and of what it holds outside of it. */
async function memory(): Promise<number> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('This bench needs --expose-gc, as `npm run bench` gives it.');
  // A socket that has closed is let go of by and by.
  for (let times = 0; times < 5; times += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
