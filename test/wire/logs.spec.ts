import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../src/model/index.ts';
import { addressOf, exitOf, launch, parseLines } from '../support/program.ts';
import { WireClient } from '../support/wire-client.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The log of a server to which posts and a client come and go, and whose store can't be written. */
async function logOf(level: string): Promise<readonly unknown[]> {
  const store = join(folder, 'file', 'store.db');
  writeFileSync(join(folder, 'file'), '');
  const child = launch(
    ...['serve', '--port', '0', '--source', 'stdin', '--quiet', '0ms', '--drain', '500ms'],
    ...['--log-level', level, '--store', `sqlite:${store}`],
  );
  const logs = text(child.stderr);
  const url = await addressOf(child);
  const client = await WireClient.open(url);
  client.track('pizza');
  await client.settled();
  child.stdin.write('{"text":"pizza zanzibar","author":"zanzibar","hashtags":["zanzibar"]}\n{"text":"zanzibar\n');
  await client.next();
  await client.close();
  await fetch(`${url}/v1/history?query=zanzibar`);
  child.kill('SIGTERM');
  await exitOf(child);
  return parseLines(await logs);
}

const fieldOf = (line: unknown, name: string): unknown => (isRecord(line) ? line[name] : undefined);

describe('the log', () => {
  it('says when, how bad, of what and what in every line, and never what was posted', async () => {
    const lines = await logOf('trace');
    for (const line of lines) {
      expect(line).toHaveProperty('time', expect.any(Number));
      expect(line).toHaveProperty('level', expect.any(Number));
      expect(line).toHaveProperty('msg', expect.any(String));
    }
    const modules = new Set(lines.map((line) => fieldOf(line, 'module')));
    expect([...modules].sort()).toEqual(['app', 'delivery', 'sources', 'store']);
    expect(JSON.stringify(lines)).not.toContain('zanzibar');
  });

  it('has a level for each module', async () => {
    const lines = await logOf('warn,delivery=debug');
    expect([...new Set(lines.map((line) => fieldOf(line, 'module')))].sort()).toEqual(['delivery', 'store']);
  });
});
