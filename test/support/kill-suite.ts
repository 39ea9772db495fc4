import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bucketStepMs } from '../../src/model/index.ts';
import { openStore } from './open-store.ts';
import type { StorePlace } from './store-place.ts';

const child = new URL('store-child.ts', import.meta.url).pathname;
const kills = 20;
/** Posts that each start comes with again, as a source does that reads on from a cursor. */
const overlap = 50;

/** What a store promises whose program is killed while it writes. */
export function describeKills(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${name}, whose program is killed ${kills} times while it writes`, () => {
    let place: StorePlace;
    beforeEach(async () => {
      place = await makePlace();
    });
    afterEach(() => place.remove());

    it('holds all that was acknowledged, and nothing twice', { timeout: 300_000 }, async () => {
      const at = Math.floor(Date.now() / 86_400_000) * 86_400_000;
      let acknowledged = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        acknowledged = await writeUntilKilled(place, Math.max(0, acknowledged - overlap), { at, acks: 1 + (kill % 7) });
      }
      const { store, end } = openStore({ spec: place.spec });
      const ask = { query: 'pizza', from: 0, to: 2 * at };
      const ids: number[] = [];
      for await (const page of store.exported(ask)) ids.push(...page.map(({ post }) => Number(post.id)));
      expect(ids.length).toBeGreaterThanOrEqual(acknowledged);
      expect(ids).toEqual(ids.map((_, index) => index));
      for (const step of [bucketStepMs, 60_000, 3_600_000]) {
        const counts = (await store.buckets({ ...ask, step })).map(({ posts }) => posts);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ids.length);
      }
      await end();
    });
  });
}

/** Returns the number of posts that were acknowledged before the kill, which comes after some acknowledgements. */
async function writeUntilKilled(
  { spec }: StorePlace,
  from: number,
  { at, acks }: Readonly<Record<'at' | 'acks', number>>,
) {
  const store = spec.kind === 'sqlite' ? `--sqlite=${spec.path}` : `--postgres=${spec.url}`;
  const writer = spawn(process.execPath, [child, store, `--from=${from}`, `--at=${at}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(writer, 'exit');
  let acknowledged = from;
  let reports = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged = Number(line);
    reports += 1;
    if (reports === acks) writer.kill('SIGKILL');
  }
  await exit;
  return acknowledged;
}
