import { availableParallelism } from 'node:os';
import { createPool } from '../src/scoring/index.ts';
import { startEngine } from '../test/support/engine.ts';
import { WireClient } from '../test/support/wire-client.ts';
import { gatherCrowd } from './crowd.ts';
import { until } from './sockets.ts';
import type { Run } from './support.ts';

const sessions = 1_000;
const postsPerSecond = 2_000;
const seconds = 10;
const everyMs = 5;
/** One post in so many is for the sessions; each of them is on one of so many topics. */
const topics = 100;

/**
 * From a post's coming to a frame's coming to a client, over real sockets: 2,000 posts a second through the pool, of
 * which each is for ten of the thousand sessions; seen by one session more, which gets all of them.
 */
export const run: Run = async () => {
  const workers = Math.max(1, availableParallelism() - 1);
  const pool = createPool({
    scorer: 'vader',
    workers,
    onFailure: (error) => {
      throw error;
    },
  });
  const engine = await startEngine({ scorer: pool, statsMs: 3_600_000, limits: { maxBatches: 2 * workers } });
  const crowd = gatherCrowd();
  for (let topic = 0; topic < topics; topic += 1) {
    const message = JSON.stringify({ type: 'track', id: 'a', query: `topic${topic}` });
    await crowd.open({ url: engine.url, count: sessions / topics, subprotocol: 'undertone.v1', message });
  }
  const observer = await WireClient.openV1(engine.url);
  await observer.trackLive('all', 'everything');
  await until(() => engine.held().sessions === sessions + 1);
  const sentAt: number[] = [];
  const delays: number[] = [];
  observer.socket.removeAllListeners('message');
  observer.socket.on('message', () => {
    delays.push(performance.now() - (sentAt[delays.length] ?? NaN));
  });
  const start = performance.now();
  const total = postsPerSecond * seconds;
  while (sentAt.length < total) {
    const due = Math.min(total, ((performance.now() - start) * postsPerSecond) / 1_000);
    while (sentAt.length < due) {
      sentAt.push(performance.now());
      engine.feed(`I love everything about topic${sentAt.length % topics}, number ${sentAt.length}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  await until(() => delays.length === total);
  observer.socket.terminate();
  await crowd.close();
  await crowd.end();
  await engine.stop();
  await pool.close();
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return {
    ...{ sessions, postsPerSecond, posts: total, workers },
    ms: { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) },
  };
};
