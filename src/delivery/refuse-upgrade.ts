import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { UndertoneError } from '../model/index.ts';
import { STATUS_CODES } from '../node/http.ts';

interface UpgradeAnswer {
  readonly status: number;
  /** Header lines in addition to those of every refusal. */
  readonly headers?: string;
  readonly error: UndertoneError;
}

/** Answers a handshake with an error, in the JSON body that all errors over HTTP have, and closes the connection. */
export function refuseUpgrade(socket: Duplex, status: number, error: UndertoneError): void {
  answerUpgrade(socket, { status, error });
}

export interface MalformedHandshake {
  readonly request: IncomingMessage;
  readonly duplex: Duplex;
  /** The fault that `ws` found, as a sentence without a full stop. */
  readonly message: string;
}

/** Refuses a request that is not a handshake of RFC 6455, section 4.2.1. */
export function refuseMalformed({ request: { method, headers }, duplex, message }: MalformedHandshake): void {
  const error = new UndertoneError('bad_request', `This is not a WebSocket handshake: ${message}.`);
  if (method !== 'GET') answerUpgrade(duplex, { status: 405, headers: 'Allow: GET\r\n', error });
  else if (!versions.has(headers['sec-websocket-version'] ?? '')) {
    answerUpgrade(duplex, { status: 426, headers: 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n', error });
  } else answerUpgrade(duplex, { status: 400, error });
}

/** The versions of the protocol that `ws` accepts. */
const versions: ReadonlySet<string> = new Set(['8', '13']);

function answerUpgrade(socket: Duplex, { status, headers = '', error: { code, message } }: UpgradeAnswer): void {
  const body = JSON.stringify({ error: { code, message } });
  socket.on('error', () => undefined);
  // Ending only our half would leave the connection open for a peer that never closes its own.
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n${headers}` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
