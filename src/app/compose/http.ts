import { asyncScheduler as scheduler } from 'rxjs';
import type { Alerts } from '../../alerts/index.ts';
import { refuseUpgrade, type DeliveryServer } from '../../delivery/index.ts';
import type { TrackedQuery } from '../../graph/index.ts';
import {
  builtPage,
  createHttp,
  pathOf,
  type AccessCheck,
  type AlertStatus,
  type HandshakeOptions,
  type HttpServer,
  type UpgradeHandler,
} from '../../http/index.ts';
import { sentenceOf, UndertoneError, type DestinationLedger } from '../../model/index.ts';
import type { Explain } from '../../scoring/index.ts';
import type { Archive } from '../../store/index.ts';
import { createProxyCheck } from '../client-of.ts';
import type { Config } from '../config/index.ts';
import type { Log } from '../observe.ts';
import { readTls } from '../tls.ts';
import { accessWarnings, composeHostCheck, type DeliveryContext } from './delivery.ts';
import { frameAncestorsOf } from './embedding.ts';
import type { ComposedSources } from './sources.ts';
import { storeWarnings } from './store.ts';

/** The parts of a server that HTTP shows. */
export interface HttpParts {
  readonly delivery: DeliveryServer;
  readonly deliveryContext: DeliveryContext;
  readonly store: Archive;
  readonly log: Log;
  readonly metrics: () => Promise<string>;
  /** Returns why no client should come: none can be taken, or no source works. */
  readonly unreadiness: () => readonly string[];
  /** The sources, which suggest queries and take posts, and the recording, which tells what does not work. */
  readonly opened: Pick<ComposedSources, 'suggestions' | 'recorder' | 'receivePosts'>;
  readonly tracked: () => readonly TrackedQuery[] | Promise<readonly TrackedQuery[]>;
  readonly explain: Explain;
  readonly alerts: Alerts;
}

/** Creates the HTTP server of a configuration. */
export function composeHttp(config: Config, parts: HttpParts): HttpServer {
  const { delivery, deliveryContext, store, log, metrics, unreadiness, opened, tracked, explain, alerts } = parts;
  for (const warning of accessWarnings(config)) log.warn({}, warning);
  return createHttp({
    page: builtPage,
    ancestors: frameAncestorsOf(config.allowEmbed),
    suggestions: opened.suggestions,
    receivePosts: opened.receivePosts,
    unreadiness,
    warnings: () => [...storeWarnings(store), ...opened.recorder.warnings()],
    metrics,
    tls: readTls(config),
    clientOf: deliveryContext.clientOf,
    access: composeAccess(deliveryContext),
    checkHost: composeHostCheck(config),
    handshake: composeHandshake(config, deliveryContext),
    stream: delivery.stream,
    explain,
    limits: { explanations: explanationSlots(config) },
    api: { archive: store, tracked, now: () => scheduler.now() },
    alerts: { list: async () => statusOf(alerts, await store.alerts.ledgers()), attempts: store.alerts.attempts },
    onFailure: (error) => {
      log.error({}, `A request failed: ${sentenceOf(error)}`);
    },
    onUpgrade: upgradeTo(delivery),
  });
}

/**
 * Returns the alerts as `/v1/alerts` shows them, without secrets. Their ledgers are those of the store, since other servers
 * may share it.
 */
function statusOf({ specs, ledgers }: Alerts, stored: readonly DestinationLedger[]): readonly AlertStatus[] {
  return specs.map(({ name, written: query, writtenWhen: when, to }) => {
    const own = stored.filter(({ alert }) => alert === name);
    const firedAt = [...own.map(({ lastFiredAt }) => lastFiredAt), ledgers.lastFiredAt(name) ?? 0];
    return {
      ...{ name, query, when, lastFiredAt: Math.max(...firedAt) || null, suppressed: ledgers.suppressed(name) },
      destinations: to.map((each) => {
        const {
          fired = 0,
          delivered = 0,
          pending = 0,
          failed = 0,
        } = own.find(({ destination }) => destination === each.name) ?? {};
        return { type: each.type, name: each.name, fired, delivered, pending, failed };
      }),
    };
  });
}

/** Leaves at least half of the workers to posts, unless there is only one, which posts and explanations then share. */
function explanationSlots({ workers }: Config) {
  const max = Math.max(1, Math.floor(workers / 2));
  return { maxPerOwner: max, max, maxWaitingPerOwner: 8, maxWaiting: 64 };
}

/** Requires the same of HTTP requests as of WebSockets. */
function composeAccess({ checkOrigin, authorize }: Pick<DeliveryContext, 'checkOrigin' | 'authorize'>): AccessCheck {
  return (request) => {
    const foreign = checkOrigin(request.headers);
    if (foreign !== undefined) return { status: 403, error: foreign };
    const error = authorize(request);
    return error && { status: 401, error };
  };
}

/** Accepts WebSockets at `/track` only. */
function upgradeTo({ upgrade }: DeliveryServer): UpgradeHandler {
  return (request, socket, head) => {
    const path = pathOf(request.url ?? '');
    if (path === '/track' || path === '/track/') upgrade(request, socket, head);
    else refuseUpgrade(socket, 404, new UndertoneError('not_found', `There is no WebSocket at ${path}.`));
  };
}

/** The number of connections that may be open in addition to the sessions. */
const otherConnections = 1_000;
/** The same for one address. A browser opens up to 6 for a page. */
const otherConnectionsPerAddress = 512;

/** Returns the limits on connections that have not sent a complete request. */
function composeHandshake(config: Config, { log, metrics }: DeliveryContext): HandshakeOptions {
  return {
    handshakeMs: config.handshakeTimeout,
    maxConnections: config.maxSessions + otherConnections,
    maxConnectionsPerAddress: config.maxSessionsPerAddress + otherConnectionsPerAddress,
    isProxy: createProxyCheck(config.trustProxy),
    refuse: refuseUpgrade,
    onCut: (reason) => {
      metrics.onRefused(reason);
      log.debug({ reason }, 'a connection was cut');
    },
  };
}
