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
import { SchedulingLag } from './scheduling-lag.ts';
import type { StorePlace } from './store-place.ts';

const childPath = new URL('alert-child.ts', import.meta.url).pathname;
const kills = 20;
/** Each alert is on a topic of its own and goes to two receivers; in each such lane, a failure holds up what is behind it. */
const alerts = 8;
const postsPerRun = 6;
/** A failed attempt is repeated after 5 s, and one that failed again after 10 s: with more, the test would take long. */
const failuresPerDelivery = 2;
/** An answer that was written this long before a kill has been committed, by contract. */
const committedMs = 1_000;

const deliveryOf = ({ id, path }: Pick<ReceivedHook, 'id' | 'path'>): string => `${id} ${path}`;
/** Names a delivery without its id: by the post that it is about. */
const subjectOf = ({ path, body }: ReceivedHook): string => `${path} ${JSON.stringify(body['why'])}`;

/** What alerts promise whose programs are killed while they fire. `programs` share a store. */
export function describeAlertKills(name: string, makePlace: () => Promise<StorePlace>, programs = 1): void {
  describe(`alerts with ${name}, whose program is killed ${kills} times`, () => {
    let place: StorePlace;
    let receiver: HookReceiver;
    let file: string;
    let running: Running[];
    let started: number;
    let lag: SchedulingLag;
    beforeEach(async () => {
      lag = new SchedulingLag();
      started = 0;
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
      lag.stop();
      await Promise.all(running.map(({ kill }) => kill()));
      await Promise.all([place.remove(), receiver.close()]);
      rmSync(join(file, '..'), { recursive: true });
    });

    const start = async (): Promise<Running> => {
      started += 1;
      const program = await run(place, { number: started, file, secret: receiver.secret });
      running = [...running, program].slice(-programs);
      return program;
    };

    it(
      'arrive if they were committed, under one id, though receivers fail at random',
      { timeout: 300_000 },
      async ({ annotate }) => {
        const random = seeded(18);
        receiver.verdict = failing(random);
        const { hooks } = receiver;
        /** The times at which runs were killed, by their numbers. */
        const killedAt = new Map<number, number>();
        const end = async ({ number, kill }: Running): Promise<void> => {
          killedAt.set(number, Date.now());
          await kill();
        };
        /** Returns how long before the kill of its sender a webhook was answered, in ms; less than 0 if after it. */
        const leadOf = ({ query, answeredAt = Infinity }: ReceivedHook): number =>
          (killedAt.get(Number(query)) ?? Infinity) - answeredAt;
        /** A busy machine needs longer to commit what it is told. */
        const allowedMs = ({ query }: ReceivedHook): number => {
          const at = killedAt.get(Number(query)) ?? Infinity;
          return committedMs * lag.factor(at - 2 * committedMs, at);
        };
        /** Those that were accepted so long before their sender was killed that they must not come again. */
        const safe = (): readonly ReceivedHook[] =>
          hooks.filter((hook) => hook.status === 204 && leadOf(hook) >= allowedMs(hook));
        let fired = 0;
        for (let kill = 0; kill < kills; kill += 1) {
          const [oldest] = running.length < programs ? [] : running;
          if (oldest !== undefined) await end(oldest);
          const delivered = new Set(safe().map(deliveryOf)).size;
          const { sums, send } = await start();
          const before = sums();
          expect(before.fired).toBeGreaterThanOrEqual(fired);
          expect(before.delivered + before.pending + before.failed).toBe(before.fired);
          expect(before.delivered).toBeGreaterThanOrEqual(delivered);
          for (let count = 0; count < postsPerRun; count += 1) {
            send(`topic${Math.floor(random() * alerts)} is new`);
            if (count === 0) await expect.poll(() => sums().fired, patient).toBeGreaterThan(before.fired);
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

        expect(receiver.faults).toEqual([]);
        const accepted = hooks.filter(({ status }) => status === 204);
        expect(new Set(accepted.map(deliveryOf)).size).toBe(sums().fired);
        expect(new Set(hooks.map(deliveryOf)).size).toBe(sums().fired);
        // Each repeat, for whatever reason, has the same id.
        const idsOf = Map.groupBy(hooks, subjectOf);
        for (const again of idsOf.values()) expect(new Set(again.map(({ id }) => id)).size).toBe(1);
        expect(idsOf.size).toBe(sums().fired);

        const repeats = accepted.flatMap((first) => {
          const next = hooks.slice(hooks.indexOf(first) + 1).find((hook) => deliveryOf(hook) === deliveryOf(first));
          return next === undefined ? [] : [{ first, next }];
        });
        // Only a kill excuses one: of the program that had the answer, and before it can have committed that.
        const wrong = repeats.filter(
          ({ first, next }) =>
            first.query === next.query ||
            next.receivedAt < (killedAt.get(Number(first.query)) ?? Infinity) ||
            leadOf(first) >= allowedMs(first),
        );
        expect(wrong).toEqual([]);
        const leads = repeats.map(({ first }) => leadOf(first)).toSorted((a, b) => a - b);
        await annotate(JSON.stringify({ fired, came: hooks.length, safe: safe().length, leadsOfRepeats: leads }));
        // The test would say nothing if these were few.
        expect(safe().length).toBeGreaterThan(10);
        expect(hooks.length - accepted.length).toBeGreaterThan(10);
      },
    );
  });
}

const patient = { timeout: 60_000 };

interface Running {
  readonly number: number;
  /** The sums of the ledgers, as the program printed them last. */
  readonly sums: () => Readonly<Record<'fired' | 'delivered' | 'pending' | 'failed', number>>;
  readonly send: (text: string) => void;
  readonly kill: () => Promise<void>;
}

interface RunOptions {
  readonly number: number;
  /** The path of the file of alerts. */
  readonly file: string;
  readonly secret: string;
}

/** Starts the program; resolves once it has read its ledgers and its queries are live. */
async function run({ spec }: StorePlace, { number, file, secret }: RunOptions): Promise<Running> {
  const store = spec.kind === 'sqlite' ? `--sqlite=${spec.path}` : `--postgres=${spec.url}`;
  const child = spawn(process.execPath, [childPath, store, `--alerts=${file}`, `--run=${number}`], {
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
    number,
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
  return (hook) => {
    const failures = failed.get(deliveryOf(hook)) ?? 0;
    if (random() >= 0.25 || failures >= failuresPerDelivery) return 204;
    failed.set(deliveryOf(hook), failures + 1);
    return [500, 302, undefined][Math.floor(random() * 3)];
  };
}
