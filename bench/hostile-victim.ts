import { setTimeout as pause } from 'node:timers/promises';
import { isRecord } from '../src/model/index.ts';
import { WireClient } from '../test/support/wire-client.ts';

const query = 'pizza OR coffee OR music';
const hourMs = 3_600_000;

/** The figures of a client over a stretch of time. */
export interface Stretch {
  readonly posts: number;
  /** The time from a post's creation to its arrival here, in ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The 99th percentile of the time that `GET /health` takes, in ms. */
  readonly healthP99Ms: number;
  /** The most memory of the server, in MiB. */
  readonly memoryMiB: number;
}

/** A client that tracks a query, beside health checks and a scraper. */
export interface Victim {
  /** Watches for some time. */
  readonly watch: (seconds: number) => Promise<Stretch>;
  /** Ends, and returns the results that it lost: those that never came, and those that are not in the history. */
  readonly end: () => Promise<{ readonly lost: number; readonly unstored: number }>;
}

/** `memoryMiB` returns the server's resident memory. */
export async function createVictim(url: string, memoryMiB: () => number): Promise<Victim> {
  const client = await WireClient.openV1(url);
  client.socket.removeAllListeners('message');
  let ages: number[] = [];
  let firstSeq: number | undefined;
  let lastSeq = 0;
  let received = 0;
  client.socket.on('message', (data: Buffer) => {
    const frame: unknown = JSON.parse(data.toString());
    if (!isRecord(frame) || frame['type'] !== 'post') return;
    ages.push(Date.now() - Number(frame['at']));
    lastSeq = Number(frame['seq']);
    firstSeq ??= lastSeq;
    received += 1;
  });
  client.sendMessage({ type: 'track', id: 'a', query });
  return {
    watch: async (seconds) => {
      ages = [];
      const health: number[] = [];
      const memory: number[] = [];
      const until = Date.now() + seconds * 1_000;
      const checks = every(200, until, async () => {
        const before = performance.now();
        await get(`${url}/health`).catch(() => undefined);
        health.push(performance.now() - before);
      });
      const scrapes = every(1_000, until, async () => {
        memory.push(memoryMiB());
        await get(`${url}/metrics`);
      });
      await Promise.all([checks, scrapes]);
      const at = (share: number): number => percentile(ages, share);
      return {
        posts: ages.length,
        p50Ms: at(0.5),
        p99Ms: at(0.99),
        healthP99Ms: percentile(health, 0.99),
        memoryMiB: Math.max(...memory),
      };
    },
    end: async () => {
      // Some posts are on their way, and some wait to be written, perhaps behind the results of an attack.
      await pause(2_500);
      const [first, last, wanted] = [firstSeq ?? 0, lastSeq, received];
      let stored = 0;
      const until = Date.now() + storingMs;
      while (stored < wanted && Date.now() < until) {
        // The server may still have connections of the attack to accept.
        stored = await countStored(url).catch(() => stored);
        await pause(500);
      }
      client.socket.terminate();
      return { lost: last - first + 1 - wanted, unstored: Math.max(0, wanted - stored) };
    },
  };
}

/** The time in which all results must be in the history, and in which other requests must be answered, in ms. */
const storingMs = 120_000;
const timeoutMs = 10_000;

async function get(url: string, ms = timeoutMs): Promise<string> {
  return (await fetch(url, { signal: AbortSignal.timeout(ms) })).text();
}

/** The posts on the query in the history. */
async function countStored(url: string): Promise<number> {
  const from = Math.floor(Date.now() / hourMs - 2) * hourMs;
  const history = `/v1/history?query=${encodeURIComponent(query)}&from=${from}&step=${hourMs}`;
  const answer: unknown = JSON.parse(await get(`${url}${history}`, storingMs));
  const buckets = isRecord(answer) && Array.isArray(answer['buckets']) ? answer['buckets'] : [];
  return buckets.reduce<number>((sum, each) => sum + (isRecord(each) ? Number(each['posts']) : 0), 0);
}

/** Runs some work at intervals until a time. Work that takes longer delays the next, and its failures are waited for. */
async function every(ms: number, until: number, work: () => Promise<void>): Promise<void> {
  while (Date.now() < until) {
    const due = pause(ms);
    await work().catch(() => undefined);
    await due;
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((sorted.length - 1) * share)] ?? NaN;
}
