import { asyncScheduler as scheduler } from 'rxjs';
import { createDelivery, foreignOrigin, isOriginAllowed, type DeliveryServer } from '../../delivery/index.ts';
import type { Guard } from '../../http/index.ts';
import type { Forbids } from '../access.ts';
import type { Config } from '../config.ts';
import type { Log } from '../observe.ts';
import { version } from '../version.ts';

/** The doors of HTTP are those of the WebSocket. */
export function composeGuard({ allowOrigin: allowed }: Config, forbids: Forbids): Guard {
  return (asker) => {
    const { origin, host } = asker.headers;
    if (!isOriginAllowed({ origin, host, allowed })) return { status: 403, error: foreignOrigin(origin) };
    const error = forbids(asker);
    return error && { status: 401, error };
  };
}

export function composeDelivery(config: Config, log: Log, forbids: Forbids): DeliveryServer {
  return createDelivery({
    allowedOrigins: config.allowOrigin,
    maxFrameBytes: config.maxFrameBytes,
    forbids,
    capacity: { maxSessions: config.maxSessions, maxSessionsPerAddress: config.maxSessionsPerAddress },
    session: {
      outbox: { maxFrames: config.maxOutboxFrames, maxBytes: config.maxOutboxBytes, maxBytesInFlight: 65_536 },
      messagesPerSecond: config.maxMessagesPerSecond,
      queriesPerSession: config.maxQueriesPerSession,
    },
    v1: {
      version,
      limits: { maxFrameBytes: config.maxFrameBytes, resumeWindowMs: config.resumeWindow },
      textless: new Set(),
    },
    pingMs: config.ping,
    statsMs: config.stats,
    closeMs: Math.min(2_000, config.drain),
    slowCloseMs: 10_000,
    scheduler,
    onGone: (session, ledger) => {
      log.debug({ session, ledger }, 'a session has gone');
    },
    onRefused: (reason) => {
      log.debug({ reason }, 'a client was turned away');
    },
  });
}
