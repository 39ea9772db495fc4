import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../../src/client/index.ts';
import { addressOf, exitOf, launch, parseLines, runProgram } from '../support/program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

it('replay prints a retraction after its post, and counts a post that comes later as filtered', async () => {
  const path = join(folder, 'posts.ndjson');
  writeFileSync(
    path,
    lines(
      { id: '1', text: 'good pizza', author: 'ann' },
      { id: '2', deleted: true },
      { id: '2', text: 'bad pizza' },
      { id: '1', deleted: true },
      { id: '3', source: 's', text: 'pizza', author: 'bob' },
      { author: 'bob', source: 's', deleted: true },
    ),
  );
  const { code, stdout } = await runProgram(['replay', path, '--track', 'pizza', '--json']);
  expect(code).toBe(0);
  expect(parseLines(stdout)).toMatchObject([
    { type: 'post', seq: 1, post: { id: '1' } },
    { type: 'retract', id: 'pizza', post: { id: '1', source: 'file' } },
    { type: 'post', seq: 2, post: { id: '3' } },
    { type: 'retract', id: 'pizza', post: { id: '3', source: 's' } },
    {
      type: 'stats',
      engine: { received: 3, filtered: 1, scored: 2, invalid: 0 },
      session: { routed: 2, delivered: 2 },
    },
  ]);
});

it('a deleted post is taken back from clients, and is gone from posts and exports', async () => {
  const child = launch('serve', '--port', '0', '--source', 'stdin', '--quiet', '0ms', '--store', 'sqlite::memory:');
  const url = await addressOf(child);
  const client = connect(url.replace('http', 'ws') + '/track');
  const seen: string[] = [];
  for await (const event of client.track('pizza')) {
    if (event.type === 'tracking' && seen.length === 0 && event.upstream['stdin'] === 'live') {
      seen.push('tracking');
      child.stdin.write(lines({ id: '1', text: 'pizza' }, { id: '2', text: 'pizza' }));
    }
    if (event.type === 'post' || event.type === 'retract') seen.push(`${event.type} ${event.post.id}`);
    if (event.type === 'post' && event.seq === 2) child.stdin.write(lines({ id: '1', deleted: true }));
    if (event.type === 'retract') break;
  }
  expect(seen).toEqual(['tracking', 'post 1', 'post 2', 'retract 1']);
  for (const path of ['posts?query=pizza', 'export?query=pizza&format=ndjson']) {
    const body = await (await fetch(`${url}/v1/${path}`)).text();
    expect(body).toContain('"2"');
    expect(body).not.toContain('"1"');
  }
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('undertone_retractions_total{source="stdin"} 1');
  await client.close();
  child.kill('SIGTERM');
  await exitOf(child);
});
