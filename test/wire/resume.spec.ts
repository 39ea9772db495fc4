import { expect, it } from 'vitest';
import { isRecord } from '../../src/model/index.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { seeded } from '../support/random.ts';
import { WireClient } from '../support/wire-client.ts';

const clients = 4;
const disconnects = 250;
const posts = 50_000;

/** The posts that a client received over all of its sessions. A post's number is also its time. */
interface Record {
  readonly got: number[];
  /** The beginning of each gap. The posts from then up to the next received one are missed. */
  readonly gaps: number[];
}

const lastOf = ({ got }: Record): number => got.at(-1) ?? 0;

/** Connects, resumes, reads for a while and disconnects, repeatedly. The last session reads to the end. */
async function live(engine: Engine, random: () => number, record: Record): Promise<void> {
  let resume: unknown;
  for (let session = 0; session <= disconnects; session += 1) {
    const client = await WireClient.openV1(engine.url);
    client.sendMessage({ type: 'track', id: 'a', query: 'pizza', ...(resume === undefined ? {} : { resume }) });
    const patience = session === disconnects ? Infinity : Math.floor(random() * 250);
    for (let read = 0; read < patience && lastOf(record) < posts;) {
      const frame = await client.next();
      if (!isRecord(frame)) throw new Error('A frame is an object.');
      const { type, at, from, resume: token } = frame;
      if (type === 'gap') record.gaps.push(Number(from));
      if (typeof token === 'string') resume = token;
      if (type !== 'post') continue;
      record.got.push(Number(at));
      read += 1;
    }
    if (random() < 0.5) client.socket.terminate();
    else void client.close();
    // Some clients stay away for longer than the buffer reaches back.
    if (random() < 0.02) await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

it(`in ${clients * disconnects} breaks each of ${posts} posts comes once, or lies in a reported gap`, async () => {
  const random = seeded(6);
  const engine = await startEngine({
    outbox: { maxFrames: 1_000_000, maxBytes: 1_000_000_000 },
    limits: { maxResumeResults: 300, maxRecentPosts: 0 },
  });
  const records = Array.from({ length: clients }, (): Record => ({ got: [], gaps: [] }));
  const lives = Promise.all(records.map((record, index) => live(engine, seeded(index), record)));
  await engine.opened;
  // A client that misses the end of the buffer needs one more post to see where it is, so posts go on until all are there.
  for (let post = 1; post <= posts || records.some((record) => lastOf(record) < posts); post += 1) {
    engine.emit({ type: 'post', post: { id: String(post), source: 'test', text: 'pizza', at: post } });
    if (post > posts || random() < 0.02) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await lives;
  for (const { got, gaps } of records) {
    const reported = new Set(gaps);
    const holes = got.filter((number, index) => index > 0 && number !== (got[index - 1] ?? 0) + 1);
    expect(got).toEqual(got.toSorted((a, b) => a - b));
    expect(new Set(got).size).toBe(got.length);
    expect(got.at(-1)).toBeGreaterThanOrEqual(posts);
    // Each hole begins where a gap was reported to begin, and there are no others.
    const before = new Map(got.map((number, index) => [number, got[index - 1] ?? 0]));
    for (const number of holes) expect(reported).toContain(before.get(number));
    expect(got.length).toBeGreaterThan(posts / 20);
  }
  await engine.stop();
}, 180_000);
