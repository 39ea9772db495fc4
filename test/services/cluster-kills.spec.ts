import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { ClusterNode } from '../support/cluster-node.ts';
import { FakeJetstream } from '../support/fakes/jetstream.ts';
import { FakeX } from '../support/fakes/x.ts';
import { MovingClient } from '../support/moving-client.ts';
import { NatsServers } from '../support/nats-servers.ts';

const seed = Number(process.env['KILLS_SEED'] ?? 1);
/** One fault every 5 s; 24 are two minutes. */
const rounds = Number(process.env['KILLS_ROUNDS'] ?? 6);

/** The same numbers for the same seed, from 0 to `below`. */
function numbersFrom(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** Two upstreams that post numbers. */
class Upstreams {
  readonly bluesky: FakeJetstream;
  readonly x: FakeX;
  /** The numbers posted on Bluesky so far. */
  count = 0;
  /** The times of the posts on Bluesky, by their numbers from 1 on, in epoch ms. */
  readonly blueskyTimes: number[] = [0];
  /** Those on X, from 0 on. */
  readonly times: number[] = [];

  private constructor(bluesky: FakeJetstream, x: FakeX) {
    this.bluesky = bluesky;
    this.x = x;
  }

  static async start(): Promise<Upstreams> {
    const [bluesky, x] = [await FakeJetstream.start(), await FakeX.start()];
    x.beat(1_000);
    ends.push(
      () => bluesky.close(),
      () => x.close(),
    );
    return new Upstreams(bluesky, x);
  }

  get args(): readonly string[] {
    return ['--source', `bluesky:${this.bluesky.url}`, '--source', `x:${this.x.url}`, '--x-share-text'];
  }

  post(): void {
    this.count += 1;
    this.blueskyTimes.push(Date.now());
    this.bluesky.post(`pizza ${this.count}`, { langs: ['en'] });
    if (this.count % 2 === 1) return;
    this.x.post(`X: pizza ${this.times.length}`);
    this.times.push(Date.now());
  }
}

type Fault = 'kill' | 'end' | 'pause' | 'cut' | 'part' | 'server';

/** Faults in a random order, each kind as often as others; gateways and nodes that ingest are killed first. */
function planOf(count: number, random: (below: number) => number): readonly Fault[] {
  const plan: Fault[] = ['kill', 'kill'];
  while (plan.length < count) {
    const kinds: Fault[] = ['kill', 'kill', 'end', 'end', 'pause', 'pause', 'cut', 'part', 'part', 'server'];
    while (kinds.length > 0) plan.push(...kinds.splice(random(kinds.length), 1));
  }
  return plan.slice(0, count);
}

/** Returns the leader of a source, or any node. */
async function victimAmong(nodes: readonly ClusterNode[], random: (below: number) => number) {
  const source = ['bluesky', 'x', undefined][random(3)];
  for (const node of source === undefined ? [] : nodes) {
    const text = await (await fetch(`${node.url}/metrics`)).text();
    if (text.includes(`undertone_log_leader{source="${source ?? ''}"} 1`)) return node;
  }
  return nodes[random(nodes.length)];
}

const numbersOf = (texts: readonly string[], isX: boolean): readonly number[] =>
  texts.filter((text) => text.startsWith('X:') === isX).map((text) => Number(text.split(' ').at(-1)));

interface Span {
  readonly isX: boolean;
  readonly from: number;
  readonly before: number;
}

/** Returns how late, in ms, the latest of the posts of a span came to a client. */
function mostLate(clients: readonly MovingClient[], upstreams: Upstreams, { isX, from, before }: Span): number {
  const delays = clients.flatMap(({ texts, arrivals }) =>
    texts.map((text, index) => {
      if (text.startsWith('X:') !== isX) return 0;
      const at = (isX ? upstreams.times : upstreams.blueskyTimes)[Number(text.split(' ').at(-1))] ?? 0;
      return from <= at && at < before ? (arrivals[index] ?? 0) - at : 0;
    }),
  );
  return delays.reduce((most, delay) => Math.max(most, delay), 0);
}

/** The ledger of a gateway, by the states of posts. */
async function ledgerOf({ url }: ClusterNode): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new Map(
    Array.from(text.matchAll(/^undertone_posts(?:_total)?\{state="(\w+)"\} (\d+)$/gm), ([, state = '', count]) => [
      state,
      Number(count),
    ]),
  );
}

it(
  'clients that move miss nothing and get nothing twice while nodes and servers die',
  async ({ annotate }) => {
    const random = numbersFrom(seed);
    const upstreams = await Upstreams.start();
    const servers = await NatsServers.start(3);
    ends.push(() => servers.stop());
    const create = (role: string) => ClusterNode.create(role, servers.urls, upstreams.args);
    const ingests = [await create('ingest'), await create('ingest'), await create('ingest')];
    const gateways = [await create('gateway'), await create('gateway'), await create('gateway')];
    const nodes = [...ingests, ...gateways];
    ends.push(() => Promise.all(nodes.map((node) => node.remove())));
    await Promise.all(nodes.map((node) => node.start()));
    const clients = Array.from(
      { length: 20 },
      () => new MovingClient('pizza', () => gateways[random(gateways.length)]?.url ?? ''),
    );
    ends.push(() => {
      for (const client of clients) client.stop();
    });
    // The rules of X act after 20 s.
    await expect.poll(() => clients.every(({ isLive }) => isLive), { interval: 500 }).toBe(true);

    const posting = setInterval(() => {
      upstreams.post();
    }, 20);
    ends.push(() => {
      clearInterval(posting);
    });
    const faults: { readonly at: number; readonly what: string }[] = [];
    for (const kind of planOf(rounds, random)) {
      await sleep(5_000);
      const isGateway = faults.length % 2 === 0;
      const node = isGateway ? gateways[random(3)] : await victimAmong(ingests, random);
      faults.push({ at: Date.now(), what: `${kind} ${isGateway ? 'gateway' : 'ingest'}` });
      if (kind === 'kill') await node?.end('SIGKILL').then(() => node.start());
      else if (kind === 'end') await node?.end('SIGTERM').then(() => node.start());
      else if (kind === 'pause') await node?.pause(6_000);
      else if (kind === 'cut') await node?.part(0);
      else if (kind === 'part') await node?.part(6_000);
      else {
        const server = random(3);
        await servers.kill(server);
        await sleep(3_000);
        await servers.run(server);
      }
    }
    await sleep(2_000);
    clearInterval(posting);
    const last = upstreams.count;
    const isDone = (): boolean => clients.every(({ texts }) => numbersOf(texts, false).at(-1) === last);
    await expect.poll(isDone, { interval: 500 }).toBe(true);
    // A leader of X that was lost is followed by another after 15 s, with the gap.
    await expect.poll(() => clients.every(({ isLive }) => isLive), { interval: 500 }).toBe(true);
    for (const [index, { at, what }] of faults.entries()) {
      const before = faults[index + 1]?.at ?? Infinity;
      const [bluesky, x] = [false, true].map((isX) => mostLate(clients, upstreams, { isX, from: at, before }));
      await annotate(`${what}: Bluesky at most ${bluesky ?? ''} ms late, X ${x ?? ''} ms`);
    }

    for (const { texts, gaps } of clients) {
      const numbers = numbersOf(texts, false);
      expect(gaps.filter(({ source }) => source !== 'x')).toEqual([]);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => (numbers[0] ?? 0) + index));
      const onX = numbersOf(texts, true);
      expect(new Set(onX).size).toBe(onX.length);
      const known = new Set(onX);
      const missed = upstreams.times.filter((at, number) => {
        const isTold = gaps.some(({ from, to }) => from <= at && at <= to);
        return number > Math.min(...onX) && !known.has(number) && !isTold;
      });
      expect(missed).toEqual([]);
    }
    const [returns, resumed] = (['returns', 'resumed'] as const).map((name) =>
      clients.reduce((sum, client) => sum + client[name], 0),
    );
    expect(returns).toBeGreaterThan(0);
    expect((resumed ?? 0) / (returns ?? 1)).toBeGreaterThanOrEqual(0.95);
    const pauses = nodes.flatMap((node) => node.pauses);
    expect(upstreams.x.mostStreams).toBe(1);
    const beside = upstreams.x.attemptsBeside.filter(
      (at) => !pauses.some(({ from, to }) => from <= at && at <= to + 5_000),
    );
    expect(beside).toEqual([]);
    for (const node of nodes) expect(node.deaths).toEqual([]);
    for (const gateway of gateways) {
      const ledger = await ledgerOf(gateway);
      const outcomes = ['invalid', 'duplicate', 'filtered', 'unmatched', 'shed', 'failed', 'scored', 'pending'];
      expect(ledger.get('received')).toBe(outcomes.reduce((sum, state) => sum + (ledger.get(state) ?? NaN), 0));
    }
    await annotate(JSON.stringify({ posts: last, onX: upstreams.times.length, returns, resumed }));
  },
  240_000 + 20_000 * rounds,
);
