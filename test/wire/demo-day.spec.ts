import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isRecord, polarityIndexOf, postToWire, type Post } from '../../src/model/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import { scorePost } from '../../src/sentiment/index.ts';
import { demoDay } from '../support/demo-day.ts';
import { answers } from '../support/naive-query.ts';
import { addressOf, exitOf, launch } from '../support/program.ts';
import { WireClient } from '../support/wire-client.ts';

const stepMs = 10_000;
const end = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const start = end - 86_400_000;
const day = demoDay({ posts: 6_000, end, seed: 7 });
const query = 'the, a -is:reply';
const wanted = day.filter((post) => (post.lang ?? 'en') === 'en' && answers(parseQuery(query).root, post));

let folder: string;
let children: ChildProcessWithoutNullStreams[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  children = [];
  writeFileSync(join(folder, 'day.ndjson'), day.map((post) => `${JSON.stringify(postToWire(post))}\n`).join(''));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A server that plays the day in seconds with several workers, and a client that tracks. */
async function serve() {
  const source = `file:${join(folder, 'day.ndjson')}?speed=12000`;
  const store = `sqlite:${join(folder, 'store.db')}`;
  const child = launch(
    'serve',
    '--port',
    '0',
    '--source',
    source,
    '--store',
    store,
    '--quiet',
    '0ms',
    '--workers',
    '3',
  );
  children.push(child);
  const url = await addressOf(child);
  const client = await WireClient.open(url);
  client.track(query);
  return {
    receive: async (results: number): Promise<void> => {
      for (let received = 0; received < results; received += 1) await client.next();
    },
    history: async (): Promise<readonly unknown[]> => {
      const asked = `query=${encodeURIComponent(query)}&from=${start}&to=${end}&step=${stepMs}`;
      const answer: unknown = await (await fetch(`${url}/v1/history?${asked}`)).json();
      const buckets = [isRecord(answer) ? (answer['buckets'] ?? []) : []].flat();
      // Covered buckets without posts are there too.
      return buckets.filter((bucket: unknown) => isRecord(bucket) && bucket['posts'] !== 0);
    },
    end: async (): Promise<void> => {
      child.kill('SIGTERM');
      expect(await exitOf(child)).toEqual([0, null]);
    },
  };
}

/** What history has to be, counted from the posts themselves. */
function recount(posts: readonly Post[]) {
  const buckets = new Map<number, readonly number[]>();
  for (const { at, text } of posts) {
    const bucket = Math.floor(at / stepMs) * stepMs;
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), scorePost(text, []).score.compound]);
  }
  return Array.from(buckets, ([at, compounds]) => {
    const count = (polarity: number): number => compounds.filter((each) => polarityIndexOf(each) === polarity).length;
    const mean: unknown = expect.closeTo(compounds.reduce((sum, each) => sum + each, 0) / compounds.length, 5);
    return {
      ...{ at, posts: compounds.length, positive: count(0), negative: count(1), neutral: count(2), unscored: 0 },
      meanCompound: mean,
    };
  });
}

it('a day of the demo source, stopped in the middle and started again, leaves a history without hole or double', async () => {
  expect(wanted.length).toBeGreaterThan(1_000);
  const first = await serve();
  await first.receive(wanted.length / 4);
  await first.end();

  const second = await serve();
  const before = await second.history();
  const all = recount(wanted);
  expect(before.length).toBeGreaterThan(0);
  expect(before.length).toBeLessThan(all.length);
  await second.receive(wanted.length);
  const history = await second.history();
  expect(history).toHaveLength(all.length);
  expect(history).toMatchObject(all);
  await second.end();
}, 60_000);
