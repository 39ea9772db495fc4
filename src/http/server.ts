import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { createRoutes, type RoutesOptions } from './routes.ts';

/** Who answers an upgrade of a connection. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface HttpOptions extends RoutesOptions {
  readonly onUpgrade: UpgradeHandler;
}

export interface HttpServer {
  /** Resolves with the address, as a URL without a path. Port 0 takes a free one. Rejects when it can't listen. */
  readonly listen: (port: number, host: string) => Promise<string>;
  /** Takes no new connection and cuts what is left; connections that were upgraded are their owners' to close. */
  readonly close: () => Promise<void>;
}

/** The HTTP server: routes, and connections that turn into something else. */
export function createHttp({ onUpgrade, ...routes }: HttpOptions): HttpServer {
  const listener = getRequestListener(createRoutes(routes).fetch);
  const server = createServer((request, response) => void listener(request, response));
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
      return addressOf(server, host);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function addressOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
