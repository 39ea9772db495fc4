import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { UndertoneError } from '../model/index.ts';

/** Answers a handshake with an error, in the JSON body that all errors over HTTP have, and closes the connection. */
export function refuseUpgrade(socket: Duplex, status: number, { code, message }: UndertoneError): void {
  const body = JSON.stringify({ error: { code, message } });
  socket.on('error', () => undefined);
  // Ending only our half would leave the connection open for a peer that never closes its own.
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
