import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { timeoutsOf, watchHandshakes, type HandshakeOptions } from './handshake.ts';
import { createRoutes, type RoutesOptions } from './routes.ts';

/** Who answers an upgrade of a connection. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface HttpOptions extends RoutesOptions {
  readonly onUpgrade: UpgradeHandler;
  readonly handshake: HandshakeOptions;
  /** Certificate and key in PEM, which fit each other, to serve https; http without. */
  readonly tls?: Tls | undefined;
}

export interface Tls {
  readonly cert: Uint8Array;
  readonly key: Uint8Array;
}

export interface HttpServer {
  /** Resolves with the address, as a URL without a path. Port 0 takes a free one. Rejects when it can't listen. */
  readonly listen: (port: number, host: string) => Promise<string>;
  /** Takes no new connection and cuts what is left; connections that were upgraded are their owners' to close. */
  readonly close: () => Promise<void>;
}

/** How long an answer that is under way when the server closes may take, in ms. */
const closeMs = 500;

/** The HTTP server: routes, and connections that turn into something else. */
export function createHttp({ onUpgrade, handshake, tls, ...routes }: HttpOptions): HttpServer {
  const listener = getRequestListener(createRoutes(routes).fetch);
  const answer = (request: IncomingMessage, response: ServerResponse): void => void listener(request, response);
  const timeouts = timeoutsOf(handshake);
  const server =
    tls === undefined ? createServer(timeouts, answer) : createTlsServer({ ...pemOf(tls), ...timeouts }, answer);
  watchHandshakes(server, handshake);
  server.on('upgrade', onUpgrade);
  return {
    listen: async (port, host) => {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return `${tls === undefined ? 'http' : 'https'}://${addressOf(server, host)}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
        // An answer that is under way gets its end.
        setTimeout(() => {
          server.closeAllConnections();
        }, closeMs).unref();
      }),
  };
}

const pemOf = ({ cert, key }: Tls) => ({ cert: Buffer.from(cert), key: Buffer.from(key) });

function addressOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
