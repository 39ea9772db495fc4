import { asyncScheduler as scheduler } from 'rxjs';
import {
  createDelivery,
  createOriginCheck,
  refuseUpgrade,
  type DeliveryServer,
  type OriginCheck,
  type RefusalReason,
} from '../../delivery/index.ts';
import { pathOf, type CutReason, type Guard, type HandshakeOptions, type UpgradeHandler } from '../../http/index.ts';
import { UndertoneError } from '../../model/index.ts';
import type { Authorize } from '../access.ts';
import type { Config } from '../config/index.ts';
import type { ClientsMeter } from '../metrics/clients.ts';
import type { Log } from '../observe.ts';
import { version } from '../identity.ts';

/** @throws UndertoneError `bad_option` when a value of `--allow-origin` can never match. */
export const composeOriginCheck = ({ allowOrigin: allowed, host: listenHost }: Config): OriginCheck =>
  createOriginCheck({ allowed, listenHost });

/** Requires the same of HTTP requests as of WebSockets. */
export function composeGuard({ checkOrigin, authorize }: Pick<DeliveryContext, 'checkOrigin' | 'authorize'>): Guard {
  return (request) => {
    const foreign = checkOrigin(request.headers);
    if (foreign !== undefined) return { status: 403, error: foreign };
    const error = authorize(request);
    return error && { status: 401, error };
  };
}

/** Accepts WebSockets at `/track` only. */
export function upgradeTo({ upgrade }: DeliveryServer): UpgradeHandler {
  return (request, socket, head) => {
    const path = pathOf(request.url ?? '');
    if (path === '/track' || path === '/track/') upgrade(request, socket, head);
    else refuseUpgrade(socket, 404, new UndertoneError('not_found', `There is no WebSocket at ${path}.`));
  };
}

/** The number of connections that may be open in addition to the sessions. */
const otherConnections = 1_000;

/** Returns the limits on connections that have not sent a complete request. */
export function composeHandshake(config: Config, { log, metrics }: DeliveryContext): HandshakeOptions {
  return {
    handshakeMs: config.handshakeTimeout,
    maxConnections: config.maxSessions + otherConnections,
    refuse: refuseUpgrade,
    onCut: (reason) => {
      metrics.onRefused(reason);
      log.debug({ reason }, 'a connection was cut');
    },
  };
}

/** Returns whether a source is X: `x`, or `x-2` where there are two. */
export const isX = (source: string): boolean => /^x(?:-\d+)?$/.test(source);

export interface DeliveryContext {
  readonly log: Log;
  readonly checkOrigin: OriginCheck;
  readonly authorize: Authorize;
  readonly metrics: ClientsMeter<RefusalReason | CutReason>;
}

export function composeDelivery(
  config: Config,
  { log, checkOrigin, authorize, metrics }: DeliveryContext,
): DeliveryServer {
  return createDelivery({
    checkOrigin,
    maxFrameBytes: config.maxFrameBytes,
    authorize,
    capacity: { maxSessions: config.maxSessions, maxSessionsPerAddress: config.maxSessionsPerAddress },
    session: {
      outbox: { maxFrames: config.maxOutboxFrames, maxBytes: config.maxOutboxBytes, maxBytesInFlight: 65_536 },
      messagesPerSecond: config.maxMessagesPerSecond,
      queriesPerSession: config.maxQueriesPerSession,
    },
    v1: {
      version,
      limits: { maxFrameBytes: config.maxFrameBytes, resumeWindowMs: config.resumeWindow },
      isTextless: (source) => !config.xShareText && isX(source),
    },
    pingMs: config.ping,
    statsMs: config.stats,
    closeMs: Math.min(2_000, config.drain),
    slowCloseMs: 10_000,
    scheduler,
    onClosed: (session, ledger, code) => {
      metrics.onGone(code);
      log.debug({ session, code, ledger }, 'a session has closed');
    },
    onRefused: (reason) => {
      metrics.onRefused(reason);
      log.debug({ reason }, 'a client was refused');
    },
  });
}
