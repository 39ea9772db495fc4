import type { ClientSession } from '../src/delivery/index.ts';
import { startEngine } from '../test/support/engine.ts';
import { gatherCrowd, type Crowd } from './crowd.ts';
import { constantScorer, startBare, until } from './sockets.ts';
import { median, type Run } from './support.ts';

/** `messages` are the frames in a round: the fewer sockets, the more posts. */
const usual = { sizes: [100, 2_000, 10_000], rounds: 3, messages: 100_000, warmUp: 20_000 } as const;
const few = { sizes: [100, 1_000], rounds: 1, messages: 30_000, warmUp: 10_000 } as const;
type Amount = Pick<typeof usual | typeof few, 'messages' | 'warmUp'>;
/** As many as sockets hold while nobody reads. */
const postsAtATime = 20;

const text = 'I love this pizza so much, it is the best thing in town #pizza #food';

/** The ways in which a post comes to many sockets. */
const protocols = {
  original: { subprotocol: '', message: '{"track":"pizza"}' },
  v1: { subprotocol: 'undertone.v1', message: '{"type":"track","id":"a","query":"pizza"}' },
} as const;
type Protocol = keyof typeof protocols;
const names: readonly Protocol[] = ['original', 'v1'];

/** What sends one post to all, and whether all that was sent has left. */
interface Side {
  readonly post: () => void;
  readonly isDone: () => boolean;
}

/**
 * One result to many real sockets, whose clients are another process: the whole engine, against a loop that calls `send`
 * of `ws` with frames of the same length, in turns; messages per second of the server process's CPU time.
 */
export const run: Run = async ({ small }) => {
  const { sizes, rounds, ...amount } = small ? few : usual;
  const crowd = gatherCrowd();
  const figures: Record<string, unknown> = {};
  const ratios: number[] = [];
  for (const size of sizes) {
    const perSecond = { original: [0].slice(1), v1: [0].slice(1), bareOriginal: [0].slice(1), bareV1: [0].slice(1) };
    for (let round = 0; round < rounds; round += 1) {
      const frames = { original: 0, v1: 0 };
      for (const name of names) {
        const { figure, bytes } = await measureEngine(crowd, size, name, amount);
        perSecond[name].push(figure);
        frames[name] = bytes;
      }
      const [bareOriginal = NaN, bareV1 = NaN] = await measureBare(crowd, size, [frames.original, frames.v1], amount);
      perSecond.bareOriginal.push(bareOriginal);
      perSecond.bareV1.push(bareV1);
    }
    const [original, v1, bareOriginal, bareV1] = [
      median(perSecond.original),
      median(perSecond.v1),
      median(perSecond.bareOriginal),
      median(perSecond.bareV1),
    ];
    const ratio = { original: original / bareOriginal, v1: v1 / bareV1 };
    ratios.push(ratio.original, ratio.v1);
    figures[String(size)] = {
      messagesPerCpuSecond: { original: Math.round(original), v1: Math.round(v1) },
      bare: { original: Math.round(bareOriginal), v1: Math.round(bareV1) },
      ratio,
    };
  }
  await crowd.end();
  return { rounds, messages: amount.messages, sockets: figures, ratio: Math.min(...ratios) };
};

async function measureEngine(crowd: Crowd, size: number, name: Protocol, amount: Amount) {
  const engine = await startEngine({ scorer: constantScorer, statsMs: 3_600_000, pingMs: 3_600_000 });
  const sessions: ClientSession[] = [];
  engine.delivery.sessions$.subscribe((session) => sessions.push(session));
  await crowd.open({ url: engine.url, count: size, ...protocols[name] });
  await until(() => engine.tracked().sessions === size);
  await engine.opened;
  const side = {
    post: () => {
      engine.feed(text);
    },
    isDone: () => sessions.every((session) => session.ledger().pending === 0),
  };
  const figure = await measure(crowd, size, side, amount);
  const { delivered = 0, routed = NaN } = sessions[0]?.ledger() ?? {};
  if (delivered !== routed) throw new Error(`Of ${routed} results ${delivered} were delivered.`);
  await crowd.close();
  await until(() => engine.delivery.count() === 0);
  await engine.stop();
  return figure;
}

/** A bare server of `ws`, and frames of some lengths. */
async function measureBare(
  crowd: Crowd,
  size: number,
  lengths: readonly number[],
  amount: Amount,
): Promise<readonly number[]> {
  const bare = await startBare();
  await crowd.open({ url: bare.url, count: size });
  await until(() => bare.clients().length === size);
  const clients = bare.clients();
  const figures: number[] = [];
  for (const length of lengths) {
    const frame = Buffer.alloc(length - headerBytes(length), 'x');
    const post = (): void => {
      for (const client of clients) client.send(frame, { binary: false });
    };
    const isDone = (): boolean => clients.every(({ bufferedAmount }) => bufferedAmount === 0);
    figures.push((await measure(crowd, size, { post, isDone }, amount)).figure);
  }
  await crowd.close();
  await bare.stop();
  return figures;
}

/** Of a frame of so many bytes in all. */
const headerBytes = (length: number): number => (length > 127 ? 4 : 2);

/** Messages per second of CPU time, and the bytes of each. */
async function measure(crowd: Crowd, size: number, side: Side, { messages, warmUp }: Amount) {
  await send(crowd, Math.ceil(warmUp / size), side);
  const bytes = await crowd.bytes();
  const posts = Math.ceil(messages / size);
  const microseconds = await send(crowd, posts, side);
  const came = (await crowd.bytes()) - bytes;
  return { figure: (posts * size * 1e6) / microseconds, bytes: Math.round(came / (posts * size)) };
}

/** Sends posts to all, some at a time; returns the CPU time in microseconds. */
async function send(crowd: Crowd, posts: number, { post, isDone }: Side): Promise<number> {
  let microseconds = 0;
  for (let sent = 0; sent < posts; sent += postsAtATime) {
    await crowd.whileStopped(async () => {
      const start = process.cpuUsage();
      for (let index = sent; index < Math.min(posts, sent + postsAtATime); index += 1) {
        post();
        await new Promise(setImmediate);
      }
      await until(isDone);
      const { user, system } = process.cpuUsage(start);
      microseconds += user + system;
    });
  }
  return microseconds;
}
