import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { isRecord } from '../src/model/index.ts';

/*
 * Many WebSocket clients in a process of their own, so that their work is not measured. They are written by their bytes
 * and count what comes without looking at it; what matters is that they read all of it.
 */

const sockets: Socket[] = [];
let bytes = 0;
const atATime = 250;

process.on('message', (order) => {
  void obey(order);
});
process.on('disconnect', () => process.exit());

async function obey(order: unknown): Promise<void> {
  if (!isRecord(order)) return;
  if (order['type'] === 'open') {
    const { url, count, message, subprotocol, addresses } = order;
    const handshake = handshakeOf(String(url), String(subprotocol));
    for (let opened = 0; opened < Number(count); opened += atATime) {
      const batch = Math.min(atATime, Number(count) - opened);
      await Promise.all(
        Array.from({ length: batch }, (_, index) => {
          const from = addresses === true ? forwardedFor(opened + index) : '';
          return open(String(url), handshake + from + '\r\n', String(message));
        }),
      );
    }
  } else if (order['type'] === 'close') {
    const closed = sockets.map((socket) => once(socket, 'close'));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
    sockets.length = 0;
  }
  process.send?.(bytes);
}

async function open(url: string, handshake: string, message: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(handshake);
  await once(socket, 'data');
  socket.on('data', (chunk) => {
    bytes += chunk.length;
  });
  if (message !== '') socket.write(frameOf(message));
  sockets.push(socket);
}

function handshakeOf(url: string, subprotocol: string): string {
  const { host } = new URL(url);
  return [
    'GET /track HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...(subprotocol === '' ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
    '',
  ].join('\r\n');
}

/** The header with which a proxy tells the address of a client. */
const forwardedFor = (index: number): string => `X-Forwarded-For: 10.0.${index >> 8}.${index & 255}\r\n`;

/** A masked text frame of less than 126 bytes; the mask is 0. */
function frameOf(message: string): Buffer {
  const payload = Buffer.from(message);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
