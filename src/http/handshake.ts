import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { UndertoneError, type ErrorCode } from '../model/index.ts';
import { limitConnections } from './connections.ts';
import type { RequestBudget } from './admission.ts';

/** The reason why a connection was cut or a request refused: too slow, not HTTP, one too many, or for another host. */
export type CutReason =
  'handshake' | 'malformed' | 'connections' | 'connections_per_address' | 'host' | 'stalled' | RequestBudget;

export interface HandshakeOptions {
  /** The maximum time to receive a complete request, and before that to complete the TLS handshake, in ms. */
  readonly handshakeMs: number;
  /** The most connections of all kinds at a time; further ones are cut. */
  readonly maxConnections: number;
  /** The most of one address. By default there is no such limit. */
  readonly maxConnectionsPerAddress?: number;
  /** Returns whether an address is that of a trusted proxy, whose connections many clients share. By default none is. */
  readonly isProxy?: (address: string) => boolean;
  /** Answers a connection with an error and ends it. */
  readonly refuse: (socket: Duplex, status: number, error: UndertoneError) => void;
  /** Called for each connection that was cut, and each request that was refused. */
  readonly onCut: (reason: CutReason) => void;
}

/** Returns the timeouts of Node's servers that end a slow handshake in time. */
export const timeoutsOf = ({ handshakeMs }: HandshakeOptions) => ({
  headersTimeout: handshakeMs,
  requestTimeout: handshakeMs,
  handshakeTimeout: handshakeMs,
  // Node checks its timeouts only at intervals, of 30 s by default.
  connectionsCheckingInterval: Math.max(10, Math.ceil(handshakeMs / 10)),
});

interface Answer {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

const malformed: Answer = { status: 400, code: 'bad_request', message: 'This is not a valid HTTP/1.1 request.' };

/** The answers by the codes of Node's errors. */
const answers: Readonly<Record<string, Answer>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'timeout', message: 'The request took too long to arrive.' },
  HPE_HEADER_OVERFLOW: { status: 431, code: 'bad_request', message: 'The headers of the request are too long.' },
};

/** Cuts connections that do not become requests, with an answer where the client can still read one. */
export function watchHandshakes(server: Server, options: HandshakeOptions): void {
  const { maxConnections, maxConnectionsPerAddress = Infinity, isProxy = () => false, refuse, onCut } = options;
  server.maxConnections = maxConnections;
  limitConnections(server, {
    maxPerAddress: maxConnectionsPerAddress,
    isExempt: isProxy,
    onCut: () => {
      onCut('connections_per_address');
    },
  });
  server.on('drop', () => {
    onCut('connections');
  });
  server.on('tlsClientError', () => {
    onCut('handshake');
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // A client that has closed the connection itself was not cut.
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const answer = answers[error.code ?? ''] ?? malformed;
    onCut(answer.status === 408 ? 'handshake' : 'malformed');
    refuse(socket, answer.status, new UndertoneError(answer.code, answer.message));
  });
}
