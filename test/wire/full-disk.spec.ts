import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord, isStringList } from '../../src/model/index.ts';
import { WireClient } from '../support/wire-client.ts';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const shell = ['serve', '--source', 'stdin', '--data-folder', 'none', '--drain', '500ms'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Starts a server with `stderr` as its standard error. */
async function start(stderr: number | 'pipe', ...args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...shell, '--port', '0', ...args], { stdio: ['pipe', 'pipe', stderr] });
  if (child.stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^listening on (http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error('the server ended before it listened');
}

async function connectOften(url: string, times: number): Promise<void> {
  const connect = async (): Promise<void> => {
    const client = await WireClient.open(url);
    await client.close();
  };
  for (let each = 0; each < times; each += 50) await Promise.all(Array.from({ length: 50 }, connect));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function statusOf(child: ChildProcess): Promise<unknown> {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
  return child.exitCode;
}

async function figureIn(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

async function warningsOf(url: string): Promise<readonly string[]> {
  const body: unknown = await (await fetch(`${url}/ready`)).json();
  return isRecord(body) && isStringList(body['warnings']) ? body['warnings'] : [];
}

describe('a server whose log can’t be written', () => {
  it('goes on, counts the lines that are lost, and ends in order', async () => {
    const full = openSync('/dev/full', 'w');
    const { child, url } = await start(full, '--log-level', 'trace,delivery=debug');
    closeSync(full);
    // Each line has some 200 bytes, and one MiB of them waits.
    await expect
      .poll(
        async () => {
          await connectOften(url, 500);
          return figureIn(url, 'undertone_log_lines_dropped_total');
        },
        { timeout: 150_000 },
      )
      .toBeGreaterThan(0);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await statusOf(child)).toBe(0);
  });

  it('goes on and ends in order when the reader of its log has stopped, or has gone', async () => {
    for (const isGone of [false, true]) {
      const { child, url } = await start('pipe', '--log-level', 'trace,delivery=debug');
      if (isGone) child.stderr?.destroy();
      else child.stderr?.pause();
      await connectOften(url, 500);
      expect((await fetch(`${url}/health`)).status).toBe(200);
      expect(await statusOf(child)).toBe(0);
    }
  });

  it('starts and goes on when nobody reads its standard output', async () => {
    const port = await freePort();
    const child = spawn(process.execPath, [main, ...shell, '--port', String(port)], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdout.destroy();
    const isHealthy = async (): Promise<boolean> => {
      const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
      return answer?.ok === true;
    };
    await expect.poll(isHealthy, { timeout: 30_000 }).toBe(true);
    expect(await statusOf(child)).toBe(0);
  });
});

it('a recording on a full disk is a warning of /ready', async () => {
  const path = join(folder, 'posts.ndjson');
  symlinkSync('/dev/full', path);
  const { child, url } = await start('pipe', '--record', path);
  const client = await WireClient.open(url);
  client.track('pizza');
  await client.settled();
  child.stdin?.write('{"text":"pizza"}\n');
  await expect.poll(() => warningsOf(url)).toHaveLength(1);
  const [warning] = await warningsOf(url);
  expect(warning).toContain(`The recording in ${path} can't be written`);
  expect(await figureIn(url, 'undertone_recorded_posts_total')).toBe(1);
  await client.close();
  expect(await statusOf(child)).toBe(0);
});
