import { asyncScheduler, ignoreElements, merge, of, ReplaySubject, takeUntil, tap, type Observable } from 'rxjs';
import { createDelivery, deliver, refuseUpgrade } from '../delivery/index.ts';
import {
  createGraph,
  type Delivery,
  type GraphEvent,
  type Limits,
  type Scorer,
  type Session,
  type Source,
} from '../graph/index.ts';
import { createHttp } from '../http/index.ts';
import { sentenceOf, UndertoneError, type EngineLedger, type Query } from '../model/index.ts';
import { languagesForX } from '../query/index.ts';
import { createInlineScorer, createPool } from '../scoring/index.ts';
import {
  createBluesky,
  createDemo,
  createFileCursors,
  createFileSource,
  createMastodon,
  createPoll,
  createStdinSource,
  createRecorder,
  createX,
  noCursors,
  type Cursors,
  type Flow,
  type Recorder,
} from '../sources/index.ts';
import { primarySubtag } from '../text/index.ts';
import type { Config } from './config.ts';
import { createGate } from './gate.ts';
import { observe, type Log } from './observe.ts';
import { createReadiness } from './readiness.ts';
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
  const recorder = composeRecorder(config, log);
  const live = composeSources(specs, { flow: gate, config, log });
  const sources = recorder === undefined ? live : live.map(recorder.tap);
  const delivery = createDelivery({
    allowedOrigins: config.allowOrigin,
    maxFrameBytes: config.maxFrameBytes,
    outbox: { maxFrames: config.maxOutboxFrames, maxBytes: config.maxOutboxBytes, maxBytesInFlight: 65_536 },
    pingMs: config.ping,
    closeMs: Math.min(2_000, config.drain),
    scheduler,
    onGone: (session, ledger) => {
      log.debug({ session, ledger }, 'a session has gone');
    },
  });
  const readiness = createReadiness(sources.map(({ name }) => name));
  let stopping = false;
  const http = createHttp({
    unreadiness: () => (stopping ? ['the server is shutting down'] : readiness.reasons()),
    onUpgrade: (request, socket, head) => {
      const path = request.url?.split('?', 1)[0] ?? '';
      if (path === '/track') delivery.upgrade(request, socket, head);
      else refuseUpgrade(socket, 404, new UndertoneError('not_found', `There is no WebSocket at ${path}.`));
    },
  });
  const graph$ = createGraph(
    { sessions$: delivery.sessions$, stop$, sources, scorer, deliver, probe: observed.probe, scheduler },
    limitsOf(config),
  );
  return {
    run$: merge(graph$.pipe(tap(readiness.note)), delivery.upkeep$.pipe(takeUntil(stop$))),
    sources: sources.map(({ name }) => name),
    listen: () => http.listen(config.port, config.host),
    stop: () => {
      stopping = true;
      delivery.stop();
      stop$.next('stop');
    },
    close: async () => {
      await delivery.close();
      await Promise.all([http.close(), scorer.close(), recorder?.close()]);
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
  readonly onDelivery: (delivery: Delivery) => void;
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
      deliver: (_, deliveries$) => deliveries$.pipe(tap(onDelivery), ignoreElements()),
      probe: observed.probe,
      scheduler,
    },
    limits,
  );
  const stop = (): void => {
    stop$.next('stop');
  };
  return { run$: graph$, stop, close: () => Promise.resolve(), ledger: observed.ledger };
}

/** The bounds of the graph as they are configured. */
function limitsOf(config: Config): Limits {
  return {
    quietMs: config.quiet,
    maxQuietMs: config.maxQuiet,
    idleGraceMs: config.idleGrace,
    maxBatchPosts: config.maxBatchPosts,
    maxBatchWaitMs: config.maxBatchWait,
    maxBatches: 2 * Math.max(1, config.workers),
    maxWaitingPosts: config.maxWaitingPosts,
    maxRecentPosts: config.maxRecentPosts,
    languages: config.lang.includes('all') ? [] : config.lang,
  };
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

function composeRecorder({ record: path }: Config, log: Log): Recorder | undefined {
  if (path === 'none') return undefined;
  try {
    return createRecorder({
      path,
      onTrouble: (error) => {
        log.warn({}, `The recording in ${path} is not complete: ${sentenceOf(error)}`);
      },
    });
  } catch (error) {
    throw new UndertoneError('bad_option', `--record ${path} can't be written: ${sentenceOf(error)}.`, {
      cause: error,
    });
  }
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
      return createFileSource({ ...common, path: spec.path, speed: spec.speed, loop: spec.loop });
    case 'stdin':
      return createStdinSource({ ...common, stream: process.stdin });
    case 'bluesky': {
      const wanted = new Set(limitsOf(config).languages.map(primarySubtag));
      const wants = (lang: string): boolean => wanted.size === 0 || wanted.has(primarySubtag(lang));
      return createBluesky({ ...live, base: spec.base, wants, cursors });
    }
    case 'mastodon':
      return createMastodon({ ...live, base: spec.base, token: spec.token, tags: spec.tags, local: spec.local });
    case 'x': {
      const languages = languagesForX(limitsOf(config).languages);
      const { base, token, fill, maxRules, maxLength } = spec;
      return createX({ ...live, base, token, fill, maxRules, maxLength, languages });
    }
    case 'poll':
      return createPoll({ ...live, url: spec.url, everyMs: spec.everyMs });
  }
}
