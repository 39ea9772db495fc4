import { UpstreamFailure } from '../supervisor/failure.ts';
import { failureOf, errorMessageIn } from '../net/http-failure.ts';
import type { HandshakeAnswer } from '../net/web-socket.ts';
import { maxMessageBytes } from '../turns.ts';
import type { Wire } from './frames.ts';
import { postCollection } from './post.ts';

/** A server and the wire that it is asked to speak. */
export interface Endpoint {
  readonly base: string;
  readonly wire: Wire;
}

/** The public servers (bluesky-social/jetstream, README), the newer wire first. */
export const publicEndpoints: readonly Endpoint[] = [
  { base: 'wss://jetstream.us-east.bsky.network', wire: 'v2' },
  { base: 'wss://jetstream.us-west.bsky.network', wire: 'v2' },
  { base: 'wss://jetstream2.us-east.bsky.network', wire: 'v1' },
  { base: 'wss://jetstream1.us-west.bsky.network', wire: 'v1' },
];

/** The statuses by which one of several servers turns us away: it may be the server's own matter. */
const turnedAway = new Set([401, 403, 429]);

/** The statuses of a server that knows nothing of a path, or of an upgrade there. */
const wrongWire = new Set([200, 301, 302, 307, 308, 400, 404, 405, 410, 426, 501]);

export interface Endpoints {
  readonly current: () => Endpoint;
  /**
   * Moves on after a connection that failed before it brought anything: to another server, or to the other wire of one
   * that does not know this wire. Returns whether that is tried at once: where the wire was wrong, and where a server has
   * turned us away that is one of several.
   */
  readonly failover: (failure: unknown) => boolean;
}

/** Returns both wires of a server of one's own. */
export const endpointsOf = (base: string): readonly Endpoint[] => [
  { base, wire: 'v2' },
  { base, wire: 'v1' },
];

/** Creates the rotation over endpoints. */
export function createEndpoints(endpoints: readonly Endpoint[]): Endpoints {
  const servers = new Set(endpoints.map(({ base }) => base)).size;
  let at = 0;
  // Servers in a row that have turned us away; once all have, the failure is reported, and the next round waits.
  let turns = 0;
  const endpointAt = (index: number): Endpoint => endpoints[index % endpoints.length] ?? { base: '', wire: 'v1' };
  return {
    current: () => endpointAt(at),
    failover: (failure) => {
      const { base: here, wire } = endpointAt(at);
      const elsewhere = here !== endpointAt(at + 1).base;
      const refused = failure instanceof UpstreamFailure && wrongWire.has(failure.status ?? 0);
      if (refused || elsewhere) at += 1;
      if (failure instanceof UpstreamFailure && turnedAway.has(failure.status ?? 0) && elsewhere) {
        turns = (turns + 1) % servers;
        return turns > 0;
      }
      turns = 0;
      return refused && !elsewhere && wire === 'v2';
    },
  };
}

/** Returns the address of a stream of posts of a size that is read, from a cursor on or from now on. */
export function streamUrl({ base, wire }: Endpoint, cursor: number | undefined): URL {
  const path = wire === 'v2' ? 'xrpc/network.bsky.jetstream.subscribeEvents' : 'subscribe';
  const url = new URL(`${base.replace(/\/+$/, '')}/${path}`);
  url.searchParams.set(wire === 'v2' ? 'collections' : 'wantedCollections', postCollection);
  url.searchParams.set('maxMessageSizeBytes', String(maxMessageBytes));
  if (cursor !== undefined) url.searchParams.set('cursor', String(cursor));
  return url;
}

/** Returns the host of an endpoint, for sentences. */
export const hostOf = ({ base }: Endpoint): string => new URL(base).host;

/** Returns the failure that a refused handshake means. */
export function refusalOf(
  endpoint: Endpoint,
  { status, headers, body }: HandshakeAnswer,
  now: number,
): UpstreamFailure {
  return failureOf({ host: hostOf(endpoint), status, headers, message: errorMessageIn(body), isPublic: true, now });
}
