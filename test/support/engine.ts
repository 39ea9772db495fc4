import type { Duplex } from 'node:stream';
import { asyncScheduler, merge, NEVER, ReplaySubject, startWith, Subject, takeUntil, tap, type Observable } from 'rxjs';
import {
  createDelivery,
  createOriginCheck,
  deliver,
  refuseUpgrade,
  type DeliveredSession,
  type DeliveryOptions,
  type RefusalReason,
  type SessionLimits,
} from '../../src/delivery/index.ts';
import {
  createGraph,
  defaultLimits,
  type Limits,
  type PostLog,
  type Scorer,
  type Source,
  type SourceEvent,
} from '../../src/graph/index.ts';
import { createHttp, pathOf, type CutReason, type HandshakeOptions } from '../../src/http/index.ts';
import { createEngineLedger, UndertoneError, type SessionLedger } from '../../src/model/index.ts';
import { createInlineScorer, explainInline } from '../../src/scoring/index.ts';
import { unlimitedResults, unlimitedUsage } from './unlimited.ts';

export interface EngineOptions extends Partial<Omit<DeliveryOptions, 'session'>> {
  readonly outbox?: Partial<SessionLimits['outbox']>;
  readonly session?: Partial<SessionLimits>;
  readonly limits?: Partial<Limits>;
  readonly scorer?: Scorer;
  /** Whether `breakNext` works. It costs an operator per delivery, which a bench would measure. */
  readonly breakable?: boolean;
  readonly handshake?: Partial<HandshakeOptions>;
  /** Sessions beside those of clients. */
  readonly sessions$?: Observable<DeliveredSession>;
  /** The log that it reads from, in the place of what the test feeds. */
  readonly log?: { readonly source: Source; readonly port: PostLog };
}

/** Starts the whole engine on real sockets, with a source that the test feeds. */
export async function startEngine(given: EngineOptions = {}) {
  const { scorer = createInlineScorer('vader'), outbox, session, limits, breakable, handshake, ...others } = given;
  const { sessions$ = NEVER, log, ...options } = others;
  const ledger = createEngineLedger();
  const gone: SessionLedger[] = [];
  const refused: RefusalReason[] = [];
  const cut: CutReason[] = [];
  const sockets = new Set<Duplex>();
  function forget(this: Duplex): void {
    sockets.delete(this);
  }
  let breaks = false;
  let openings = 0;
  let tracked = { sessions: 0, queries: 0 };
  const events$ = new Subject<SourceEvent>();
  const stop$ = new ReplaySubject<unknown>(1);
  const opened = Promise.withResolvers<undefined>();
  const delivery = createDelivery({
    checkOrigin: createOriginCheck({ allowed: [], listenHost: '127.0.0.1' }),
    authorize: () => undefined,
    addressOf: ({ socket }) => socket.remoteAddress ?? '',
    maxFrameBytes: 65_536,
    capacity: { maxSessions: 10_000, maxSessionsPerAddress: 10_000 },
    session: {
      outbox: { maxFrames: 1_000, maxBytes: 1_048_576, maxBytesInFlight: 65_536, ...outbox },
      messagesPerSecond: 1_000,
      queriesPerSession: 64,
      ...session,
    },
    usage: unlimitedUsage,
    v1: {
      version: 'test',
      limits: { maxFrameBytes: 65_536, resumeWindowMs: 30_000 },
      isTextless: (source) => source === 'x',
    },
    pingMs: 30_000,
    statsMs: 10_000,
    closeMs: 1_000,
    slowCloseMs: 1_000,
    scheduler: asyncScheduler,
    onClosed: (_, ledger) => gone.push(ledger),
    onRefused: (reason) => refused.push(reason),
    ...options,
  });
  const http = createHttp({
    unreadiness: () => [],
    stream: delivery.stream,
    explain: explainInline,
    handshake: {
      ...{ handshakeMs: 10_000, maxConnections: 20_000, refuse: refuseUpgrade, ...handshake },
      onCut: (reason) => cut.push(reason),
    },
    onUpgrade: (request, socket, head) => {
      sockets.add(socket);
      socket.on('close', forget);
      if (pathOf(request.url ?? '') === '/track') delivery.upgrade(request, socket, head);
      else refuseUpgrade(socket, 404, new UndertoneError('not_found', 'There is no WebSocket here.'));
    },
  });
  const breaking: typeof deliver = (client, deliveries$) =>
    deliver(
      client,
      deliveries$.pipe(
        tap(() => {
          if (!breaks) return;
          breaks = false;
          throw new Error('The delivery is broken.');
        }),
      ),
    );
  const graph$ = createGraph<DeliveredSession>(
    {
      sessions$: merge(delivery.sessions$, sessions$),
      stop$,
      sources: [
        log?.source ?? {
          name: 'test',
          open: () => {
            opened.resolve(undefined);
            openings += 1;
            return events$.pipe(startWith<SourceEvent>({ type: 'state', source: 'test', state: 'live' }));
          },
        },
      ],
      scorer,
      ...(log && { log: log.port }),
      deliver: breakable === true ? breaking : deliver,
      probe: {
        ...ledger,
        late: () => undefined,
        registryChanged: (sessions, queries) => (tracked = { sessions, queries }),
      },
      instanceId: 'test',
      scheduler: asyncScheduler,
    },
    { ...defaultLimits, ...unlimitedResults, quietMs: 0, maxQuietMs: 0, ...limits },
  );
  const done = new Promise<void>((resolve, reject) => {
    merge(graph$, delivery.upkeep$.pipe(takeUntil(stop$))).subscribe({ complete: resolve, error: reject });
  });
  const url = await http.listen(0, '127.0.0.1');
  let posts = 0;
  return {
    /** Returns the number of sessions that track a query, and of the distinct tracked queries. */
    tracked: () => tracked,
    url,
    delivery,
    gone,
    refused,
    /** The reasons for which connections without a request were cut. */
    cut,
    ledger: ledger.read,
    /** Resolves when the first query has reached upstream. */
    opened: opened.promise,
    feed: (...texts: readonly string[]): void => {
      for (const text of texts) {
        posts += 1;
        events$.next({ type: 'post', post: { id: String(posts), source: 'test', text, at: 0 } });
      }
    },
    /** Emits an event as the source, which is live from the start. */
    emit: (event: SourceEvent): void => {
      events$.next(event);
    },
    /** Returns how often the source was opened. */
    openings: () => openings,
    /** Lets the next delivery fail, if the engine is `breakable`. */
    breakNext: (): void => {
      breaks = true;
    },
    /** Returns the bytes that wait in the process for the clients' sockets. */
    buffered: () => Array.from(sockets).reduce((sum, { writableLength }) => sum + writableLength, 0),
    /** Drains and stops as the program does. */
    stop: async (): Promise<void> => {
      delivery.stop();
      stop$.next('stop');
      await done;
      await delivery.close();
      await http.close();
    },
  };
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;
