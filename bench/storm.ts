import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isRecord } from '../src/model/index.ts';
import { startEngine } from '../test/support/engine.ts';
import { constantScorer } from './sockets.ts';
import { median, type Run } from './support.ts';

const rounds = 5;
const sessions = 10_000;
const others = 100;
const topics = 100;
const postsPerSecond = 100;
/** For how long posts come before and after the cut, in ms. */
const calmMs = 2_000;

/**
 * Ten thousand sessions on a hundred topics, whose connections are all cut at once, and which all come back and resume,
 * while posts go on: how long it takes until the last is back, what was lost or came twice, and how long the frames of a
 * hundred other sessions took from the post's coming. The clients are two other processes of the same machine.
 */
export const run: Run = async () => {
  const done: Awaited<ReturnType<typeof storm>>[] = [];
  for (let round = 0; round < rounds; round += 1) done.push(await storm());
  const sum = (figure: (one: (typeof done)[number]) => number) => done.reduce((total, one) => total + figure(one), 0);
  const middle = (figure: (one: (typeof done)[number]) => number) => median(done.map(figure));
  return {
    ...{ rounds, sessions, others, topics, postsPerSecond },
    msUntilAllAreBack: middle(({ backMs }) => backMs),
    othersP99Ms: { before: middle(({ calm }) => calm), meanwhile: middle(({ stormy }) => stormy) },
    resumed: sum(({ resumed }) => resumed),
    refused: sum(({ refused }) => refused),
    lost: sum(({ lost }) => lost),
    twice: sum(({ twice }) => twice),
  };
};

async function storm() {
  const engine = await startEngine({
    scorer: constantScorer,
    statsMs: 3_600_000,
    capacity: { maxSessions: 4 * sessions, maxSessionsPerAddress: 4 * sessions },
    handshake: { maxConnections: 4 * sessions },
  });
  const [crowd, witnesses] = [gather(engine.url, sessions), gather(engine.url, others)];
  await witnesses.order('open');
  await crowd.order('open');
  await engine.opened;
  let posts = 0;
  const feeding = setInterval(() => {
    const topic = posts % topics;
    engine.feed(`topic${topic} ${Math.floor(posts / topics)} ${Date.now()}`);
    posts += 1;
  }, 1_000 / postsPerSecond);
  await pause(calmMs);
  const calm = await witnesses.order('report');
  const { ms } = await crowd.order('cut');
  const stormy = await witnesses.order('report');
  await pause(calmMs);
  clearInterval(feeding);
  while (engine.ledger().pending > 0) await pause(10);
  await pause(calmMs);
  const [came, cameToOthers] = [await crowd.order('report'), await witnesses.order('report')];
  for (const process of [crowd, witnesses]) await process.end();
  await engine.stop();
  const reports = [calm, stormy, came, cameToOthers];
  const sum = (name: string) => reports.reduce((total, report) => total + (report[name] ?? 0), 0);
  if (sum('frames') === 0) throw new Error('No posts came.');
  return {
    ...{ backMs: ms ?? NaN, calm: calm['p99Ms'] ?? NaN, stormy: stormy['p99Ms'] ?? NaN },
    ...{ resumed: sum('resumed'), refused: sum('refused'), lost: sum('lost'), twice: sum('twice') },
  };
}

const figuresOf = (answer: unknown): Readonly<Record<string, number>> =>
  isRecord(answer) ? Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, Number(value)])) : {};

/** Starts a process of clients. */
function gather(url: string, count: number) {
  const child = fork(new URL('storm-child.ts', import.meta.url), [url, String(count), String(topics)]);
  return {
    order: async (order: 'open' | 'cut' | 'report'): Promise<Readonly<Record<string, number>>> => {
      const answer = once(child, 'message');
      child.send(order);
      return figuresOf((await answer)[0]);
    },
    end: async (): Promise<void> => {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}
