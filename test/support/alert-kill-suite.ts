import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord, parseJson } from '../../src/model/index.ts';
import { HookReceiver, type ReceivedHook } from './fakes/hook-receiver.ts';
import { seeded } from './random.ts';
import type { StorePlace } from './store-place.ts';

const childPath = new URL('alert-child.ts', import.meta.url).pathname;
const kills = 20;
/** Each alert is on a topic of its own and goes to two receivers; in each such lane, a failure holds up what is behind it. */
const alerts = 8;
const postsPerRun = 6;
/** A failed attempt is repeated after 5 s, and one that failed again after 10 s: with more, the test would take long. */
const failuresPerDelivery = 2;
/** An answer that came this long before a kill has been committed, by contract. */
const committedMs = 1_000;
/** No program connects so soon after its start. */
const lateMs = 200;

const deliveryOf = ({ id, path }: ReceivedHook): string => `${id} ${path}`;
/** Names a delivery without its id: by the post that it is about. */
const subjectOf = ({ path, body }: ReceivedHook): string => `${path} ${JSON.stringify(body['why'])}`;

/** What alerts promise whose programs are killed while they fire. `programs` share a store. */
export function describeAlertKills(name: string, makePlace: () => Promise<StorePlace>, programs = 1): void {
  describe(`alerts with ${name}, whose program is killed ${kills} times`, () => {
    let place: StorePlace;
    let receiver: HookReceiver;
    let file: string;
    let running: Running[];
    beforeEach(async () => {
      [place, receiver] = await Promise.all([makePlace(), HookReceiver.start()]);
      running = [];
      file = join(mkdtempSync(join(tmpdir(), 'undertone-')), 'alerts.json');
      const to = (path: string) => ({ type: 'webhook', url: `${receiver.url}${path}`, secret: 'env:HOOK_SECRET' });
      const specs = Array.from({ length: alerts }, (_, index) => ({
        ...{ name: `alert ${index}`, query: `topic${index}`, when: { type: 'post' } },
        to: [to(`/a${index}`), to(`/b${index}`)],
      }));
      writeFileSync(file, JSON.stringify({ alerts: specs }));
    });
    afterEach(async () => {
      await Promise.all(running.map(({ kill }) => kill()));
      await Promise.all([place.remove(), receiver.close()]);
      rmSync(join(file, '..'), { recursive: true });
    });

    const start = async (): Promise<Running> => {
      const started = await run(place, file, receiver.secret);
      running = [...running, started].slice(-programs);
      return started;
    };

    it(
      'arrive if they were committed, under one id, though receivers fail at random',
      { timeout: 300_000 },
      async () => {
        const random = seeded(18);
        receiver.verdict = failing(random);
        const killed: { readonly at: number; readonly goneAt: number }[] = [];
        const end = async ({ kill }: Running): Promise<void> => {
          const at = Date.now();
          await kill();
          killed.push({ at, goneAt: Date.now() });
        };
        let fired = 0;
        for (let kill = 0; kill < kills; kill += 1) {
          const [oldest] = running.length < programs ? [] : running;
          if (oldest !== undefined) await end(oldest);
          const { sums, send } = await start();
          const { fired: before, delivered, pending, failed } = sums();
          expect(before).toBeGreaterThanOrEqual(fired);
          expect(delivered + pending + failed).toBe(before);
          for (let count = 0; count < postsPerRun; count += 1) {
            send(`topic${Math.floor(random() * alerts)} is new`);
            if (count === 0) await expect.poll(() => sums().fired, patient).toBeGreaterThan(before);
            else await sleep(20 * random());
          }
          // After every fourth run, what has come by now is committed.
          await sleep(kill % 4 === 3 ? committedMs + 200 : 60 * random());
          fired = sums().fired;
        }
        for (const program of running) await end(program);
        receiver.verdict = () => 204;
        const { sums } = await start();
        await expect.poll(() => sums().pending, patient).toBe(0);
        expect(sums()).toMatchObject({ delivered: sums().fired, failed: 0 });
        expect(sums().fired).toBeGreaterThanOrEqual(2 * kills);

        const { hooks } = receiver;
        expect(receiver.faults).toEqual([]);
        const accepted = hooks.filter(({ status }) => status === 204);
        expect(new Set(accepted.map(deliveryOf)).size).toBe(sums().fired);
        expect(new Set(hooks.map(deliveryOf)).size).toBe(sums().fired);
        expect(new Set(hooks.map(subjectOf)).size).toBe(sums().fired);
        // A request that was in a socket when its program was killed may be answered a little later.
        const isSafe = ({ answeredAt = Infinity }: ReceivedHook): boolean =>
          killed.every(({ at, goneAt }) => answeredAt <= at - committedMs || answeredAt > goneAt + lateMs);
        const safe = accepted.filter(isSafe);
        const lasts = new Map(hooks.map((hook) => [deliveryOf(hook), hook]));
        expect(safe.filter((hook) => lasts.get(deliveryOf(hook)) !== hook)).toEqual([]);
        // The test would say nothing if these were few.
        expect(safe.length).toBeGreaterThan(10);
        expect(hooks.length - accepted.length).toBeGreaterThan(10);
      },
    );
  });
}

const patient = { timeout: 60_000 };

interface Running {
  /** The sums of the ledgers, as the program printed them last. */
  readonly sums: () => Readonly<Record<'fired' | 'delivered' | 'pending' | 'failed', number>>;
  readonly send: (text: string) => void;
  readonly kill: () => Promise<void>;
}

/** Starts the program; resolves once it has read its ledgers and its queries are live. */
async function run({ spec }: StorePlace, file: string, secret: string): Promise<Running> {
  const store = spec.kind === 'sqlite' ? `--sqlite=${spec.path}` : `--postgres=${spec.url}`;
  const child = spawn(process.execPath, [childPath, store, `--alerts=${file}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, HOOK_SECRET: `whsec_${secret}` },
  });
  const exited = once(child, 'exit');
  child.stdin.on('error', () => undefined);
  let sums = { fired: NaN, delivered: NaN, pending: NaN, failed: NaN };
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const printed = parseJson(line);
    const figure = (name: string): number => Number(isRecord(printed) ? printed[name] : NaN);
    sums = {
      ...{ fired: figure('fired'), delivered: figure('delivered') },
      ...{ pending: figure('pending'), failed: figure('failed') },
    };
  });
  await once(lines, 'line');
  return {
    sums: () => sums,
    send: (text) => {
      child.stdin.write(`${text}\n`);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Lets a quarter of the attempts fail, in several ways. */
function failing(random: () => number): HookReceiver['verdict'] {
  const failed = new Map<string, number>();
  return ({ id, path }) => {
    const failures = failed.get(`${id} ${path}`) ?? 0;
    if (random() >= 0.25 || failures >= failuresPerDelivery) return 204;
    failed.set(`${id} ${path}`, failures + 1);
    return [500, 302, undefined][Math.floor(random() * 3)];
  };
}
