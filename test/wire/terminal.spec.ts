import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeUndertone } from '../support/fakes/undertone-server.ts';
import { postFrame, trackingFrame } from '../support/frames.ts';
import { addressOf, exitOf, launch, parseLines, runProgram } from '../support/program.ts';
import { shareCommands } from '../support/share-commands.ts';
import { Terminal } from '../support/terminal.ts';

/** A title for the window, a cleared screen, 8-bit CSI, text turned round, marks of direction, a line of its own. */
const hostile = 'pizza\u001b]0;PWNED\u0007\u001b[2J\u009b31m\u007f\u202eabc\u2066\u200f\nundertone: All is well.';
const escaped = String.raw`pizza\u001b]0;PWNED\u0007\u001b[2J\u009b31m\u007f\u202eabc\u2066\u200f\nundertone: All is well.`;
const controls = /[^\P{C}\n]/u;

const runCommand = shareCommands();
const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
const posts = join(folder, 'posts.ndjson');
beforeAll(() => {
  const lines = `${JSON.stringify({ text: `I love ${hostile}` })}\n`.repeat(2_000);
  writeFileSync(posts, `${lines}${JSON.stringify({ text: 'Crème' })}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('texts of other people', () => {
  it('are escaped in the prose of score, and in its words', async () => {
    const { code, stdout } = await runProgram(['score', '--explain', '--topic', 'pizza', hostile]);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(controls);
    expect(stdout.split('\n')[0]).toMatch(/^ 0\.\d{4}  positive  .*pizza/);
    expect(stdout.split('\n')[0]).toContain(escaped);
  });

  it('are escaped in the JSON of score, which means the same', async () => {
    const { stdout } = await runCommand(['score', '--json', `#${hostile}\u0085`, `#a\u00ad\u202e`]);
    expect(stdout).not.toMatch(controls);
    expect(parseLines(stdout)).toHaveLength(2);
  });

  it('are escaped in the JSON of replay, which means the same', async () => {
    const { code, stdout } = await runProgram(['replay', posts, '--track', 'pizza']);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(controls);
    expect(parseLines(stdout)[0]).toMatchObject({ post: { text: `I love ${hostile}` } });
  });

  it('are escaped in the prose of replay on a terminal', async () => {
    const terminal = new Terminal(['replay', posts, '--track', 'pizza']);
    expect(await terminal.ended()).toBe(0);
    const [first = ''] = terminal.written.split('\r\n');
    expect(first).toContain(escaped.replace(String.raw`\n`, ' '));
    expect(terminal.written.replaceAll('\r\n', '')).not.toMatch(controls);
  });

  it.each([
    [['score', '--topic', `"${hostile}`], String.raw`\u001b]0;PWNED`],
    [['replay', hostile, '--track', 'pizza'], escaped],
    [['track', `( ${hostile}`], String.raw`at `],
    [['track', 'pizza', '--url', hostile], escaped],
    [['serve', '--source', hostile], escaped],
    [['serve', '--config', hostile], escaped],
    [['check-config', '--store', hostile], '--store'],
    [['config', hostile], escaped],
    [[hostile], escaped],
  ])('are escaped in the sentence that refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/^undertone: [^\n]*\n$/);
    expect(stderr).not.toMatch(controls);
  });
});

describe('a hostile server', () => {
  it('reaches the terminal of track neither by posts, nor by errors, nor by its last words', async () => {
    const server = await FakeUndertone.start();
    const running = runProgram(['track', 'pizza', '--url', server.url]);
    const session = await server.session();
    const id = await session.tracked();
    const post = { id: '1', source: hostile, text: `I love ${hostile}`, author: hostile };
    session.send(
      trackingFrame(id, { upstream: { [hostile]: 'live' } }),
      postFrame(id, 1, { post }),
      { type: 'error', code: 'internal', message: hostile, id },
      { type: 'error', code: 'internal', message: hostile },
    );
    session.close(1008, hostile);
    const { code, stdout, stderr } = await running;
    expect(code).toBe(1);
    expect(stdout).toContain('I love pizza');
    for (const written of [stdout, stderr]) expect(written).not.toMatch(controls);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^undertone: /);
    expect(stderr).toContain(`rules: ${escaped}`);
    await server.stop();
  });
});

describe('a reader that has gone', () => {
  it('ends nothing for serve, neither on stdout nor on stderr', async () => {
    const child = launch('serve', '--port', '0', '--source', 'stdin');
    child.stdout.destroy();
    await new Promise((resolve) => {
      const found = (data: Buffer): void => {
        if (data.includes("can't be printed")) resolve(undefined);
      };
      child.stderr.on('data', found);
    });
    child.stderr.destroy();
    child.stdin.write('{"text":"pizza"}\n');
    child.kill('SIGTERM');
    expect(await exitOf(child)).toEqual([0, null]);
  });

  it('ends nothing for serve after the address was read', async () => {
    const child = launch('serve', '--port', '0', '--source', 'stdin');
    const address = await addressOf(child);
    child.stdout.destroy();
    expect((await fetch(`${address}/health`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toEqual([0, null]);
  });

  it.each([
    [['replay', '--track', 'pizza', posts]],
    [['score', '--json', 'a']],
    [['config', '--json']],
    [['check-config']],
    [['--help']],
    [['--version']],
  ])('ends %j quietly and with success', async (args) => {
    const child = launch(...args);
    child.stdout.destroy();
    const stderr = text(child.stderr);
    expect(await exitOf(child)).toEqual([0, null]);
    expect(await stderr).toBe('');
  });

  it('of stderr leaves the exit code of an error as it is', async () => {
    const child = launch('score', '--topic', '(', 'a');
    child.stderr.destroy();
    expect(await exitOf(child)).toEqual([2, null]);
  });
});

describe('passwords', () => {
  it.each([
    ['serve', '--source', 'poll:http://user:hunter2@127.0.0.1/'],
    ['serve', '--store', 'mysql://user:hunter2@127.0.0.1/db'],
    ['serve', '--allow-origin', 'http://user:hunter2@127.0.0.1/'],
    ['serve', 'postgres://user:hunter2@127.0.0.1/db'],
    ['replay', 'http://user:hunter2@127.0.0.1/', '--track', 'a'],
    ['track', 'pizza', '--url', 'ftp://user:hunter2@127.0.0.1/'],
    ['track', 'pizza', '--url', 'ftp://127.0.0.1/track?access_token=hunter2'],
    ['track', 'pizza', '--url', 'ws://user:hunter2@127.0.0.1:9/track'],
    ['track', 'pizza', '--url', 'ws://127.0.0.1:9/track?access_token=hunter2'],
    ['track', 'pizza', '--url', 'ws://127.0.0.1:9/track', '--token', 'hunter2'],
  ])('are not repeated: %s %s %s %s', async (...args) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^undertone: /m);
    expect(stderr).not.toContain('hunter2');
  });
});

describe('the sentence of a server that cannot listen', () => {
  it('names --port for a port that is taken', async () => {
    const first = launch('serve', '--port', '0', '--source', 'stdin');
    const { port } = new URL(await addressOf(first));
    const { code, stdout, stderr } = await runProgram(['serve', '--port', port, '--source', 'stdin']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^undertone: The server can't listen: .*\.$/);
    expect(stderr).toContain(`port ${port} of 127.0.0.1 is taken (EADDRINUSE); choose another by --port`);
    first.kill('SIGINT');
    expect(await exitOf(first)).toEqual([0, null]);
  });

  it('names --host for an address that is not of this machine', async () => {
    const { code, stderr } = await runProgram(['serve', '--port', '0', '--host', '203.0.113.7']);
    expect(code).toBe(1);
    expect(stderr).toContain('203.0.113.7 is not an address of this machine (EADDRNOTAVAIL); choose one by --host');
  });
});

describe('score on a terminal', () => {
  it('says that it reads lines, and only there', async () => {
    const terminal = new Terminal(['score']);
    await terminal.seen('Ctrl-D ends');
    terminal.press('I love it\n\u0004');
    await terminal.seen('positive');
    expect(await terminal.ended()).toBe(0);
    expect(await runProgram(['score'], 'I love it\n')).toMatchObject({ stderr: '' });
  });
});

describe('a terminal whose locale is not UTF-8', () => {
  it('gets ASCII: prose without accents, and JSON of the same value', async () => {
    const env = { LC_ALL: 'C' };
    const prose = new Terminal(['score', '--explain', 'Crème brûlée is great 👨‍👩‍👧'], { env, columns: 120 });
    expect(await prose.ended()).toBe(0);
    expect(prose.written).toMatch(/Creme brulee is great \?\r\n/);
    const json = new Terminal(['replay', posts, '--track', 'Crème', '--json'], { env });
    expect(await json.ended()).toBe(0);
    expect(json.written).toMatch(/"id":"Cr\\u00e8me"/);
    for (const { written } of [prose, json]) expect(written).toMatch(/^[ -~\r\n]*$/);
  });
});
