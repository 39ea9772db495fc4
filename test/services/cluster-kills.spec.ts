import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { FakeJetstream } from '../support/fakes/jetstream.ts';
import { MovingClient } from '../support/moving-client.ts';
import { NatsServers } from '../support/nats-servers.ts';
import { addressOf, launchWith } from '../support/program.ts';

const seed = Number(process.env['KILLS_SEED'] ?? 1);
const rounds = Number(process.env['KILLS_ROUNDS'] ?? 6);

/** The same numbers for the same seed, from 0 to `below`. */
function numbersFrom(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** A node of the cluster, which is started again when it has ended. */
class Node {
  url = '';
  #child: ChildProcessWithoutNullStreams | undefined;
  readonly #args: readonly string[];

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  async start(): Promise<void> {
    const child = launchWith({ UNDERTONE_STORE: '', UNDERTONE_LOG_LEVEL: 'error' }, this.#args);
    child.stderr.resume();
    this.#child = child;
    this.url = await addressOf(child);
  }

  /** Hangs for a time, as a process does whose machine is paused. */
  async pause(ms: number): Promise<void> {
    this.#child?.kill('SIGSTOP');
    await sleep(ms);
    this.#child?.kill('SIGCONT');
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null) return;
    child.kill('SIGCONT');
    child.kill(signal);
    await once(child, 'exit');
  }
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

it(
  'clients that move miss nothing and get nothing twice while nodes and servers die',
  async () => {
    const random = numbersFrom(seed);
    const upstream = await FakeJetstream.start();
    ends.push(() => upstream.close());
    const servers = await NatsServers.start(3);
    ends.push(() => servers.stop());
    const args = servers.urls.flatMap((url) => ['--nats', url]);
    const common = ['serve', '--port', '0', '--workers', '0', '--source', `bluesky:${upstream.url}`];
    const nodes = Array.from({ length: 3 }, () => new Node([...common, '--data-folder', 'none', ...args]));
    ends.push(() => Promise.all(nodes.map((node) => node.end('SIGKILL'))));
    await Promise.all(nodes.map((node) => node.start()));
    const clients = Array.from(
      { length: 20 },
      () => new MovingClient('pizza', () => nodes[random(nodes.length)]?.url ?? ''),
    );
    ends.push(() => {
      for (const client of clients) client.stop();
    });
    await expect.poll(() => upstream.openSockets, { timeout: 30_000 }).toBe(1);
    await sleep(3_000);

    let count = 0;
    const posting = setInterval(() => {
      count += 1;
      upstream.post(`pizza ${count}`, { langs: ['en'] });
    }, 20);
    ends.push(() => {
      clearInterval(posting);
    });
    for (let round = 0; round < rounds; round += 1) {
      await sleep(5_000);
      const node = nodes[random(nodes.length)];
      const kind = random(5);
      if (kind <= 1) await node?.end('SIGKILL').then(() => node.start());
      else if (kind === 2) await node?.end('SIGTERM').then(() => node.start());
      else if (kind === 3) await node?.pause(6_000);
      else {
        const server = random(3);
        await servers.kill(server);
        await sleep(3_000);
        await servers.run(server);
      }
    }
    await sleep(2_000);
    clearInterval(posting);
    const last = `pizza ${count}`;
    const isDone = (): boolean => clients.every(({ texts }) => texts.at(-1) === last);
    await expect.poll(isDone, { timeout: 60_000, interval: 500 }).toBe(true);

    for (const { texts, losses } of clients) {
      const numbers = texts.map((text) => Number(text.split(' ')[1]));
      expect(losses).toEqual([]);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => (numbers[0] ?? 0) + index));
    }
    const [returns, resumed] = (['returns', 'resumed'] as const).map((name) =>
      clients.reduce((sum, client) => sum + client[name], 0),
    );
    expect(returns).toBeGreaterThan(0);
    expect((resumed ?? 0) / (returns ?? 1)).toBeGreaterThanOrEqual(0.95);
  },
  120_000 + 20_000 * rounds,
);
