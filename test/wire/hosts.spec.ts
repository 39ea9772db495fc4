import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type Server } from '../../src/app/create-server.ts';
import { parseExposition } from '../support/exposition.ts';

let server: Server;
beforeAll(async () => {
  server = await createServer({
    ...{ port: 0, source: ['demo'], store: 'sqlite::memory:', dataFolder: 'none', workers: 0, logLevel: 'silent' },
    ...{ allowHost: ['senti.example'], allowOrigin: ['*.pages.example'] },
  });
});
afterAll(() => server.stop());

/** Sends lines as they stand. Returns the status and the body of the answer, which the server then closes. */
async function ask(...lines: readonly string[]): Promise<{ readonly status: number; readonly body: string }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  await once(socket, 'data');
  await new Promise(setImmediate);
  socket.destroy();
  return { status: Number(text.slice(9, 12)), body: text.slice(text.indexOf('\r\n\r\n') + 4) };
}

const handshake = [
  ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

describe('a request for a name that the server does not have', () => {
  it.each([
    ['of the API', ['GET /v1/queries HTTP/1.1', 'Host: evil.example:8000']],
    ['of the metrics', ['GET /metrics HTTP/1.1', 'Host: evil.example']],
    ['of a page', ['GET / HTTP/1.1', 'Host: evil.example.']],
    ['by HTTP/1.0', ['GET /v1/queries HTTP/1.0', 'Host: evil.example']],
    ['in a whole URL', ['GET http://evil.example/v1/queries HTTP/1.1', 'Host: localhost']],
    ['that begins like another', ['GET /healthy HTTP/1.1', 'Host: evil.example']],
    [
      'whose page has the same name',
      ['GET /track HTTP/1.1', 'Host: evil.example', 'Origin: http://evil.example', ...handshake],
    ],
    ['for a WebSocket elsewhere', ['GET /health/x HTTP/1.1', 'Host: evil.example', ...handshake]],
  ])('%s is misdirected, and learns the option', async (_, lines) => {
    const { status, body } = await ask(...lines);
    expect(status).toBe(421);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'misdirected' } });
    expect(body).toContain('--allow-host evil.example.');
  });

  it('is counted', async () => {
    const refused = async () => {
      const families = parseExposition(await (await fetch(`${server.url}/metrics`)).text());
      const samples = Array.from(families.values()).flatMap((family) => family.samples);
      return samples.find(({ labels }) => labels['reason'] === 'host')?.value ?? NaN;
    };
    const before = await refused();
    await ask('GET /ready HTTP/1.1', 'Host: evil.example');
    await ask('GET /track HTTP/1.1', 'Host: evil.example', ...handshake);
    expect(await refused()).toBe(before + 2);
  });

  it.each([
    ['the health check', ['GET /health HTTP/1.1', 'Host: evil.example']],
    ['the health check with a slash', ['GET /health/?x=1 HTTP/1.1', 'Host: evil.example']],
    ['an address', ['GET /v1/queries HTTP/1.1', 'Host: 192.168.1.7:8000']],
    ['localhost', ['GET /v1/queries HTTP/1.1', 'Host: LOCALHOST.']],
    ['an allowed name with a port', ['GET /v1/queries HTTP/1.1', 'Host: Senti.Example:1']],
    ['a host of an allowed origin', ['GET /v1/queries HTTP/1.1', 'Host: a.pages.example']],
    ['HTTP/1.0 without a name', ['GET /v1/queries HTTP/1.0']],
  ])('does not concern %s', async (_, lines) => {
    expect(await ask(...lines)).toMatchObject({ status: 200 });
  });

  it.each([
    ['an address', ['Host: 127.0.0.1:1', 'Origin: http://127.0.0.1:1'], 101],
    ['an allowed name', ['Host: senti.example', 'Origin: https://senti.example'], 101],
    ['no name', [], 400],
    ['a name with a user', ['Host: evil@localhost'], 400],
  ])('does not concern WebSockets to %s', async (_, lines, status) => {
    expect(await ask('GET /track HTTP/1.1', ...lines, ...handshake)).toMatchObject({ status });
  });
});
