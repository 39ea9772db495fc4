import { delay, ignoreElements, of, ReplaySubject, Subject, tap, VirtualTimeScheduler } from 'rxjs';
import {
  createGraph,
  defaultLimits,
  type Delivery,
  type Intent,
  type LogSpan,
  type PostLog,
  type Session,
  type Source,
} from '../../../src/graph/index.ts';
import { createEngineLedger } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { MemoryLogReader, MemoryPostLog } from '../../support/fakes/memory-post-log.ts';
import { scoreOf } from '../../support/world.ts';
import { must } from '../expected-frames.ts';
import type { Gateway, Move, MoveQuery } from './actions.ts';
import { Follower, isWithin, resumeWindowMs } from './follower.ts';

/** Parts of the system that are other than they should be. */
export interface MoveMutation {
  readonly log?: (right: PostLog, log: MemoryPostLog) => PostLog;
  readonly source?: (right: Source) => Source;
}

interface Connected {
  readonly gateway: Gateway;
  readonly intents$: Subject<Intent>;
  readonly closed$: ReplaySubject<unknown>;
  /** The queries that the client tracks in this connection. */
  readonly tracked: Set<MoveQuery>;
}

const queries: readonly MoveQuery[] = ['pizza', 'coffee'];

/** Two graphs that read one log, each at its own pace, and clients that move between them with their tokens. */
export class MoveWorld {
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #log = new MemoryPostLog();
  readonly #gateways: Readonly<Record<Gateway, GraphOnLog>>;
  readonly #clients = new Map<string, Connected>();
  /** The results of each query that each client has. */
  readonly #followers = new Map<string, Follower>();
  #sessions = 0;

  constructor(mutation: MoveMutation = {}) {
    const gateway = (name: Gateway): GraphOnLog => new GraphOnLog(name, this.#log, this.#scheduler, mutation);
    this.#gateways = { east: gateway('east'), west: gateway('west') };
  }

  /** Lives through a history and holds what each client has received against the log. Throws a `Violation`. */
  live(history: readonly Move[]): void {
    for (const move of history) this.#act(move);
    for (const { reader } of Object.values(this.#gateways)) reader.advance(Infinity);
    this.#pass(2_000);
    for (const [client, { tracked }] of this.#clients) {
      for (const query of tracked) this.#followers.get(`${client} ${query}`)?.settle();
    }
    for (const { ledger, reader } of Object.values(this.#gateways)) {
      const { received, scored, unmatched, filtered, pending } = ledger.read();
      const isWhole = received === scored + unmatched + filtered && pending === 0;
      must(received + reader.skipped === this.#log.posts.length && isWhole, 'A ledger is wrong.');
    }
  }

  #act(move: Move): void {
    switch (move.do) {
      case 'post':
        for (const text of move.texts) this.#log.append(text, this.#scheduler.now());
        return;
      case 'delete':
        this.#log.deletePost(move.age, this.#scheduler.now());
        return;
      case 'read':
        this.#gateways[move.gateway].reader.advance(move.posts);
        return;
      case 'skip':
        this.#skip(move.gateway, move.posts);
        return;
      case 'track':
        this.#track(
          move.client,
          move.query,
          this.#clients.get(move.client) ?? this.#connect(move.client, move.gateway),
        );
        return;
      case 'move':
        this.#move(move.client, move.gateway);
        return;
      case 'break':
        this.#leave(move.client);
        return;
      case 'trim':
        this.#log.trim(move.posts);
        return;
      case 'pool':
        this.#gateways[move.gateway].latencyMs = move.latencyMs;
        return;
      case 'pass':
        this.#pass(move.ms);
    }
  }

  #skip(gateway: Gateway, posts: number): void {
    const { reader, skipped } = this.#gateways[gateway];
    const after = reader.port.position();
    reader.skip(posts);
    const span = { after, upTo: reader.port.position() };
    skipped.push(span);
    for (const [client, connected] of this.#clients) {
      if (connected.gateway !== gateway) continue;
      for (const query of connected.tracked) this.#followers.get(`${client} ${query}`)?.skips(span);
    }
  }

  /** A client goes on with all that it tracks at a gateway, which may be the one that it comes from. */
  #move(client: string, gateway: Gateway): void {
    this.#leave(client);
    const connected = this.#connect(client, gateway);
    for (const query of queries) if (this.#followers.has(`${client} ${query}`)) this.#track(client, query, connected);
  }

  #connect(client: string, gateway: Gateway): Connected {
    const connected = {
      gateway,
      intents$: new Subject<Intent>(),
      closed$: new ReplaySubject<unknown>(1),
      tracked: new Set<MoveQuery>(),
    };
    this.#sessions += 1;
    this.#gateways[gateway].connect({
      ...{ id: `${client} ${this.#sessions}`, resumable: true, end: () => undefined },
      intents$: connected.intents$,
      closed$: connected.closed$,
      receive: (delivery) => {
        if (this.#clients.get(client) === connected) this.#receive(client, delivery, gateway);
      },
    });
    this.#clients.set(client, connected);
    return connected;
  }

  #track(client: string, query: MoveQuery, { gateway, intents$, tracked }: Connected): void {
    tracked.add(query);
    const key = `${client} ${query}`;
    const follower = this.#followers.get(key) ?? new Follower(query, this.#log);
    this.#followers.set(key, follower);
    const { reader, skipped } = this.#gateways[gateway];
    follower.tracks(reader.port.position(), skipped);
    intents$.next({ type: 'track', id: query, query: parseQuery(query), resume: follower.token });
  }

  #leave(client: string): void {
    const connected = this.#clients.get(client);
    this.#clients.delete(client);
    connected?.closed$.next('closed');
  }

  #receive(client: string, delivery: Delivery, gateway: Gateway): void {
    const id = 'id' in delivery ? delivery.id : undefined;
    const { reader, skipped } = this.#gateways[gateway];
    const knows = (position: number): boolean =>
      position <= reader.port.position() && !skipped.some((span) => isWithin(position, span));
    this.#followers.get(`${client} ${String(id)}`)?.receive(delivery, knows);
  }

  #pass(ms: number): void {
    const end = this.#scheduler.now() + ms;
    this.#scheduler.maxFrames = end;
    this.#scheduler.flush();
    this.#scheduler.frame = end;
  }
}

interface MoveSession extends Session {
  readonly receive: (delivery: Delivery) => void;
}

/** A gateway: the graph over its own reader of the log. */
class GraphOnLog {
  readonly reader: MemoryLogReader;
  readonly #sessions$ = new Subject<MoveSession>();
  readonly ledger = createEngineLedger();
  /** The spans of the log that it has passed over. */
  readonly skipped: LogSpan[] = [];
  latencyMs = 0;

  constructor(name: Gateway, log: MemoryPostLog, scheduler: VirtualTimeScheduler, mutation: MoveMutation) {
    this.reader = new MemoryLogReader(log, scheduler);
    const { source } = this.reader;
    // Each second, tokens of queries without results are renewed.
    const port = { ...this.reader.port, keepMs: 1_000 };
    createGraph<MoveSession>(
      {
        sessions$: this.#sessions$,
        stop$: new Subject(),
        sources: [mutation.source?.(source) ?? source],
        log: mutation.log?.(port, log) ?? port,
        scorer: {
          idle$: of(true),
          score: (batch) => of(batch.map(scoreOf)).pipe(delay(this.latencyMs, scheduler)),
        },
        deliver: ({ receive }, deliveries$) => deliveries$.pipe(tap(receive), ignoreElements()),
        probe: { ...this.ledger, late: () => undefined, registryChanged: () => undefined },
        instanceId: name,
        scheduler,
      },
      { ...defaultLimits, quietMs: 5, maxQuietMs: 20, resumeWindowMs, maxResumeResults: 3 },
    ).subscribe();
  }

  connect(session: MoveSession): void {
    this.#sessions$.next(session);
  }
}
