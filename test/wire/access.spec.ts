import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import { createOriginCheck } from '../../src/delivery/index.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { WireClient } from '../support/wire-client.ts';

let engine: Engine;
afterEach(() => engine.stop());

/** Sends an upgrade. Returns the status and the body of the answer. */
async function upgrade(url: string, headers: Readonly<Record<string, string>>) {
  const asked = request(url, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  });
  asked.end();
  return new Promise<{ readonly status: number | undefined; readonly body: string }>((resolve, reject) => {
    asked.on('error', reject);
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode, body: '' });
    });
    asked.on('response', (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode, body });
      });
    });
  });
}

describe('who may connect', () => {
  it.each([
    ['no origin', {}, 101],
    ['localhost', { origin: 'http://localhost:5173' }, 101],
    ['the server’s own origin', { origin: 'https://senti.example', host: 'senti.example' }, 101],
    ['an allowed host', { origin: 'https://good.example' }, 101],
    ['a host below an allowed domain', { origin: 'https://a.b.wild.example' }, 101],
    ['the allowed domain itself', { origin: 'https://wild.example' }, 403],
    ['a host that only ends alike', { origin: 'https://notgood.example' }, 403],
    ['a foreign host', { origin: 'https://evil.example' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
  ])('from %s', async (_, headers, status) => {
    engine = await startEngine({
      checkOrigin: createOriginCheck({ allowed: ['good.example', '*.wild.example'], listenHost: '127.0.0.1' }),
    });
    const answer = await upgrade(`${engine.url}/track`, headers);
    expect(answer.status).toBe(status);
    if (status === 403) expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('refuses a WebSocket on another path with 404', async () => {
    engine = await startEngine();
    const answer = await upgrade(`${engine.url}/elsewhere`, {});
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'not_found' } });
  });

  it('refuses new sessions with 503 while it shuts down', async () => {
    engine = await startEngine();
    engine.delivery.stop();
    expect(await upgrade(`${engine.url}/track`, {})).toMatchObject({ status: 503 });
  });

  it('closes a client that leaves two pings unanswered with 4410, and keeps one that answers', async () => {
    engine = await startEngine({ pingMs: 40 });
    const alive = await WireClient.open(engine.url);
    const mute = new WebSocket(`${engine.url.replace('http', 'ws')}/track`, { autoPong: false });
    const code = await new Promise((resolve) => mute.once('close', resolve));
    expect(code).toBe(4410);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('answers plain HTTP', async () => {
    engine = await startEngine();
    const statuses = ['/', '/health', '/ready', '/track', '/nothing'].map(async (path) => {
      return (await fetch(`${engine.url}${path}`)).status;
    });
    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 426, 404]);
  });
});

it('closes in spite of connections that hang before, within or after their request', async () => {
  engine = await startEngine();
  const { hostname, port } = new URL(engine.url);
  const hang = async (request: string) => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    await once(socket, 'connect');
    socket.on('error', () => undefined).write(request);
    return socket;
  };
  const refused = 'GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const sockets = await Promise.all(['', 'GET / HTTP/1.1\r\nHos', refused].map(hang));
  await once(sockets[2] ?? fail(), 'data');
  await engine.stop();
  for (const socket of sockets) socket.destroy();
});

function fail(): never {
  throw new Error('there is no such socket');
}
