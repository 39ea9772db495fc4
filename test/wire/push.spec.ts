import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { NEVER, of } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type Scorer, type Server, type ServerOptions } from '../../src/index.ts';
import { isRecord } from '../../src/model/index.ts';
import { EventClient } from '../support/event-client.ts';

const usual = {
  ...{ port: 0, store: 'sqlite::memory:', dataFolder: 'none', logLevel: 'silent' },
  ...{ workers: 0, quiet: 0, drain: 100, source: ['push'] },
};

/** A server with the source, which most tests share, and those that a test has started beside it. */
let shared: Server;
const others: Server[] = [];
beforeAll(async () => {
  shared = await createServer(usual);
});
afterEach(async () => {
  for (const server of others.splice(0)) await server.stop();
});
afterAll(() => shared.stop());

const addressOf = ({ url }: Server): string => `${url}/v1/posts`;

/** Starts a server of the test's own. */
async function start(options: ServerOptions): Promise<Server> {
  const server = await createServer({ ...usual, ...options });
  others.push(server);
  return server;
}

/** Tracks pizza, and waits until every post from then on is matched. */
async function track(url: string): Promise<EventClient> {
  const client = await EventClient.open(`${url.replace('posts', 'stream')}?track=pizza`);
  for (;;) {
    const tracking = await client.nextOf('tracking');
    if (JSON.stringify(tracking?.data).includes('"push":"live"')) return client;
  }
}

async function send(url: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(url, { method: 'POST', body, headers });
  const json: unknown = await response.json();
  return { status: response.status, json, retryAfter: response.headers.get('retry-after') };
}

const responseTo = (asking: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve) => asking.once('response', resolve));

const lines = (...posts: readonly object[]): string => posts.map((post) => JSON.stringify(post)).join('\n');

describe('POST /v1/posts', () => {
  it('takes posts and deletions, which sessions get, and each id once', async () => {
    const url = addressOf(shared);
    const client = await track(url);
    const body = lines({ id: 'a', text: 'I love pizza' }, { text: 'I hate pizza' }, { id: 'a', deleted: true });
    expect(await send(url, body)).toMatchObject({
      status: 202,
      json: { accepted: 2, duplicate: 0, invalid: 0, retracted: 1 },
    });
    const array = JSON.stringify([{ id: 'a', text: 'I love pizza' }, { id: 'b', text: 'pizza' }, 'no post']);
    expect(await send(url, array, { 'content-type': 'application/json' })).toMatchObject({
      status: 202,
      json: { accepted: 1, duplicate: 1, invalid: 1, retracted: 0 },
    });
    const frames: unknown[] = [];
    while (!JSON.stringify(frames).includes('"id":"b"')) frames.push((await client.next())?.data);
    const posts = frames.filter((frame) => isRecord(frame) && frame['type'] === 'post');
    expect(posts.slice(-2)).toMatchObject([{ post: { text: 'I hate pizza', source: 'push' } }, { post: { id: 'b' } }]);
    // The deleted post was sent before its deletion came, or not at all.
    const retracted = { type: 'retract', id: 'pizza', post: { id: 'a', source: 'push' } };
    expect(frames.filter((frame) => isRecord(frame) && frame['type'] === 'retract')).toEqual(
      posts.length === 3 ? [retracted] : [],
    );
    client.abort();
  });

  it('takes posts while no query is tracked', async () => {
    const { received } = shared.ledger();
    expect(await send(addressOf(shared), '{"text":"nobody asks"}')).toMatchObject({
      status: 202,
      json: { accepted: 1 },
    });
    expect(shared.ledger().received).toBe(received + 1);
  });

  it('is not there without the source', async () => {
    expect((await send(addressOf(await start({ source: ['demo?rate=1'] })), '{"text":"a"}')).status).toBe(404);
  });

  it('refuses a page of another origin, and a client without the token', async () => {
    const server = await start({ token: ['secret'] });
    const url = addressOf(server);
    const foreign = { origin: 'https://evil.example', authorization: 'Bearer secret' };
    expect((await send(url, '{"text":"a"}', foreign)).status).toBe(403);
    expect((await send(url, '{"text":"a"}')).status).toBe(401);
    expect((await send(url, '{"text":"a"}', { authorization: 'Bearer secret' })).status).toBe(202);
    expect(server.ledger().received).toBe(1);
  });

  it('refuses a foreign page before it has sent its body', async () => {
    const asking = request(addressOf(shared), { method: 'POST', headers: { origin: 'https://evil.example' } });
    asking.on('error', () => undefined);
    asking.write('{"text":');
    expect((await responseTo(asking)).statusCode).toBe(403);
    asking.destroy();
  });

  it.each([
    ['too long', { 'content-length': '10000001' }, 413],
    ['compressed', { 'content-encoding': 'gzip' }, 400],
  ])('refuses a body that is %s', async (_, headers, status) => {
    const asking = request(addressOf(shared), { method: 'POST', headers });
    asking.on('error', () => undefined);
    asking.write('{"text":"a"}');
    if (status === 400) asking.end();
    const response = await responseTo(asking);
    expect(response.statusCode).toBe(status);
    expect(await text(response)).toMatch(/"message":"The body [^"]*\."/);
    asking.destroy();
  });

  it('refuses a body that is too long, though it does not say so', async () => {
    const { received } = shared.ledger();
    const asking = request(addressOf(shared), { method: 'POST' });
    asking.on('error', () => undefined);
    const line = `{"text":"${'a'.repeat(999_988)}"}\n`;
    const answer = responseTo(asking);
    for (let count = 0; count < 11; count += 1) asking.write(line);
    asking.end();
    expect((await answer).statusCode).toBe(413);
    expect(shared.ledger().received).toBe(received);
  });

  it('refuses an array that can not be read', async () => {
    expect(await send(addressOf(shared), '[{"text":"a"}')).toMatchObject({
      status: 400,
      json: { error: { code: 'bad_request' } },
    });
  });

  it('answers 429 while the server is behind', async () => {
    const stuck: Scorer = { idle$: of(true), score: () => NEVER };
    const server = await start({ scorer: stuck, maxWaitingPosts: 40, maxBatchPosts: 1 });
    const url = addressOf(server);
    const client = await track(url);
    const many = Array.from({ length: 20 }, (_, id) => ({ id, text: 'pizza' }));
    expect((await send(url, lines(...many))).status).toBe(202);
    const refused = await send(url, '{"text":"pizza"}');
    expect(refused).toMatchObject({ status: 429, retryAfter: '1', json: { error: { code: 'too_many' } } });
    client.abort();
  });

  it('is described', async () => {
    const response = await fetch(`${shared.url}/openapi.json`);
    expect(await response.json()).toMatchObject({
      paths: { '/v1/posts': { post: { responses: { 202: {}, 413: {}, 429: {} } } } },
    });
  });
});
