import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from '../support/engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

/** Sends a request as it stands, and returns the answer up to where the server pauses or closes. */
async function send(...lines: readonly string[]): Promise<{ readonly head: string; readonly body: string }> {
  const { hostname, port } = new URL(engine.url);
  const socket = connect(Number(port), hostname);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  await once(socket, 'data');
  await new Promise(setImmediate);
  socket.destroy();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { head, body };
}

const handshake = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'] as const;
const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const http2 = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA'];

describe('a plain request', () => {
  it.each([
    ['with an offer of h2c', ['GET /health HTTP/1.1', 'Host: localhost', ...http2]],
    ['with an offer of TLS', ['GET /health HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: TLS/1.0, HTTP/1.1']],
    ['with an unknown offer', ['GET /health HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: irc']],
    ['with a WebSocket in HTTP/1.0', ['GET /health HTTP/1.0', ...handshake, key]],
    ['by HTTP/1.0 without a host', ['GET /health HTTP/1.0']],
    ['by HTTP/1.0 with a host', ['GET /health HTTP/1.0', 'Host: localhost']],
    ['to an absolute URL', ['GET http://senti.example/health HTTP/1.1', 'Host: senti.example']],
    ['with a slash at its end', ['GET /health/ HTTP/1.1', 'Host: localhost']],
    ['with a long IPv6 host', ['GET /health HTTP/1.1', 'Host: [0:0:0:0:0:0:0:1]:18190']],
    ['with a short IPv6 host', ['GET /health HTTP/1.1', 'Host: [::1]']],
    ['with a mapped IPv4 host', ['GET /health HTTP/1.1', 'Host: [::ffff:127.0.0.1]:80']],
    ['with a zone', ['GET /health HTTP/1.1', 'Host: [fe80::1%25eth0]:8000']],
    ['with capitals', ['GET /health HTTP/1.1', 'Host: LOCALHOST:8000']],
    ['with leading zeros in IPv6', ['GET /health HTTP/1.1', 'Host: [FE80:0000::0001]']],
  ])('%s is answered', async (_, lines) => {
    const { head, body } = await send(...lines);
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(JSON.parse(body)).toEqual({ status: 'ok' });
  });

  it.each([
    ['without a host', ['GET /health HTTP/1.1']],
    ['with two hosts in one', ['GET /health HTTP/1.1', 'Host: a/b']],
    ['with a broken IPv6 host', ['GET /health HTTP/1.1', 'Host: [::1']],
  ])('by HTTP/1.1 %s is refused with a sentence', async (_, lines) => {
    const { head, body } = await send(...lines);
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'bad_request' } });
  });
});

describe('a handshake', () => {
  it.each([
    ['at the path', ['GET /track HTTP/1.1', 'Host: a', ...handshake, key]],
    ['at an absolute URL', ['GET http://a/track?x=1 HTTP/1.1', 'Host: a', ...handshake, key]],
    [
      'with another offer before it',
      [
        'GET /track HTTP/1.1',
        'Host: a',
        'Connection: Upgrade',
        'Upgrade: h2c, WebSocket',
        'Sec-WebSocket-Version: 13',
        key,
      ],
    ],
  ])('%s is accepted', async (_, lines) => {
    expect((await send(...lines)).head).toMatch(/^HTTP\/1\.1 101 /);
  });

  it.each([
    [
      'with a malformed list of subprotocols',
      400,
      ['GET /track HTTP/1.1', ...handshake, key, 'Sec-WebSocket-Protocol: a,,b'],
    ],
    ['with a repeated subprotocol', 400, ['GET /track HTTP/1.1', ...handshake, key, 'Sec-WebSocket-Protocol: a, a']],
    ['without a key', 400, ['GET /track HTTP/1.1', ...handshake]],
    ['with a short key', 400, ['GET /track HTTP/1.1', ...handshake, 'Sec-WebSocket-Key: abc']],
    ['by POST', 405, ['POST /track HTTP/1.1', ...handshake, key, 'Content-Length: 0']],
    ['by DELETE', 405, ['DELETE /track HTTP/1.1', ...handshake, key]],
    [
      'of another version',
      426,
      ['GET /track HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 99', key],
    ],
    ['without a version', 426, ['GET /track HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket', key]],
  ])('%s is refused with %i in JSON', async (_, status, lines) => {
    const before = engine.refused.length;
    const { head, body } = await send(...lines, 'Host: localhost');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/^Content-Type: application\/json$/im);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'bad_request' } });
    expect(engine.refused.slice(before)).toEqual(['malformed']);
  });
});
