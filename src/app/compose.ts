import { createHash, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import {
  asyncScheduler,
  filter,
  ignoreElements,
  merge,
  of,
  ReplaySubject,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { createDelivery, deliver, refuseUpgrade, type DeliveryServer } from '../delivery/index.ts';
import {
  createGraph,
  type GraphEvent,
  type ResultDelivery,
  type Scorer,
  type Session,
  type Source,
} from '../graph/index.ts';
import { createHttp } from '../http/index.ts';
import { sentenceOf, UndertoneError, type EngineLedger, type Query } from '../model/index.ts';
import { createInlineScorer, createPool } from '../scoring/index.ts';
import {
  createBluesky,
  createDemo,
  createFileCursors,
  createFileSource,
  createMastodon,
  createPoll,
  createStdinSource,
  noCursors,
  type Cursors,
  type Flow,
} from '../sources/index.ts';
import { createStore, type Archive } from '../store/index.ts';
import { primarySubtag } from '../text/index.ts';
import { createAccess, type Forbids } from './access.ts';
import type { Config } from './config.ts';
import { createGate } from './gate.ts';
import { limitsOf } from './limits.ts';
import { observe, type Log } from './observe.ts';
import { parseStoreSpec } from './store-spec.ts';
import { version } from './version.ts';
import { parseSources, type Environment, type SourceSpec } from './source-spec.ts';

/** A running whole: what lifecycle subscribes to once, and how it is asked to end. */
export interface System {
  /** Everything that happens. Completes when a stop has drained. */
  readonly run$: Observable<GraphEvent>;
  /** Asks for the end: nothing new is taken, what is in flight goes out. */
  readonly stop: () => void;
  /** Releases what is left, after the end or a deadline. */
  readonly close: () => Promise<void>;
  readonly ledger: () => EngineLedger;
}

export interface ServerSystem extends System {
  /** The names of its sources. */
  readonly sources: readonly string[];
  readonly listen: () => Promise<string>;
}

const scheduler = asyncScheduler;

/** The server of a configuration: every port of the graph on its edge. Keys of sources are looked up in `env`. */
export function composeServer(config: Config, log: Log, env: Environment): ServerSystem {
  const gate = createGate(config.maxWaitingPosts / 4);
  const observed = observe(gate.probe);
  const stop$ = new ReplaySubject<'stop'>(1);
  const scorer = composeScorer(config, log);
  const specs = parseSources(config.source, env);
  const sources = composeSources(specs, { flow: gate, config, log });
  const store = composeStore(config, log);
  const delivery = composeDelivery(config, log, createAccess(config));
  let stopping = false;
  const http = createHttp({
    unreadiness: () => (stopping ? ['the server is shutting down'] : []),
    warnings: () => troublesOf(store),
    api: { archive: store, tracked: () => [], now: () => scheduler.now() },
    onFailure: (error) => {
      log.error({}, `A request failed: ${sentenceOf(error)}`);
    },
    onUpgrade: (request, socket, head) => {
      const path = request.url?.split('?', 1)[0] ?? '';
      if (path === '/track') delivery.upgrade(request, socket, head);
      else refuseUpgrade(socket, 404, new UndertoneError('not_found', `There is no WebSocket at ${path}.`));
    },
  });
  const graph$ = createGraph(
    {
      sessions$: delivery.sessions$,
      stop$,
      sources,
      scorer,
      deliver,
      store,
      probe: observed.probe,
      run: nameRun(),
      scheduler,
    },
    limitsOf(config),
  );
  return {
    run$: merge(graph$, delivery.upkeep$.pipe(takeUntil(stop$))),
    sources: sources.map(({ name }) => name),
    listen: () => http.listen(config.port, config.host),
    stop: () => {
      stopping = true;
      delivery.stop();
      stop$.next('stop');
    },
    close: async () => {
      await delivery.close();
      await Promise.all([http.close(), scorer.close(), store.close()]);
      // An open standard input would keep the process alive.
      if (specs.some(({ kind }) => kind === 'stdin')) process.stdin.destroy();
    },
    ledger: observed.ledger,
  };
}

export interface ReplayOptions {
  readonly path: string;
  readonly speed: number;
  /** The queries with the ids under which their results are told. */
  readonly queries: readonly { readonly id: string; readonly query: Query }[];
  readonly config: Config;
  /** Told of each result. */
  readonly onDelivery: (delivery: ResultDelivery) => void;
  /** Whether results can be taken. */
  readonly flow: Flow;
}

/** The same graph over a file, with one session and no sockets. It scores in its own thread, so that order is the file's. */
export function composeReplay(options: ReplayOptions): System {
  const { path, speed, queries, config, onDelivery, flow } = options;
  const observed = observe();
  const stop$ = new ReplaySubject<'stop'>(1);
  const source = createFileSource({ name: 'file', path, speed, loop: false, now: () => 0, flow, scheduler });
  const session: Session = {
    id: 'replay',
    intents$: merge(
      of(...queries.map(({ id, query }) => ({ type: 'track' as const, id, query }))),
      stop$.pipe(ignoreElements()),
    ),
    closed$: stop$.pipe(ignoreElements()),
    end: (cause) => {
      throw cause;
    },
  };
  const limits = { ...limitsOf(config), quietMs: 0, maxQuietMs: 0 };
  const graph$ = createGraph(
    {
      sessions$: of(session),
      stop$,
      sources: [source],
      scorer: createInlineScorer(config.scorer),
      deliver: (_, deliveries$) =>
        deliveries$.pipe(
          filter((delivery) => delivery.type === 'result'),
          tap(onDelivery),
          ignoreElements(),
        ),
      probe: observed.probe,
      run: 'replay',
      scheduler,
    },
    limits,
  );
  const stop = (): void => {
    stop$.next('stop');
  };
  return { run$: graph$, stop, close: () => Promise.resolve(), ledger: observed.ledger };
}

/** A name that no other run has: what clients were told in another means nothing in this one. */
const nameRun = (): string => randomBytes(8).toString('hex');

function composeDelivery(config: Config, log: Log, forbids: Forbids): DeliveryServer {
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

function composeStore({ store, dataFolder, keepPosts }: Config, log: Log): Archive {
  return createStore({
    spec: parseStoreSpec(store, dataFolder),
    keepPostsMs: keepPosts,
    // X allows what it is asked for again to be kept: the ids.
    idsOnly: (source) => /^x(?:-\d+)?$/.test(source),
    onTrouble: (error) => {
      if (error === undefined) log.info({}, 'the store is written again');
      else log.error({ code: error.code }, `${error.message}; results wait for it while there is room`);
    },
    scheduler,
  });
}

function troublesOf(store: Archive): readonly string[] {
  const { trouble } = store.health();
  return trouble === undefined ? [] : [trouble];
}

function composeScorer({ workers, scorer }: Config, log: Log): Scorer & { readonly close: () => Promise<void> } {
  if (workers === 0) return { ...createInlineScorer(scorer), close: () => Promise.resolve() };
  return createPool({
    scorer,
    workers,
    onFailure: ({ code, message }, posts) => {
      log.error({ code, posts }, `A batch could not be scored: ${message}`);
    },
  });
}

interface SourceContext {
  readonly flow: Flow;
  readonly config: Config;
  readonly log: Log;
}

function composeSources(specs: readonly SourceSpec[], context: SourceContext): readonly Source[] {
  const { config, log } = context;
  const cursors = composeCursors(config, log);
  const names = new Map<string, number>();
  return specs.map((spec) => {
    const count = (names.get(spec.kind) ?? 0) + 1;
    names.set(spec.kind, count);
    return composeSource(spec, { ...context, cursors, name: count === 1 ? spec.kind : `${spec.kind}-${count}` });
  });
}

function composeCursors({ dataFolder }: Config, log: Log): Cursors {
  if (dataFolder === 'none') return noCursors;
  return createFileCursors(dataFolder, (error) => {
    log.warn({}, `Nothing can be kept in ${dataFolder}, so a restart will miss posts: ${sentenceOf(error)}`);
  });
}

interface NamedContext extends SourceContext {
  readonly name: string;
  readonly cursors: Cursors;
}

function composeSource(spec: SourceSpec, { name, flow, cursors, config }: NamedContext): Source {
  const common = { name, now: () => scheduler.now(), flow, scheduler };
  const live = { name, flowing$: flow.flowing$, random: () => Math.random(), scheduler };
  switch (spec.kind) {
    case 'demo':
      // Without a seed each start writes other posts, with other ids.
      return createDemo({ name, seed: spec.seed ?? scheduler.now(), postsPerSecond: spec.postsPerSecond, scheduler });
    case 'file':
      return createFileSource({ ...common, ...spec, idPrefix: `${name}-${digestOf(resolve(spec.path))}` });
    case 'stdin':
      return createStdinSource({ ...common, idPrefix: `${name}-${nameRun()}`, stream: process.stdin });
    case 'bluesky': {
      const wanted = new Set(limitsOf(config).languages.map(primarySubtag));
      const wants = (lang: string): boolean => wanted.size === 0 || wanted.has(primarySubtag(lang));
      return createBluesky({ ...live, base: spec.base, wants, cursors });
    }
    case 'mastodon':
      return createMastodon({ ...live, base: spec.base, token: spec.token, tags: spec.tags, local: spec.local });
    case 'poll':
      return createPoll({ ...live, url: spec.url, everyMs: spec.everyMs });
  }
}

/** Enough to tell one file from another. */
function digestOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 8);
}
