import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { namesOf } from '../../src/cluster/index.ts';
import { planFaults, type Victim } from '../support/cluster-faults.ts';
import { ClusterNode } from '../support/cluster-node.ts';
import { FakeJetstream } from '../support/fakes/jetstream.ts';
import { FakeX } from '../support/fakes/x.ts';
import { healingsOf, summaryOf, type Arrival, type Fault } from '../support/healing.ts';
import { MovingClient } from '../support/moving-client.ts';
import { NatsServers } from '../support/nats-servers.ts';
import { seeded } from '../support/random.ts';
import { SchedulingLag } from '../support/scheduling-lag.ts';

const seed = Number(process.env['KILLS_SEED'] ?? 1);
/** One fault every 5 s; 24 are two minutes. */
const rounds = Number(process.env['KILLS_ROUNDS'] ?? 24);

const { stream } = namesOf('undertone');

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
  /** The times of the posts on X, by their numbers from 0 on, in epoch ms. */
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
    this.bluesky.post(`pizza ${this.count}`, { langs: ['en'] });
    if (this.count % 2 === 1) return;
    this.x.post(`X: pizza ${this.times.length}`);
    this.times.push(Date.now());
  }
}

/** Returns the sources that a node leads. */
async function ledBy({ url }: ClusterNode): Promise<readonly string[]> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  const text = (await answer?.text()) ?? '';
  return Array.from(text.matchAll(/^undertone_log_leader\{source="(\w+)"\} 1$/gm), ([, source = '']) => source);
}

/** Returns which node leads the source of a fault; -1 for none. */
async function victimAmong(nodes: readonly ClusterNode[], victim: Victim): Promise<number> {
  const leads = await Promise.all(nodes.map(ledBy));
  return leads.findIndex((led) => led.some((source) => victim === `leader of ${source}`));
}

const isOnX = (text: string): boolean => text.startsWith('X:');
const numberIn = (text: string): number => Number(text.split(' ').at(-1));

const numbersOf = (texts: readonly string[], isX: boolean): readonly number[] =>
  texts.filter((text) => isOnX(text) === isX).map(numberIn);

/** Returns the posts of a source that came to a client. */
const arrivalsOf = ({ texts, arrivals }: MovingClient, isX: boolean): readonly Arrival[] =>
  texts.flatMap((text, index) => (isOnX(text) === isX ? { number: numberIn(text), at: arrivals[index] ?? NaN } : []));

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
    const random = seeded(seed);
    const lag = new SchedulingLag();
    ends.push(() => {
      lag.stop();
    });
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
      () => new MovingClient('pizza', () => gateways[Math.floor(random() * gateways.length)]?.url ?? ''),
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
    const faults: Fault[] = [];
    for (const { kind, victim, choice } of planFaults(rounds, seed)) {
      const among = victim === 'gateway' ? gateways : ingests;
      // X has none for 15 s after its last one was lost.
      if (victim === 'leader of bluesky' || victim === 'leader of x')
        await expect.poll(() => victimAmong(ingests, victim)).toBeGreaterThanOrEqual(0);
      await sleep(5_000);
      if (victim === 'server' || victim === 'leader of the log') {
        const isLeader = victim === 'leader of the log';
        const server = isLeader ? await servers.leaderOf(stream) : Math.floor(choice * servers.urls.length);
        faults.push({ kind, victim, at: Date.now(), led: [] });
        await servers.kill(server);
        await sleep(3_000);
        await servers.run(server);
        continue;
      }
      const leader = await victimAmong(ingests, victim);
      const node = among[leader === -1 ? Math.floor(choice * among.length) : leader];
      const led = node === undefined ? [] : await ledBy(node);
      faults.push({ kind, victim, at: Date.now(), led });
      await node?.disturb(kind);
      if (kind === 'cut') for (const client of clients) if (random() < 1 / 3) client.cut();
    }
    await sleep(2_000);
    // A leader of X that was lost is followed by another after 15 s, with the gap.
    const healing = Date.now();
    const hasX = ({ texts }: MovingClient): boolean =>
      (upstreams.times[numbersOf(texts, true).at(-1) ?? -1] ?? 0) > healing;
    await expect.poll(() => clients.every(hasX), { interval: 500 }).toBe(true);
    clearInterval(posting);
    const last = upstreams.count;
    const isDone = (): boolean => clients.every(({ texts }) => numbersOf(texts, false).at(-1) === last);
    await expect.poll(isDone, { interval: 500 }).toBe(true);
    await expect.poll(() => clients.every(({ isLive }) => isLive), { interval: 500 }).toBe(true);
    const healings = ['bluesky', 'x'].flatMap((source) => {
      const arrivals = clients.map((client) => arrivalsOf(client, source === 'x'));
      return healingsOf({ faults, source, arrivals });
    });
    for (const { fault, source, silence, ms, limitMs } of healings) {
      const factor = lag.factor(silence.from, silence.to).toFixed(2);
      await annotate(`${fault.kind} ${fault.victim}: ${source} ${ms} ms, limit ${limitMs} ms, machine ${factor}`);
    }
    const gapsOfX = clients.flatMap(({ gaps }) => gaps.filter(({ source }) => source === 'x'));
    const longest = gapsOfX.reduce((most, { from, to }) => Math.max(most, to - from), 0);
    await annotate(`The longest gap of X: ${longest} ms`);
    for (const { texts, gaps } of clients) {
      const numbers = numbersOf(texts, false);
      expect(gaps.filter(({ source }) => source !== 'x')).toEqual([]);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => (numbers[0] ?? 0) + index));
      const onX = numbersOf(texts, true);
      expect(new Set(onX).size).toBe(onX.length);
      const known = new Set(onX);
      const missed = upstreams.times.flatMap((at, number) => {
        const isTold = gaps.some(({ from, to }) => from <= at && at <= to);
        if (number <= Math.min(...onX) || known.has(number) || isTold) return [];
        const others = clients.filter((client) => numbersOf(client.texts, true).includes(number)).length;
        return { at, number, others };
      });
      if (missed.length > 0) await annotate(JSON.stringify({ missed, gaps, faults }));
      expect(missed).toEqual([]);
    }
    const [returns, resumed] = (['returns', 'resumed'] as const).map((name) =>
      clients.reduce((sum, client) => sum + client[name], 0),
    );
    const kills = faults.filter(({ kind }) => kind === 'kill').length;
    const counts = { faults: faults.length, kills, returns, resumed, posts: last, onX: upstreams.times.length };
    process.stdout.write(`${JSON.stringify({ ...counts, ...summaryOf(healings) })}\n`);
    // A machine that is busy with other things is allowed more, by as much as it lets a timer wait.
    const tooLong = healings.filter(({ silence, ms, limitMs }) => ms > limitMs * lag.factor(silence.from, silence.to));
    expect(tooLong).toEqual([]);
    const killed = healings.filter(({ fault }) => fault.kind === 'kill' && fault.led.length > 0);
    expect(new Set(killed.map(({ source }) => source))).toEqual(new Set(['bluesky', 'x']));
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
  },
  240_000 + 20_000 * rounds,
);
