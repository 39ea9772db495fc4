import { asyncScheduler as scheduler } from 'rxjs';
import {
  createDelivery,
  createHostCheck,
  createOriginCheck,
  isLoopbackHost,
  type DeliveryServer,
  type HostCheck,
  type OriginCheck,
  type RefusalReason,
} from '../../delivery/index.ts';
import type { CutReason } from '../../http/index.ts';
import { createAccess, type Authorize } from '../access.ts';
import { createClientOf, type ClientOf } from '../client-of.ts';
import type { Config } from '../config/index.ts';
import type { ClientsMeter } from '../metrics/clients.ts';
import type { Log } from '../observe.ts';
import { version } from '../identity.ts';
import { limitsOf } from '../limits.ts';

/** @throws UndertoneError `bad_option` when a value of `--allow-origin` can never match. */
export const composeOriginCheck = ({ allowOrigin: allowed, host: listenHost, cert }: Config): OriginCheck =>
  createOriginCheck({ allowed, listenHost, isSecure: cert !== '' });

/** @throws UndertoneError `bad_option` when a value of `--allow-host` can never match. */
export const composeHostCheck = ({ allowHost: allowed, allowOrigin, host: listenHost }: Config): HostCheck =>
  createHostCheck({ allowed, allowedOrigins: allowOrigin, listenHost });

/** Returns what an operator should know about who may connect, as sentences. */
export function accessWarnings({ host, token, tokenFile }: Config): readonly string[] {
  if (token.length > 0 || tokenFile !== '' || isLoopbackHost(host)) return [];
  return [
    `The server listens on ${host} without a token, so everybody who reaches that address has access: set --token or --token-file, or listen on 127.0.0.1.`,
  ];
}

/** Returns whether a source is X: `x`, or `x-2` where there are two. */
export const isX = (source: string): boolean => /^x(?:-\d+)?$/.test(source);

/** The checks of who may connect, and from where. */
export interface Door {
  readonly checkOrigin: OriginCheck;
  readonly authorize: Authorize;
  readonly clientOf: ClientOf;
}

/** @throws UndertoneError `bad_option` for origins, tokens or proxies that can't be used. */
export function composeDoor(config: Config): Door {
  return {
    checkOrigin: composeOriginCheck(config),
    authorize: createAccess(config),
    clientOf: createClientOf(config.trustProxy),
  };
}

export interface DeliveryContext extends Door {
  readonly log: Log;
  readonly metrics: ClientsMeter<RefusalReason | CutReason>;
}

/** Returns the limits that a client should know, besides those of its session. */
function welcomeLimits(config: Config) {
  return {
    maxFrameBytes: config.maxFrameBytes,
    resumeWindowMs: config.resumeWindow,
    sessionsPerAddress: config.maxSessionsPerAddress,
    queriesPerAddress: config.maxQueriesPerAddress,
    windowCostPerSession: config.maxWindowCostPerSession,
    windowCostPerAddress: config.maxWindowCostPerAddress,
    backfillWaitingPerSession: limitsOf(config).maxBackfillWaitingPerSession,
  };
}

/** A tenth of what a server can conflate per second, about. */
const rankedResultsPerSecond = 5_000;

/** Creates the delivery of a configuration. */
export function composeDelivery(
  config: Config,
  { log, checkOrigin, authorize, clientOf, metrics }: DeliveryContext,
): DeliveryServer {
  return createDelivery({
    checkOrigin,
    maxFrameBytes: config.maxFrameBytes,
    authorize,
    addressOf: (request) => clientOf(request).address,
    capacity: { maxSessions: config.maxSessions, maxSessionsPerAddress: config.maxSessionsPerAddress },
    session: {
      outbox: { maxFrames: config.maxOutboxFrames, maxBytes: config.maxOutboxBytes, maxBytesInFlight: 65_536 },
      messagesPerSecond: config.maxMessagesPerSecond,
      queriesPerSession: config.maxQueriesPerSession,
    },
    usage: {
      queriesPerAddress: config.maxQueriesPerAddress,
      queries: config.maxQueries,
      windowCostPerSession: config.maxWindowCostPerSession,
      windowCostPerAddress: config.maxWindowCostPerAddress,
      windowCost: config.maxWindowCost,
      rankedResultsPerSecond,
      resumeWindowMs: config.resumeWindow,
    },
    v1: {
      version,
      limits: welcomeLimits(config),
      isTextless: (source) => !config.xShareText && isX(source),
    },
    pingMs: config.ping,
    statsMs: config.stats,
    closeMs: Math.min(2_000, config.drain),
    slowCloseMs: 10_000,
    scheduler,
    onClosed: (session, ledger, code) => {
      metrics.onClosed(code);
      log.debug({ session, code, ledger }, 'a session has ended');
    },
    onRefused: (reason) => {
      metrics.onRefused(reason);
      log.debug({ reason }, 'a client was refused');
    },
  });
}
