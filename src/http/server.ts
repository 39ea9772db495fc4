import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { UndertoneError } from '../model/index.ts';
import { createServer } from '../node/http.ts';
import { errorBody, failureOf } from './failures.ts';
import { createAdmission, type Admission, type AdmissionLimits } from './admission.ts';
import { timeoutsOf, watchHandshakes, type HandshakeOptions } from './handshake.ts';
import type { RequestListener } from './listener.ts';
import { asksForWebSocket, namesOf, normalizeHost, pathOf } from './request.ts';
import type { RoutesOptions } from './routes.ts';

/** Answers a request for a WebSocket. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface HttpOptions extends Omit<RoutesOptions, 'admission'> {
  readonly onUpgrade: UpgradeHandler;
  readonly handshake: HandshakeOptions;
  /** Returns why the server does not answer under a name. Without it, every name will do. */
  readonly checkHost?: HostCheck;
  /** Replaces some limits on the requests in progress. */
  readonly limits?: Partial<AdmissionLimits>;
  /** A matching certificate and key in PEM, to serve https. Without them, the server speaks http. */
  readonly tls?: Tls | undefined;
}

/** Returns why the server does not answer under the name in a header `Host`, or undefined when it does. */
export type HostCheck = (host: string) => UndertoneError | undefined;

export interface Tls {
  readonly cert: Uint8Array;
  readonly key: Uint8Array;
}

export interface HttpServer {
  /** Resolves with the address, as a URL without a path. Port 0 picks a free port. Rejects when it cannot listen. */
  readonly listen: (port: number, host: string) => Promise<string>;
  /** Refuses new connections and closes the others, except upgraded ones, which their owners close. */
  readonly close: () => Promise<void>;
}

/** The time in ms that a pending answer may take when the server closes. */
const closeMs = 500;

/** Creates the HTTP server. Requests for a WebSocket go to `onUpgrade`, and all others to the routes. */
export function createHttp(given: HttpOptions): HttpServer {
  const { onUpgrade, handshake, tls, checkHost = allowAny, limits, ...routes } = given;
  const faultOf = createNameCheck(checkHost, handshake.onCut);
  const admission = createAdmission({ limits, clientOf: routes.clientOf, onRefused: handshake.onCut });
  const answer = createListener({ ...routes, admission }, faultOf);
  const options = {
    ...timeoutsOf(handshake),
    shouldUpgradeCallback: asksForWebSocket,
    // Node would answer HTTP/1.1 without Host with an empty body.
    requireHostHeader: false,
  };
  const server =
    tls === undefined ? createServer(options, answer) : createTlsServer({ ...pemOf(tls), ...options }, answer);
  watchHandshakes(server, handshake);
  server.on('upgrade', (request, socket, head) => {
    const fault = faultOf(request);
    if (fault === undefined) onUpgrade(request, socket, head);
    else handshake.refuse(socket, failureOf(fault).status, fault);
  });
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
        // Pending answers are given time to complete.
        setTimeout(() => {
          server.closeAllConnections();
        }, closeMs).unref();
      }),
  };
}

const hostMissing = new UndertoneError('bad_request', 'A request by HTTP/1.1 must have a `Host`.');

const allowAny: HostCheck = () => undefined;

type NameCheck = (request: IncomingMessage) => UndertoneError | undefined;

/** Creates the check of all names that a request has for the server. `/health` answers under any. */
function createNameCheck(checkHost: HostCheck, onCut: HandshakeOptions['onCut']): NameCheck {
  return (request) => {
    const names = namesOf(request);
    if (names.length === 0) return request.httpVersion === '1.0' ? undefined : hostMissing;
    if (/^\/health\/?$/.test(pathOf(request.url ?? ''))) return undefined;
    const fault = names.map(checkHost).find((each) => each !== undefined);
    if (fault?.code === 'misdirected') onCut('host');
    return fault;
  };
}

/** Creates the listener of requests. The routes, a third of the program's modules, are loaded with the first of them. */
function createListener(routes: RoutesOptions & { readonly admission: Admission }, faultOf: NameCheck) {
  let loading: Promise<RequestListener> | undefined;
  const load = async () => (await import('./listener.ts')).createRequestListener(routes);
  return (request: IncomingMessage, response: ServerResponse): void => {
    normalizeHost(request);
    const fault = faultOf(request) ?? routes.admission.admit(request, response);
    if (fault === undefined) void (loading ??= load()).then((answer) => answer(request, response));
    else refuse(response, fault);
  };
}

function refuse(response: ServerResponse, error: UndertoneError): void {
  const body = JSON.stringify(errorBody(error));
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const retry = error.retryAfterS === undefined ? {} : { 'Retry-After': error.retryAfterS };
  response.writeHead(failureOf(error).status, { ...headers, ...retry, Connection: 'close' }).end(body);
}

const pemOf = ({ cert, key }: Tls) => ({ cert: Buffer.from(cert), key: Buffer.from(key) });

function addressOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
