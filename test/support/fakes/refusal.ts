import { STATUS_CODES } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Refusal } from '../../../src/testing/index.ts';

export type { Refusal } from '../../../src/testing/index.ts';

/** Answers a handshake with a status instead of an upgrade. */
export function refuse(pipe: Duplex, { status, body = '', headers = {} }: Refusal): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  pipe.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Starts a server on a free port of the loopback; its address. */
export async function listenOn(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server on a port has an address');
  return `http://127.0.0.1:${address.port}`;
}
