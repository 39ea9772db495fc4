import { createInlineScorer } from '../src/scoring/index.ts';
import { startEngine } from '../test/support/engine.ts';
import { WireClient } from '../test/support/wire-client.ts';
import { median, type Run } from './support.ts';

const rounds = 5;
const changes = 1_000;
const postsPerChange = 20;

/**
 * A thousand changes of the queries, each of which has upstream asked anew, under a stream of posts that one session
 * tracks all along: how many of them it loses, and how much longer a post takes than without changes, in turns.
 */
export const run: Run = async () => {
  const seconds = { changing: [0].slice(1), steady: [0].slice(1) };
  let lost = 0;
  let restarts = 0;
  for (let round = -1; round < rounds; round += 1) {
    for (const side of ['changing', 'steady'] as const) {
      const figure = await pass(side === 'changing');
      lost += figure.lost;
      restarts = Math.max(restarts, figure.restarts);
      if (round >= 0) seconds[side].push(figure.seconds);
    }
  }
  const [changing, steady] = [median(seconds.changing), median(seconds.steady)];
  return {
    ...{ rounds, changes, restarts, posts: changes * postsPerChange, lost },
    seconds: { changing, steady },
    microsecondsPerRestart: ((changing - steady) * 1e6) / changes,
    ratio: steady / changing,
  };
};

async function pass(isChanging: boolean) {
  const engine = await startEngine({
    ...{ scorer: createInlineScorer('vader'), statsMs: 3_600_000 },
    session: { messagesPerSecond: 1_000_000 },
    outbox: { maxFrames: 1_000_000, maxBytes: 1_000_000_000 },
    limits: { resumeWindowMs: 0 },
  });
  const [witness, changer] = [await WireClient.openV1(engine.url), await WireClient.openV1(engine.url)];
  await witness.trackLive('a', 'pizza');
  let got = 0;
  witness.socket.removeAllListeners('message');
  witness.socket.on('message', (data: Buffer) => {
    if (data.subarray(0, 14).equals(post)) got += 1;
  });
  const start = performance.now();
  for (let change = 0; change < changes; change += 1) {
    if (isChanging) changer.sendMessage({ type: 'track', id: 'a', query: `word${change}` });
    for (let index = 0; index < postsPerChange; index += 1) engine.feed('I love pizza');
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  while (engine.ledger().pending > 0) await new Promise(setImmediate);
  await witness.settled();
  const seconds = (performance.now() - start) / 1_000;
  const restarts = engine.openings() - 1;
  await engine.stop();
  return { lost: changes * postsPerChange - got, restarts, seconds };
}

const post = Buffer.from('{"type":"post"');
