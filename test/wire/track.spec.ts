import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { FakeUndertone, type FakeSession } from '../support/fakes/undertone-server.ts';
import { gapFrame, postFrame, summaryFrame, trackingFrame } from '../support/frames.ts';
import { exitOf, launch, runProgram } from '../support/program.ts';

let server: FakeUndertone;
beforeEach(async () => {
  server = await FakeUndertone.start();
});
afterEach(() => server.stop());

async function answer(session: FakeSession): Promise<string> {
  const id = await session.tracked();
  session.send(trackingFrame(id));
  return id;
}

describe('undertone track, without a terminal', () => {
  it('prints a line for each post, says the rest on stderr, and ends with 0 when it is interrupted', async () => {
    const child = launch('track', 'pizza', '--url', server.url, '--token', 'secret');
    const said = text(child.stderr);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const session = await server.session();
    expect(session.url).toBe('/track?access_token=secret');
    const id = await answer(session);
    session.send(gapFrame(), summaryFrame(id), postFrame(id, 1));
    expect((await lines.next()).value).toBe(
      '2026-01-15T10:35:00.000Z  +0.6369  positive  @ann  I love pizza, number 1',
    );
    session.cut();
    const again = await server.session();
    expect(await again.next()).toEqual({ type: 'track', id, query: 'pizza', resume: 'e1-1' });
    again.send(trackingFrame(id, { resumed: true }), postFrame(id, 2));
    expect((await lines.next()).value).toMatch(/number 2$/);
    child.kill('SIGINT');
    expect(await again.closed()).toBe(1000);
    expect(await exitOf(child)).toEqual([0, null]);
    expect((await said).trim().split('\n')).toEqual([
      'undertone: Connected.',
      'undertone: Tracking: demo is live.',
      'undertone: A gap of 2 s in demo until 1970-01-01T00:00:03.000Z: what came meanwhile is missing. The connection broke.',
      'undertone: 3 posts came as counts: the server found us slow.',
      'undertone: The connection broke. Trying again in 1 s.',
      'undertone: Connected.',
      'undertone: Tracking: demo is live.',
    ]);
  });

  it('ends with 1 and a sentence at a server that is not there, or refuses', async () => {
    const url = server.url;
    server.refuseWith = 401;
    const refused = await runProgram(['track', 'pizza', '--url', url]);
    await server.stop();
    const gone = await runProgram(['track', 'pizza', '--url', url]);
    const sentence = `undertone: ${url}: The server can't be reached, or refuses the handshake (the token or the origin may be wrong).\n`;
    expect([refused, gone]).toEqual([
      { code: 1, stdout: '', stderr: sentence },
      { code: 1, stdout: '', stderr: sentence },
    ]);
    server = await FakeUndertone.start();
  });

  it.each([
    [['track'], /^undertone: Expected one query .*, and got 0 arguments\.\n$/],
    [['track', 'pizza', 'rome'], /and got 2 arguments\.\n$/],
    [['track', 'a OR -b'], /^undertone: .*`-b` has none, at 5\.\n$/],
    [
      ['track', 'pizza', '--url', 'ftp://host'],
      /^undertone: --url: ftp:\/\/host is not the address of a server.*\.\n$/,
    ],
    [['track', 'pizza', '--colour'], /^undertone: .*--colour.*\.\n$/],
  ])('ends with 2 and a sentence: %j', async (args, sentence) => {
    const { code, stdout, stderr } = await runProgram(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });

  it('ends with 2 when the server refuses the query', async () => {
    const running = runProgram(['track', 'pizza', '--url', server.url]);
    const session = await server.session();
    const id = await session.tracked();
    session.send({ type: 'error', code: 'bad_query', message: 'Nobody may ask for that, at 0.', id, position: 0 });
    const { code, stderr } = await running;
    expect([code, stderr.split('\n').at(-2)]).toEqual([2, 'undertone: Nobody may ask for that, at 0.']);
  });

  it('ends with 1 when the server ends the session for good', async () => {
    const running = runProgram(['track', 'pizza', '--url', server.url]);
    const session = await server.session();
    await answer(session);
    session.close(1008, 'enough');
    const { code, stderr } = await running;
    expect([code, stderr.split('\n').at(-2)]).toEqual([
      1,
      'undertone: The server ended the session for a breach of its rules: enough',
    ]);
  });

  it('ends without a word when its reader has had enough', async () => {
    const child = launch('track', 'pizza', '--url', server.url);
    const said = text(child.stderr);
    const session = await server.session();
    const id = await answer(session);
    child.stdout.destroy();
    const flood = setInterval(() => {
      session.send(postFrame(id, 1));
    }, 5);
    expect(await exitOf(child)).toEqual([0, null]);
    clearInterval(flood);
    expect(await said).not.toMatch(/EPIPE/);
  });
});

describe('undertone track, in a terminal', () => {
  it('draws a picture, and gives the terminal back as it was', async () => {
    const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
    const program = `stty cols 70 rows 9; exec '${process.execPath}' '${main}' track pizza --url ${server.url}`;
    const env = { ...process.env, TERM: 'xterm', NO_COLOR: '1' };
    // `script`, of every Debian, gives the program a pseudo-terminal.
    const child = spawn('script', ['--quiet', '--return', '--command', program, '/dev/null'], { env });
    onTestFinished(() => void child.kill());
    let drawn = '';
    const seen = async (what: string): Promise<void> => {
      while (!drawn.includes(what)) await once(child.stdout, 'data');
    };
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      drawn += data;
    });
    const session = await server.session();
    const id = await answer(session);
    session.send(postFrame(id, 1));
    await seen('number 1');
    expect(drawn).toContain('\u001b[?1049h\u001b[?25l');
    expect(drawn).toContain(`\u001b[2K${'█'.repeat(70)}\r`);
    expect(drawn).not.toMatch(/\u001b\[\d+m/);
    // What a terminal sends for Ctrl-C.
    child.stdin.write('\u0003');
    expect(await exitOf(child)).toEqual([0, null]);
    expect(drawn.split('\u001b[?25h\u001b[?1049l')).toHaveLength(2);
    expect(drawn.trimEnd()).toMatch(/\u001b\[\?1049lpizza: 1 post; mean of the last minute \+0\.64\.$/);
  });
});
