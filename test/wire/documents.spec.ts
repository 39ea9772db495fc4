import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord, parseJson } from '../../src/model/index.ts';
import { commandsOf, documents, fencesOf, root } from '../support/documents.ts';
import { addressOf, exitOf, launch } from '../support/program.ts';

/*
 * Runs every shell line of every document. The files that a line reads or writes lie in a temporary folder; the server
 * that it asks is one of this test; and a server that it would start with options is checked instead of started.
 */

const posts = [
  { text: 'I love pizza #Rome', createdAt: '2026-01-15T10:35:00Z' },
  { text: 'The pasta was awful', createdAt: '2026-01-15T10:35:01Z' },
];

let folder: string;
let server: ReturnType<typeof launch>;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-documents-'));
  writeFileSync(join(folder, 'posts.ndjson'), posts.map((post) => `${JSON.stringify(post)}\n`).join(''));
  server = launch('serve', '--port', '0', '--data-folder', 'none', '--source', 'demo', '--source', 'push');
  address = await addressOf(server);
});

afterAll(async () => {
  server.kill();
  await exitOf(server);
  rmSync(folder, { recursive: true });
});

/** Environment for lines that name a key. */
const env = { ...process.env, X_BEARER_TOKEN: 'key', MASTODON_TOKEN: 'key', UNDERTONE_STORE: 'sqlite::memory:' };

/** A command as it is run here. */
const adapted = (command: string): string =>
  command
    .replaceAll('http://127.0.0.1:8000', address)
    .replaceAll('ws://127.0.0.1:8000', address.replace('http', 'ws'))
    .replaceAll(/(?<![\w/.])(\w+\.(?:ndjson|csv))\b/g, join(folder, '$1'));

async function run(command: string): Promise<{ readonly code: unknown; readonly output: string }> {
  const child = spawn('bash', ['-c', adapted(command)], { cwd: root, env });
  child.stdin.end();
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
  return { code, output: `${stdout}${stderr}` };
}

/** Runs a command that does not end by itself until its first line. */
async function firstLineOf(command: string): Promise<string> {
  const child = spawn('bash', ['-c', `exec ${adapted(command)}`], { cwd: root, env, detached: true });
  child.stdin.end();
  try {
    for await (const line of createInterface({ input: child.stdout })) return line;
    throw new Error(`${command} ended without a line: ${await text(child.stderr)}`);
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
  }
}

const scripts: unknown = parseJson(readFileSync(join(root, 'package.json'), 'utf8'));
const hasScript = (name: string): boolean =>
  isRecord(scripts) && isRecord(scripts['scripts']) && typeof scripts['scripts'][name] === 'string';

async function check(command: string): Promise<void> {
  if (command === 'npm ci') {
    // It has made the folder in which this test runs; CI begins with it.
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toContain('\nnpm ci\n');
  } else if (command === 'npm start') {
    expect(await firstLineOf('npm start -- --port 0 --data-folder none | grep --line-buffered listening')).toContain(
      'listening on http://',
    );
  } else if (command.startsWith('npm start -- ') || command.includes('| npm start -- ')) {
    const options = command.replace(/^.*npm start -- /, '');
    expect(await run(`npm run --silent undertone -- check-config ${options}`)).toMatchObject({ code: 0 });
  } else if (/^npm (?:test|run (?:check|test|bench|build)\S*)/.test(command)) {
    const [, name = 'test', argument] = /^npm (?:run )?(\S+)(?: -- (\w+))?/.exec(command) ?? [];
    expect(hasScript(name)).toBe(true);
    if (name === 'bench' && argument !== undefined)
      expect(readFileSync(join(root, `bench/${argument}.ts`))).toBeDefined();
  } else if (command.includes('undertone -- track ')) {
    expect(await firstLineOf(`${command} --url ws://127.0.0.1:8000/track`)).not.toBe('');
  } else {
    expect(await run(command)).toMatchObject({ code: 0 });
  }
}

describe.each(documents().filter((document) => commandsOf(document).length > 0))('%s', (document) => {
  it.each(Array.from(new Set(commandsOf(document))))('has a line that works: %s', async (command) => {
    await check(command);
  });
});

describe('the README', () => {
  it('has a client that works as it stands', async () => {
    const code = fencesOf('README.md').find(({ language }) => language === 'js');
    writeFileSync(join(folder, 'client.js'), adapted(code?.lines.join('\n') ?? ''));
    const frame = parseJson(await firstLineOf(`${process.execPath} ${join(folder, 'client.js')}`));
    expect(Object.keys(isRecord(frame) ? frame : {})).toEqual(['polarityIndex', 'hashtags']);
  });
});
