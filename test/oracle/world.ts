import { ReplaySubject, VirtualTimeScheduler } from 'rxjs';
import { deliver } from '../../src/delivery/index.ts';
import { createSessionManager } from '../../src/delivery/sessions.ts';
import type { ClientSession, Connection } from '../../src/delivery/session.ts';
import { createV1Sessions } from '../../src/delivery/v1/session.ts';
import {
  createGraph,
  defaultLimits,
  type Limits,
  type Ports,
  type Scorer,
  type Source,
  type Store,
} from '../../src/graph/index.ts';
import { createEngineLedger, sentenceOf } from '../../src/model/index.ts';
import { createSessionContext } from '../../src/delivery/session-core.ts';
import { Account, maxFrames, maxQueries } from './account.ts';
import { sourceNames, stepMs, type Action, type ClientName, type QueryName } from './actions.ts';
import { CoverageLog } from './coverage-log.ts';
import { must, Violation, type Position } from './expected-frames.ts';
import { Model } from './model.ts';
import { modelLimits } from './model-limits.ts';
import { unlimited } from '../support/unlimited.ts';
import { Peer } from './peer.ts';
import { Pool } from './pool.ts';
import { TestSource } from './source.ts';

type Deliver = Ports<ClientSession>['deliver'];

/** Parts of the system that are other than they should be. */
export interface Mutation {
  readonly limits?: Partial<Limits>;
  readonly maxFrames?: number;
  readonly scorer?: (right: Scorer) => Scorer;
  readonly deliver?: (right: Deliver) => Deliver;
  readonly source?: (right: Source) => Source;
  readonly connection?: (right: Connection) => Connection;
  readonly probe?: (right: Ports['probe']) => Ports['probe'];
  readonly store?: (right: Store) => Store;
}

interface ConnectedClient {
  readonly peer: Peer;
  readonly session: ClientSession;
  readonly account: Account;
}

type Pace = 'slow' | 'fast';

function turn(connected: ConnectedClient | undefined, to: Pace): void {
  connected?.account.setPace(to);
  connected?.peer.turn(to);
}

interface Token {
  readonly text: string;
  readonly place: Position;
}

const createV1Session = createV1Sessions({
  version: 'oracle',
  limits: { maxFrameBytes: 65_536, resumeWindowMs: 105 },
  isTextless: () => false,
});
const same = <T>(right: T): T => right;

/** The graph and the delivery core with clients, sources and a pool that a history drives, in virtual time. */
export class World {
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #model = new Model();
  readonly #now = (): number => this.#scheduler.now();
  readonly #sources = {
    north: new TestSource('north', this.#model, this.#now),
    south: new TestSource('south', this.#model, this.#now),
  };
  readonly #pool = new Pool(this.#model, this.#scheduler);
  readonly #ledger = createEngineLedger();
  readonly #coverage = new CoverageLog(this.#now);
  readonly #sessions = createSessionManager({
    capacity: { maxSessions: 100, maxSessionsPerAddress: 100 },
    now: this.#now,
    onClosed: () => undefined,
  });
  readonly #stop$ = new ReplaySubject<unknown>(1);
  readonly #mutation: Mutation;
  readonly #clients = new Map<ClientName, ConnectedClient>();
  /** What each client would say to come back. */
  readonly #tokens = new Map<ClientName, Map<QueryName, Token>>();
  /** How each client reads, over all of its sessions. */
  readonly #paces = new Map<ClientName, Pace>();
  #routed = 0;
  #end: 'completed' | { readonly error: unknown } | undefined;

  constructor(mutation: Mutation = {}) {
    this.#mutation = mutation;
    const { scorer = same, deliver: deliverBy = same, source = same, probe = same, store = same, limits } = mutation;
    createGraph<ClientSession>(
      {
        sessions$: this.#sessions.sessions$,
        stop$: this.#stop$,
        sources: sourceNames.map((name) => source(this.#sources[name])),
        scorer: scorer(this.#pool),
        deliver: deliverBy(deliver),
        store: store(this.#coverage.store),
        probe: probe({ ...this.#ledger, late: () => undefined, registryChanged: () => undefined }),
        instanceId: 'oracle',
        scheduler: this.#scheduler,
      },
      { ...defaultLimits, ...modelLimits, ...limits },
    ).subscribe({
      error: (error: unknown) => (this.#end = { error }),
      complete: () => (this.#end = 'completed'),
    });
  }

  /** Lives through a history, holds each step against the model, and ends. Throws a `Violation`. */
  live(history: readonly Action[]): void {
    for (const action of history) {
      this.#model.tick(this.#now());
      this.#act(action);
      this.#check();
    }
    this.#stop();
  }

  #act(action: Action): void {
    switch (action.do) {
      case 'track':
        this.#track(action);
        return;
      case 'untrack':
        this.#untrack(action.client, action.id);
        return;
      case 'break':
        this.#leave(action.client);
        return;
      case 'slow':
      case 'fast':
        this.#paces.set(action.client, action.do);
        turn(this.#clients.get(action.client), action.do);
        return;
      case 'read':
        this.#clients.get(action.client)?.peer.read(action.frames);
        return;
      case 'post':
        for (const text of action.texts) this.#sources[action.source].post(text, action.lang);
        return;
      case 'repeat':
        this.#sources[action.source].repeat(action.ago);
        return;
      case 'delete':
        this.#sources[action.source].delete(action.ago);
        return;
      case 'invalid':
        this.#sources[action.source].invalid(action.count);
        return;
      case 'up':
      case 'down':
        this.#sources[action.source].turn(action.do);
        return;
      case 'cover':
        this.#sources.south.cover();
        return;
      case 'pool':
        this.#pool.turn(action.latencyMs, action.idle);
        return;
      case 'pass':
        this.#pass(action.steps);
    }
  }

  #track({ client, id, query, whenSlow, resume }: Extract<Action, { readonly do: 'track' }>): void {
    const connected = this.#clients.get(client) ?? this.#connect(client);
    const token = resume ? this.#tokens.get(client)?.get(query) : undefined;
    connected.session.receive(JSON.stringify({ type: 'track', id, query, whenSlow, resume: token?.text }));
    this.#model.track(connected.account, { id, query, whenSlow, place: token?.place });
  }

  #connect(client: ClientName): ConnectedClient {
    const peer = new Peer();
    const pace = this.#paces.get(client) ?? 'fast';
    // Before the welcome, which may wait as well.
    peer.turn(pace);
    const { connection = same, maxFrames: frames = maxFrames } = this.#mutation;
    const context = createSessionContext(
      {
        outbox: { maxFrames: frames, maxBytes: 1_000_000, maxBytesInFlight: 1 },
        messagesPerSecond: 10_000,
        queriesPerSession: maxQueries,
      },
      { ...unlimited(this.#now), onFirstIntent: this.#sessions.emit },
    );
    const session = this.#sessions.open(client, (identity) =>
      createV1Session({ ...identity, connection: connection(peer), context }),
    );
    must(typeof session !== 'string', 'There is room for every client.');
    const connected = { peer, session, account: new Account(client, session.id) };
    turn(connected, pace);
    connected.account.welcome();
    this.#clients.set(client, connected);
    this.#model.connect(connected.account);
    return connected;
  }

  #untrack(client: ClientName, id: string): void {
    const connected = this.#clients.get(client);
    if (connected === undefined) return;
    connected.session.receive(JSON.stringify({ type: 'untrack', id }));
    this.#model.untrack(connected.account, id);
  }

  /** The connection has gone. */
  #leave(client: ClientName): void {
    const connected = this.#clients.get(client);
    if (connected === undefined) return;
    const { session, peer, account } = connected;
    this.#clients.delete(client);
    this.#sessions.remove(session, 1006);
    peer.cut();
    this.#model.disconnect(account);
    this.#readFrames(client, connected);
    must(session.ledger().pending === 0, `Something is under way to ${account.name}, who has gone.`);
    this.#routed += session.ledger().routed;
  }

  #pass(steps: number): void {
    for (let step = 0; step < steps; step += 1) {
      const end = this.#now() + stepMs;
      // What is due at that time comes before what is done at that time.
      this.#scheduler.maxFrames = end;
      this.#scheduler.flush();
      this.#scheduler.frame = end;
      this.#model.tick(end);
      this.#check();
    }
  }

  /** What a client has read, and its ledger. */
  #readFrames(client: ClientName, { peer, session, account }: ConnectedClient): void {
    for (const frame of peer.takeRead()) {
      const place = account.receive(frame, (key) => this.#model.isDeleted(key));
      const { resume: text } = frame;
      if (place === undefined || typeof text !== 'string') continue;
      const tokens = this.#tokens.get(client) ?? new Map<QueryName, Token>();
      this.#tokens.set(client, tokens.set(place.life.query, { text, place }));
    }
    account.check(session.ledger(), session.waiting().frames);
    account.settle(session.ledger(), (query) => this.#model.upstreamOf(query));
  }

  #check(): void {
    this.#model.tick(this.#now());
    if (typeof this.#end === 'object') {
      const { error } = this.#end;
      throw error instanceof Violation ? error : new Violation(`The graph has failed: ${sentenceOf(error)}`);
    }
    this.#model.check(this.#ledger.read());
    for (const [client, connected] of this.#clients) {
      const { code } = connected.peer;
      if (code !== undefined) connected.account.closed(code);
      this.#readFrames(client, connected);
      if (code !== undefined) this.#leave(client);
    }
    const covered = this.#model.covered();
    if (covered !== undefined) {
      must(this.#coverage.covered.join() === covered.join(), `${this.#coverage.covered.join()} are covered.`);
    }
    const wanted = this.#model.querySet();
    if (wanted === undefined) return;
    for (const { name, asked } of Object.values(this.#sources)) {
      must(asked.toSorted().join() === wanted.toSorted().join(), `${name} is asked for ${asked.join()}.`);
    }
  }

  /** The server is stopped: what is in flight arrives, then the graph completes, then every client receives its ledger. */
  #stop(): void {
    this.#model.stop();
    this.#stop$.next('stop');
    for (const connected of this.#clients.values()) turn(connected, 'fast');
    this.#pass(40);
    must(this.#end === 'completed', 'The graph does not complete.');
    must(this.#ledger.read().pending === 0, `Posts are under way: ${JSON.stringify(this.#ledger.read())}.`);
    this.#sessions.closeAll();
    for (const [client, { peer, session }] of this.#clients) {
      const last = peer.takeRead().at(-1);
      must(
        JSON.stringify(last) === JSON.stringify({ type: 'stats', ...session.ledger() }),
        'The last word is no ledger.',
      );
      must(peer.code === 1001, `A stop closes with ${String(peer.code)}.`);
      this.#leave(client);
    }
    const { results } = this.#sessions.totals();
    const { routed, delivered, conflated, dropped } = results;
    const isAll = routed === this.#routed && routed === delivered + conflated + dropped;
    must(isAll, `${this.#routed} results were routed, and the sum of all ledgers is ${JSON.stringify(results)}.`);
  }
}
