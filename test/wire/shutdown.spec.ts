import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMute } from '../support/mute-client.ts';
import { addressOf, exitOf, launch } from '../support/program.ts';
import { WireClient } from '../support/wire-client.ts';

let folder: string;
let posts: string;
let child: ReturnType<typeof launch>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  posts = join(folder, 'posts.ndjson');
});
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('undertone serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('is cut short by a second signal, a %s, while it drains', async (second) => {
    child = launch('serve', '--port', '0', '--source', 'stdin');
    await openMute(await addressOf(child));
    const logs = createInterface({ input: child.stderr });
    child.kill('SIGTERM');
    for await (const line of logs) if (line.includes('draining')) break;
    const impatience = setInterval(() => child.kill(second), 50);
    expect(await exitOf(child)).toEqual([1, null]);
    clearInterval(impatience);
  });

  it('treats the signal that npm passes on a moment later as the same one', async () => {
    child = launch('serve', '--port', '0', '--source', 'stdin');
    await openMute(await addressOf(child));
    child.kill('SIGINT');
    child.kill('SIGTERM');
    child.kill('SIGINT');
    expect(await exitOf(child)).toEqual([0, null]);
  });

  it('ends with exit code 1 and the reason when its only source has failed', async () => {
    writeFileSync(posts, '{"text":"pizza"}\n');
    child = launch('serve', '--port', '0', '--source', `file:${posts}`, '--quiet', '0ms');
    const logs = text(child.stderr);
    const client = await WireClient.open(await addressOf(child));
    rmSync(posts);
    client.track('pizza');
    expect(await exitOf(child)).toEqual([1, null]);
    expect(await logs).toMatch(/"code":"source_failed"/);
    expect(await client.closed()).toBe(1001);
  });
});

describe('undertone replay', () => {
  it('ends silently when the reader of its output closes the pipe', async () => {
    writeFileSync(posts, '{"text":"pizza, and so much of it that no pipe can hold its results"}\n'.repeat(4_000));
    child = launch('replay', posts, '--track', 'pizza', '--json');
    const stderr = text(child.stderr);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await exitOf(child)).toEqual([0, null]);
    expect(await stderr).toBe('');
  });
});
