import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { UndertoneError, type ErrorCode } from '../model/index.ts';

/** Why a connection was cut before it was a request: too slow, no HTTP, or one too many. */
export type CutReason = 'handshake' | 'malformed' | 'connections';

export interface HandshakeOptions {
  /** How long a request may take to come in, in ms; of TLS, how long its handshake may take before that. */
  readonly handshakeMs: number;
  /** Connections at a time, of all kinds; more are cut. */
  readonly maxConnections: number;
  /** Answers a connection with an error and ends it. */
  readonly refuse: (socket: Duplex, status: number, error: UndertoneError) => void;
  /** Told of each connection that was cut. */
  readonly onCut: (reason: CutReason) => void;
}

/** What Node's servers take, so that a slow handshake ends in time. */
export const timeoutsOf = ({ handshakeMs }: HandshakeOptions) => ({
  headersTimeout: handshakeMs,
  requestTimeout: handshakeMs,
  handshakeTimeout: handshakeMs,
  // Node looks at times only now and then.
  connectionsCheckingInterval: Math.max(10, Math.ceil(handshakeMs / 10)),
});

interface Answer {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

const malformed: Answer = { status: 400, code: 'bad_request', message: 'This is no request of HTTP/1.1.' };

/** By the code of Node's error. */
const answers: Readonly<Record<string, Answer>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'timeout', message: 'The request took too long to come in.' },
  HPE_HEADER_OVERFLOW: { status: 431, code: 'bad_request', message: 'The headers of the request are too long.' },
};

/** Cuts connections that never become requests, with an answer where there is somebody to hear it. */
export function watchHandshakes(server: Server, { maxConnections, refuse, onCut }: HandshakeOptions): void {
  server.maxConnections = maxConnections;
  server.on('drop', () => {
    onCut('connections');
  });
  server.on('tlsClientError', () => {
    onCut('handshake');
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // Who has gone by himself was not cut.
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const answer = answers[error.code ?? ''] ?? malformed;
    onCut(answer.status === 408 ? 'handshake' : 'malformed');
    refuse(socket, answer.status, new UndertoneError(answer.code, answer.message));
  });
}
