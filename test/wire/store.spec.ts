import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../src/model/index.ts';
import { addressOf, exitOf, launch, runProgram } from '../support/program.ts';
import { WireClient } from '../support/wire-client.ts';

let folder: string;
let path: string;
let running: ChildProcessWithoutNullStreams[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  path = join(folder, 'store.db');
  running = [];
});
afterEach(async () => {
  for (const child of running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL');
    await exitOf(child);
  }
  rmSync(folder, { recursive: true });
});

/** A process starts as slowly as the machine is busy. */
const patient = { timeout: 15_000 };
const hour = 3_600_000;
const start = Math.floor(Date.now() / hour - 1) * hour;
const lines = Array.from({ length: 50 }, (_, index) => {
  const createdAt = new Date(start + index * 7_000).toISOString();
  return JSON.stringify({ id: `p${index}`, text: `pizza is ${index % 2 === 0 ? 'great' : 'awful'}`, createdAt });
});

/** A server that reads standard input, and a client that tracks pizza. */
async function serve(store: string) {
  const child = launch('serve', '--port', '0', '--source', 'stdin', '--quiet', '0ms', '--store', store);
  running.push(child);
  child.stdin.on('error', () => undefined);
  const url = await addressOf(child);
  const client = await WireClient.open(url);
  client.track('pizza');
  await client.settled();
  const get = async (asked: string): Promise<Readonly<Record<string, unknown>>> => {
    const answer: unknown = await (await fetch(`${url}${asked}`)).json();
    return isRecord(answer) ? answer : {};
  };
  const listOf = async (asked: string, name: string): Promise<readonly unknown[]> => {
    const { [name]: list } = await get(asked);
    return [list ?? []].flat();
  };
  return { child, client, get, listOf, write: (some: readonly string[]) => child.stdin.write(`${some.join('\n')}\n`) };
}

const history = `/v1/history?query=pizza&from=${start}&to=${start + hour}&step=60000`;
const postsOf = (buckets: readonly unknown[]): number =>
  buckets.reduce<number>((sum, bucket) => sum + (isRecord(bucket) ? Number(bucket['posts']) : 0), 0);

describe('the store of a server', () => {
  it('holds what came before the server was killed, and counts once what comes again', async () => {
    const first = await serve(`sqlite:${path}`);
    first.write(lines.slice(0, 30));
    await expect.poll(async () => postsOf(await first.listOf(history, 'buckets')), patient).toBe(30);
    first.child.kill('SIGKILL');
    await exitOf(first.child);

    const second = await serve(`sqlite:${path}`);
    expect(postsOf(await second.listOf(history, 'buckets'))).toBe(30);
    second.write(lines.slice(20));
    await expect.poll(async () => postsOf(await second.listOf(history, 'buckets')), patient).toBe(50);
    const posts = await second.listOf('/v1/posts?query=PIZZA&limit=1000', 'posts');
    expect(posts.map((post) => (isRecord(post) ? post['id'] : undefined))).toEqual(
      lines.map((_, index) => `p${lines.length - 1 - index}`),
    );
    second.child.kill('SIGTERM');
    expect(await exitOf(second.child)).toEqual([0, null]);
  });

  it('takes posts without an id for new ones in each run', async () => {
    const plain = `/v1/posts?query=pizza`;
    const first = await serve(`sqlite:${path}`);
    first.write(['{"text":"pizza one"}']);
    await expect.poll(async () => (await first.listOf(plain, 'posts')).length, patient).toBe(1);
    first.child.kill('SIGKILL');
    await exitOf(first.child);
    const second = await serve(`sqlite:${path}`);
    second.write(['{"text":"pizza two"}']);
    await expect.poll(async () => (await second.listOf(plain, 'posts')).length, patient).toBe(2);
  });

  it('has everything when the server drains', async () => {
    const first = await serve(`sqlite:${path}`);
    first.write(lines);
    let received = 0;
    while (received < lines.length) {
      await first.client.next();
      received += 1;
    }
    first.child.kill('SIGTERM');
    expect(await exitOf(first.child)).toEqual([0, null]);
    const second = await serve(`sqlite:${path}`);
    expect(postsOf(await second.listOf(history, 'buckets'))).toBe(50);
  });

  it('may be away: posts are delivered, /ready says so, and reading fails with a sentence', async () => {
    const server = await serve('postgres://127.0.0.1:1/undertone');
    server.write(lines.slice(0, 1));
    expect(await server.client.next()).toEqual({ polarityIndex: 0, hashtags: {} });
    await expect
      .poll(() => server.get('/ready'), patient)
      .toMatchObject({ status: 'ready', warnings: [expect.stringContaining('The store fails: ')] });
    expect(await server.get('/v1/posts?query=pizza')).toMatchObject({ error: { code: 'store_failed' } });
  });

  it('ends the start when a newer program has written it', async () => {
    const first = await serve(`sqlite:${path}`);
    await first.listOf(history, 'buckets');
    first.child.kill('SIGTERM');
    await exitOf(first.child);
    const database = new DatabaseSync(path);
    database.exec('update undertone_meta set version = 99');
    database.close();
    const { code, stderr } = await runProgram(['serve', '--port', '0', '--store', `sqlite:${path}`]);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^undertone: The store has version 99, .* --store\.$/);
  });

  it('is refused with a sentence and exit code 2 when it is none', async () => {
    const { code, stdout, stderr } = await runProgram(['serve', '--store', 'mysql://host/db']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^undertone: --store .*: use sqlite:PATH, .*\.\n$/);
  });
});
