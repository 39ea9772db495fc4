import { asyncScheduler as scheduler } from 'rxjs';
import {
  createDelivery,
  originRefused,
  isOriginAllowed,
  refuseUpgrade,
  type DeliveryServer,
  type RefusalReason,
} from '../../delivery/index.ts';
import type { CutReason, Guard, HandshakeOptions, UpgradeHandler } from '../../http/index.ts';
import { UndertoneError } from '../../model/index.ts';
import type { Authorize } from '../access.ts';
import type { Config } from '../config/index.ts';
import type { ClientsMeter } from '../metrics/clients.ts';
import type { Log } from '../observe.ts';
import { version } from '../identity.ts';

/** The doors of HTTP are those of the WebSocket. */
export function composeGuard({ allowOrigin: allowed }: Config, authorize: Authorize): Guard {
  return (asker) => {
    const { origin, host } = asker.headers;
    if (!isOriginAllowed({ origin, host, allowed })) return { status: 403, error: originRefused(origin) };
    const error = authorize(asker);
    return error && { status: 401, error };
  };
}

/** The one path at which a connection is upgraded. */
export function upgradeTo({ upgrade }: DeliveryServer): UpgradeHandler {
  return (request, socket, head) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (path === '/track') upgrade(request, socket, head);
    else refuseUpgrade(socket, 404, new UndertoneError('not_found', `There is no WebSocket at ${path}.`));
  };
}

/** Connections at a time that are no sessions. */
const otherConnections = 1_000;

/** How long a connection may take to become a request, and how many there may be. */
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

/** Whether posts of a source come from X: `x`, or `x-2` where there are two. */
export const isX = (source: string): boolean => /^x(?:-\d+)?$/.test(source);

export interface DeliveryContext {
  readonly log: Log;
  readonly authorize: Authorize;
  readonly metrics: ClientsMeter<RefusalReason | CutReason>;
}

export function composeDelivery(
  config: Config,
  { log, authorize: authorize, metrics }: DeliveryContext,
): DeliveryServer {
  return createDelivery({
    allowedOrigins: config.allowOrigin,
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
      log.debug({ session, code, ledger }, 'a session has gone');
    },
    onRefused: (reason) => {
      metrics.onRefused(reason);
      log.debug({ reason }, 'a client was turned away');
    },
  });
}
