import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../src/model/index.ts';
import { FakeHttp } from '../support/fakes/http.ts';
import { FakeJetstream } from '../support/fakes/jetstream.ts';
import { eventually } from '../../src/testing/source-listener.ts';
import { FakeMastodon } from '../support/fakes/mastodon.ts';
import { FakeX } from '../support/fakes/x.ts';
import { addressOf, exitOf, launchWith, parseLines, runProgram } from '../support/program.ts';
import { WireClient } from '../support/wire-client.ts';

let folder: string;
const releases: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
  rmSync(folder, { recursive: true });
});

function releasing<T extends { readonly close: () => Promise<unknown> }>(fake: T): T {
  releases.push(() => fake.close());
  return fake;
}

function serve(env: NodeJS.ProcessEnv, ...args: readonly string[]): ChildProcessWithoutNullStreams {
  return launchWith(env, ['serve', '--port', '0', '--quiet', '0ms', '--data-folder', folder, ...args]);
}

async function track(child: ChildProcessWithoutNullStreams, query: string): Promise<WireClient> {
  const client = await WireClient.open(await addressOf(child));
  client.track(query);
  await client.settled();
  return client;
}

/** What a child writes on stderr, until a line holds some words. */
async function lineWith(child: ChildProcessWithoutNullStreams, words: string): Promise<string> {
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes(words)) return line;
  }
  throw new Error(`the server ended without saying ${words}`);
}

async function stop(child: ChildProcessWithoutNullStreams): Promise<void> {
  child.stderr.resume();
  child.kill('SIGTERM');
  expect(await exitOf(child)).toEqual([0, null]);
}

describe('undertone serve with a live source', () => {
  it('sends what Bluesky says, and goes on where it was after a restart', async () => {
    const fake = releasing(await FakeJetstream.start());
    const source = ['--source', `bluesky:${fake.url}`];
    const first = serve({}, ...source);
    const live = lineWith(first, '"source":"bluesky","state":"live"');
    const client = await track(first, 'pizza');
    await live;
    fake.post('I love pizza #Rome');
    expect(await client.next()).toEqual({ polarityIndex: 0, hashtags: { rome: 1 } });
    await stop(first);
    expect(fake.openSockets).toBe(0);
    expect(readdirSync(folder)).toHaveLength(1);
    fake.post('I hate pizza');

    const second = serve({}, ...source);
    const filled = lineWith(second, 'an interruption has been filled');
    const later = await track(second, 'hate');
    expect(await later.next()).toEqual({ polarityIndex: 1, hashtags: {} });
    expect(JSON.parse(await filled)).toMatchObject({ source: 'bluesky', filled: 'full' });
    await stop(second);
  });

  it('sends what Mastodon says, and what a poll finds', async () => {
    const mastodon = releasing(await FakeMastodon.start());
    const poll = releasing(await FakeHttp.start(() => ({ body: '[{"id":"1","text":"polled pizza"}]' })));
    const child = serve(
      { MASTODON_TOKEN: 'good' },
      ...['--source', `mastodon:${mastodon.url}`, '--source', `poll:${poll.url}/a.json?every=0.1`],
    );
    const live = lineWith(child, '"source":"mastodon","state":"live"');
    const client = await track(child, 'pizza');
    expect(await client.next()).toEqual({ polarityIndex: 2, hashtags: {} });
    await live;
    mastodon.post('<p>I love <a href="https://x/tags/pizza" class="mention hashtag">#<span>Pizza</span></a></p>');
    expect(await client.next()).toEqual({ polarityIndex: 0, hashtags: { pizza: 1 } });
    await stop(child);
    expect(mastodon.openSockets + poll.openSockets).toBe(0);
  });

  it('refuses to start without a key, and names the variable', async () => {
    const child = serve({ MASTODON_TOKEN: undefined }, '--source', 'mastodon:https://mastodon.example');
    const [stderr, exit] = await Promise.all([text(child.stderr), exitOf(child)]);
    expect(exit).toEqual([2, null]);
    expect(stderr).toBe(
      'undertone: --source mastodon:https://mastodon.example needs a user token with read:statuses ' +
        'in the environment variable MASTODON_TOKEN.\n',
    );
  });

  it('ends with code 1 when the only source refuses its key, before anybody has asked for anything', async () => {
    const fake = releasing(await FakeMastodon.start());
    const child = serve({ MASTODON_TOKEN: 'wrong' }, '--source', `mastodon:${fake.url}`);
    const [stderr, exit] = await Promise.all([text(child.stderr), exitOf(child)]);
    expect(exit).toEqual([1, null]);
    expect(stderr.split('refuses us (401): The access token is invalid.')).toHaveLength(2);
    expect(stderr).not.toContain('    at ');
  });

  it('goes on while another source lives', async () => {
    const fake = releasing(await FakeMastodon.start());
    fake.configuration = { timelines_access: { live_feeds: { local: 'disabled', remote: 'disabled' } } };
    const child = serve({ MASTODON_TOKEN: 'good' }, '--source', `mastodon:${fake.url}`, '--source', 'demo');
    const line = lineWith(child, 'keeps its live feeds closed');
    const client = await track(child, 'pizza, coffee, the');
    expect(parseLines(await line)).toMatchObject([{ source: 'mastodon', state: 'down', level: 50 }]);
    expect(await client.next()).toHaveProperty('polarityIndex');
    await stop(child);
  });

  it('tries a host again that does not answer, and says so once', async () => {
    let attempts = 0;
    const deaf = createServer((socket) => {
      attempts += 1;
      socket.destroy();
    });
    await once(deaf.listen(0, '127.0.0.1'), 'listening');
    const address: unknown = deaf.address();
    const port = isRecord(address) ? String(address['port']) : '';
    const child = serve({}, '--source', `bluesky:ws://127.0.0.1:${port}`);
    const stderr = text(child.stderr);
    await track(child, 'pizza');
    await eventually(() => attempts >= 4);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toEqual([0, null]);
    expect((await stderr).split("can't be reached")).toHaveLength(2);
    deaf.close();
  });

  it('sends what X says, and holds no connection and no second rule after', async () => {
    const fake = releasing(await FakeX.start());
    const record = join(folder, 'posts.ndjson');
    const child = serve({ X_BEARER_TOKEN: ' good\n' }, '--source', `x:${fake.url}`, '--record', record);
    const live = lineWith(child, '"source":"x","state":"live"');
    const client = await track(child, 'pizza');
    await live;
    fake.post('I love pizza', { entities: { hashtags: [{ tag: 'Rome' }] } });
    expect(await client.next()).toEqual({ polarityIndex: 0, hashtags: { rome: 1 } });
    await stop(child);
    expect(fake.openSockets).toBe(0);
    expect(fake.values).toEqual(['(pizza OR #pizza OR @pizza OR url:pizza) lang:en -is:retweet']);
    const [recorded] = parseLines(readFileSync(record, 'utf8'));
    expect(recorded).toMatchObject({
      source: 'x',
      text: 'I love pizza',
      hashtags: ['Rome'],
      author: 'ann',
      lang: 'en',
    });
    const { stdout } = await runProgram(['replay', record, '--track', 'pizza', '--json']);
    expect(parseLines(stdout)).toMatchObject([{ type: 'post', post: { text: 'I love pizza' } }, { type: 'stats' }]);
  });

  it('says before it starts that it can’t record there', async () => {
    const child = serve({}, '--record', join(folder, 'no', 'such', 'folder'));
    const [stderr, exit] = await Promise.all([text(child.stderr), exitOf(child)]);
    expect(exit).toEqual([2, null]);
    expect(stderr).toMatch(/^undertone: --record .* can't be written: ENOENT[^\n]*\.\n$/);
  });

  it.each([
    [undefined, "needs an app's bearer token in the environment variable X_BEARER_TOKEN."],
    ['two words', 'finds no key in X_BEARER_TOKEN: it must be one word of ASCII.'],
  ])('refuses to start with %j for a key of X', async (key, sentence) => {
    const child = serve({ X_BEARER_TOKEN: key }, '--source', 'x');
    const [stderr, exit] = await Promise.all([text(child.stderr), exitOf(child)]);
    expect(exit).toEqual([2, null]);
    expect(stderr).toBe(`undertone: --source x ${sentence}\n`);
  });

  it('ends with code 1 and one sentence when X refuses the key', async () => {
    const fake = releasing(await FakeX.start());
    const child = serve({ X_BEARER_TOKEN: 'wrong' }, '--source', `x:${fake.url}`);
    const [stderr, exit] = await Promise.all([text(child.stderr), exitOf(child)]);
    expect(exit).toEqual([1, null]);
    expect(stderr.split('refuses us (401): Unauthorized. X_BEARER_TOKEN must hold')).toHaveLength(2);
    expect(stderr).not.toContain('    at ');
  });

  it('is not ready while no source can be had, and ready when one can', async () => {
    const fake = releasing(await FakeX.start());
    fake.refuse('list', { status: 503 });
    const child = serve({ X_BEARER_TOKEN: 'good' }, '--source', `x:${fake.url}`);
    const trouble = lineWith(child, 'answers 503');
    const address = await addressOf(child);
    await trouble;
    const unready = await fetch(`${address}/ready`);
    expect(unready.status).toBe(503);
    expect(await unready.json()).toEqual({
      status: 'unready',
      reasons: [`x is pending: ${new URL(fake.url).host} answers 503.`],
    });
    const isReady = async () => (await fetch(`${address}/ready`)).status === 200;
    while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 50));
    await stop(child);
  });
});
