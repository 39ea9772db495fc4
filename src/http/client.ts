import type { HttpBindings } from '@hono/node-server';
import type { IncomingMessage } from 'node:http';
import type { Client } from '../model/index.ts';

/** Returns who sent a request, by its connection and by its headers where a proxy is trusted. */
export type ClientOf = (request: IncomingMessage) => Client;

/** Returns the peer as the client: no proxy is trusted. */
export const directClient: ClientOf = ({ socket }) => ({
  address: socket.remoteAddress ?? '',
  isSecure: 'encrypted' in socket,
});

interface RequestContext {
  /** Absent in tests that open no socket. */
  readonly env?: Partial<HttpBindings>;
  readonly req: { readonly url: string };
}

/** Returns who sent the request of a context. In a test without a connection, its URL shows whether it is secure. */
export type ReadClient = (context: RequestContext) => Client;

/** Creates the reader of clients for routes. */
export const createReadClient =
  (clientOf: ClientOf = directClient): ReadClient =>
  ({ env, req }) =>
    env?.incoming === undefined
      ? { address: '', isSecure: new URL(req.url).protocol === 'https:' }
      : clientOf(env.incoming);
