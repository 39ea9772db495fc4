import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeUndertone, type FakeSession } from '../support/fakes/undertone-server.ts';
import { gapFrame, postFrame, summaryFrame, trackingFrame } from '../support/frames.ts';
import { exitOf, launch, runProgram } from '../support/program.ts';
import { shareCommands } from '../support/share-commands.ts';
import { Terminal } from '../support/terminal.ts';

const runCommand = shareCommands();
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
  it('prints a line for each post, everything else on stderr, and ends with 0 when it is interrupted', async () => {
    const child = launch('track', 'pizza', '--url', server.url, '--token', 'secret');
    const stderr = text(child.stderr);
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
    expect((await stderr).trim().split('\n')).toEqual([
      'undertone: Connected.',
      'undertone: Tracking: demo is live.',
      'undertone: A gap of 2 s in demo until 1970-01-01T00:00:03.000Z: what came meanwhile is missing. The connection broke.',
      'undertone: 3 posts came as counts, since this terminal is slower than the posts.',
      'undertone: The connection broke. Trying again in 1 s.',
      'undertone: Connected.',
      'undertone: Tracking: demo is live.',
    ]);
  });

  it.each([
    [['--token', 'wrong'], 401, {}, 'The server at URL refuses the token: check --token or UNDERTONE_TOKEN.'],
    [[], 401, {}, 'The server at URL asks for a token: give it by --token or UNDERTONE_TOKEN.'],
    [
      [],
      503,
      { status: 'unready', reasons: ['The server is full.'] },
      'The server at URL accepts no session: The server is full.',
    ],
    [
      [],
      421,
      { error: { code: 'forbidden', message: 'Unknown\u001b[2J host.' } },
      String.raw`The server at URL accepts no session: Unknown\u001b[2J host.`,
    ],
    [[], 200, { status: 'ready' }, 'The server at URL answers, but accepts no session there: check the path of --url.'],
    [
      [],
      404,
      'Not found',
      'No Undertone server answers at URL, but something else does, with HTTP status 404: check --url.',
    ],
  ])(
    'ends with 1 and the reason when it can have no session: %j, HTTP status %i, %j',
    async (args, status, body, sentence) => {
      server.refuseWith = status;
      server.answers = { '/ready': { status, body } };
      const outcome = await runCommand(['track', 'pizza', '--url', server.url, ...args]);
      expect(outcome).toEqual({ code: 1, stdout: '', stderr: `undertone: ${sentence.replace('URL', server.url)}\n` });
      expect(server.requests[0]).toEqual({
        url: '/ready',
        authorization: args[1] === undefined ? undefined : `Bearer ${args[1]}`,
      });
    },
  );

  it('ends with 1 where no server answers, and names a token neither in the address nor in the request', async () => {
    const port = server.port;
    await server.stop();
    const { code, stderr } = await runCommand([
      'track',
      'pizza',
      '--url',
      `ws://127.0.0.1:${port}/a?access_token=secret`,
    ]);
    expect([code, stderr]).toEqual([
      1,
      `undertone: No server answers at ws://127.0.0.1:${port}/a?access_token=…: \`undertone serve\` starts one, and --url names another.\n`,
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
    const { code, stdout, stderr } = await runCommand(args);
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

  it('ends quietly when its reader closes stdout', async () => {
    const child = launch('track', 'pizza', '--url', server.url);
    const stderr = text(child.stderr);
    const session = await server.session();
    const id = await answer(session);
    child.stdout.destroy();
    const flood = setInterval(() => {
      session.send(postFrame(id, 1));
    }, 5);
    expect(await exitOf(child)).toEqual([0, null]);
    clearInterval(flood);
    expect(await stderr).not.toMatch(/EPIPE/);
  });
});

const bucket = { positive: 0, negative: 0, neutral: 0, meanCompound: 0.5 };
const leave = '\u001b[?7h\u001b[?25h\u001b[?1049l';

describe('undertone track, in a terminal', () => {
  it('draws a picture, and gives the terminal back as it was', async () => {
    const terminal = new Terminal(['track', 'pizza', '--url', server.url], {
      columns: 70,
      rows: 9,
      env: { NO_COLOR: '1' },
    });
    const session = await server.session();
    const id = await session.tracked();
    session.send(trackingFrame(id), postFrame(id, 1));
    await terminal.seen('number 1');
    expect(terminal.written).toContain('\u001b[?1049h\u001b[?25l\u001b[?7l');
    expect(terminal.written).toContain(`\u001b[2;1H\u001b[2K${'█'.repeat(69)}\u001b[3;1H`);
    expect(terminal.written).not.toMatch(/\u001b\[\d+m/);
    // What a terminal sends for Ctrl-C.
    terminal.press('\u0003');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.written.split(leave)).toHaveLength(2);
    expect(terminal.written.trimEnd()).toMatch(/\u001b\[\?1049lpizza: 1 post; mean of the last minute \+0\.64\.$/);
  });

  it('shows the history of the server, pauses, helps, and leaves by its keys', async () => {
    const at = Math.floor(Date.now() / 10_000) * 10_000 - 60_000;
    server.answers = {
      '/v1/history': { status: 200, body: { step: 10_000, buckets: [{ ...bucket, at, posts: 1_234 }] } },
    };
    const terminal = new Terminal(['track', 'pizza', '--url', server.url, '--token', 'secret']);
    const session = await server.session();
    const id = await session.tracked();
    session.send(trackingFrame(id), postFrame(id, 1));
    await terminal.seen('peak 1,234 in 10 s');
    expect(server.requests).toEqual([{ url: '/v1/history?query=pizza&step=10000', authorization: 'Bearer secret' }]);
    await terminal.seen('q leave   p pause   ? help');
    terminal.press('p');
    await terminal.seen('paused: 0 new posts');
    session.send(postFrame(id, 2));
    await terminal.seen('paused: 1 new post ');
    expect(terminal.written).not.toContain('number 2');
    terminal.press('p');
    await terminal.seen('number 2');
    terminal.press('?');
    await terminal.seen('hold the list of posts');
    terminal.press('q');
    expect(await terminal.ended()).toBe(0);
    expect(await session.closed()).toBe(1000);
  });

  it('stops at Ctrl-Z with the terminal as it was, and goes on', async () => {
    const terminal = new Terminal(['track', 'pizza', '--url', server.url]);
    const session = await server.session();
    const id = await session.tracked();
    session.send(trackingFrame(id));
    await terminal.seen('demo live');
    terminal.press('\u001a');
    await terminal.resume();
    await terminal.seen(leave);
    while (!terminal.written.includes('\u001b[?1049h', terminal.written.indexOf(leave))) await terminal.more();
    session.send(postFrame(id, 1));
    await terminal.seen('number 1');
    terminal.press('q');
    expect(await terminal.ended()).toBe(0);
  });

  it('is ASCII in a locale that is not UTF-8', async () => {
    const terminal = new Terminal(['track', 'pizza', '--url', server.url], { env: { LC_ALL: 'C' } });
    const session = await server.session();
    const id = await session.tracked();
    const post = { id: '1', source: 'demo', text: 'Crème brûlée 👨‍👩‍👧', author: 'Zoë' };
    session.send(trackingFrame(id), postFrame(id, 1, { post }));
    await terminal.seen('Creme brulee ?');
    terminal.press('q');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.written).toMatch(/^[\0-\x7f]*$/);
  });

  it('says why there is no session, and sums nothing up', async () => {
    server.refuseWith = 401;
    server.answers = { '/ready': { status: 401, body: {} } };
    const terminal = new Terminal(['track', 'pizza', '--url', server.url, '--token', 'wrong'], { columns: 120 });
    expect(await terminal.ended()).toBe(1);
    expect(terminal.written.split(leave)[1]?.trim()).toMatch(/^undertone: The server at \S+ refuses the token: .*\.$/);
  });
});
