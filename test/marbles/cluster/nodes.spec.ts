import {
  BehaviorSubject,
  defer,
  EMPTY,
  filter,
  NEVER,
  Observable,
  of,
  ReplaySubject,
  Subject,
  timeout,
  VirtualTimeScheduler,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createCluster, type ClusterSource, type TermContext } from '../../../src/cluster/index.ts';
import { decodeChunk, endOf } from '../../../src/cluster/chunk.ts';
import type { Log } from '../../../src/cluster/log.ts';
import type { QuerySet, SourceEvent } from '../../../src/graph/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { MemoryLog } from '../../support/fakes/memory-log.ts';

/** An upstream that numbers its posts, which a reader gets from its cursor on. */
class Upstream {
  readonly #posts$ = new Subject<number>();
  count = 0;
  /** The connections that are open, and the most that were at a time. */
  open = 0;
  mostOpen = 0;
  readonly contexts: TermContext[] = [];

  post(posts = 1): void {
    for (let post = 0; post < posts; post += 1) {
      this.count += 1;
      this.#posts$.next(this.count);
    }
  }

  readonly source: ClusterSource = {
    name: 'up',
    isExclusive: false,
    reportsGaps: true,
    create: (context) => {
      this.contexts.push(context);
      return { name: 'up', open: () => this.#read(context) };
    },
  };

  #read({ cursors }: TermContext): Observable<SourceEvent> {
    return new Observable((subscriber) => {
      this.open += 1;
      this.mostOpen = Math.max(this.mostOpen, this.open);
      const emit = (id: number): void => {
        cursors.write('up', String(id));
        subscriber.next({ type: 'post', post: { id: String(id), source: 'up', text: 'pizza', at: 1 } });
      };
      subscriber.next({ type: 'state', source: 'up', state: 'live' });
      // The last one comes again, as from servers whose cursors are inclusive.
      const after = Number(cursors.read('up') ?? this.count);
      for (let id = Math.max(1, after); id <= this.count; id += 1) emit(id);
      const live = this.#posts$.subscribe(emit);
      return () => {
        live.unsubscribe();
        this.open -= 1;
      };
    });
  }
}

/** Nodes of a cluster over a log in memory, in virtual time. */
class Nodes {
  readonly scheduler = new VirtualTimeScheduler();
  readonly log = new MemoryLog(this.scheduler);
  readonly upstream = new Upstream();
  readonly received = new Map<
    string,
    { readonly events: SourceEvent[]; readonly node: ReturnType<typeof createCluster> }
  >();
  readonly #stops = new Map<string, Subject<unknown>>();
  readonly #kills = new Map<string, () => void>();

  start(name: string, role: 'all' | 'ingest' | 'gateway' = 'all', log: Log = this.log): void {
    const stop$ = new ReplaySubject<unknown>(1);
    const querySet$ = new BehaviorSubject<QuerySet>([parseQuery('pizza')]);
    const node = createCluster({
      ...{ log, role, node: name, stop$, scheduler: this.scheduler, sources: [this.upstream.source] },
      interest: { publish: () => EMPTY, querySet$ },
      canAccept$: of(true),
      maxLagMs: 60_000,
      accepts: () => true,
      ...{ maxRecentPosts: 1_000, maxWaitingPosts: 1_000 },
    });
    const events: SourceEvent[] = [];
    this.received.set(name, { events, node });
    const run = node.run$.subscribe();
    for (const source of node.sources) run.add(source.open([]).subscribe((event) => events.push(event)));
    this.#stops.set(name, stop$);
    this.#kills.set(name, () => {
      run.unsubscribe();
    });
  }

  kill(name: string): void {
    this.#kills.get(name)?.();
  }

  stop(name: string): void {
    this.#stops.get(name)?.next('stop');
  }

  until(ms: number): void {
    this.scheduler.maxFrames = ms;
    this.scheduler.flush();
    this.scheduler.frame = ms;
  }

  leaders(): readonly string[] {
    return Array.from(this.received)
      .filter(([, { node }]) => node.leads().some(({ isLeading }) => isLeading))
      .map(([name]) => name);
  }

  posts(name: string): readonly string[] {
    return (this.received.get(name)?.events ?? []).flatMap((event) => (event.type === 'post' ? [event.post.id] : []));
  }

  states(name: string): readonly string[] {
    return (this.received.get(name)?.events ?? []).flatMap((event) => (event.type === 'state' ? [event.state] : []));
  }
}

const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => String(index + 1));

describe('the nodes of a cluster', () => {
  it('have one leader, from which all read the same posts at the same positions', () => {
    const nodes = new Nodes();
    for (const name of ['a', 'b']) nodes.start(name);
    nodes.until(1_000);
    nodes.upstream.post(5);
    nodes.until(2_000);
    expect(nodes.leaders()).toHaveLength(1);
    expect(nodes.upstream.mostOpen).toBe(1);
    expect(nodes.posts('a')).toEqual(numbers(5));
    const [a, b] = ['a', 'b'].map((name) => nodes.received.get(name));
    const posts = (events: readonly SourceEvent[] = []) => events.filter(({ type }) => type === 'post');
    expect(posts(b?.events)).toEqual(posts(a?.events));
    expect(a?.node.log.position()).toBe(b?.node.log.position());
  });

  it('take over from a leader that has died, where it stopped', () => {
    const nodes = new Nodes();
    nodes.start('a', 'ingest');
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(1_500);
    nodes.upstream.post(3);
    nodes.until(2_000);
    nodes.kill('a');
    nodes.upstream.post(2);
    nodes.until(5_000);
    expect(nodes.states('b').at(-1)).toBe('pending');
    nodes.until(8_000);
    nodes.upstream.post(1);
    nodes.until(9_000);
    expect(nodes.posts('b')).toEqual(numbers(6));
    expect(nodes.states('b').at(-1)).toBe('live');
    expect(nodes.upstream.contexts.at(-1)?.interruption?.from).toBeGreaterThan(1_000);
    const last = nodes.log.messages.map(decodeChunk).at(-1)?.header;
    expect(last).toMatchObject({ term: 2, node: 'b', totals: { posts: 6, duplicate: 1, received: 7 } });
  });

  it('hand over at once when a leader stops', () => {
    const nodes = new Nodes();
    nodes.start('a', 'ingest');
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(1_100);
    nodes.stop('a');
    nodes.until(1_800);
    expect(nodes.leaders()).toEqual(['b']);
    const headers = nodes.log.messages.map(decodeChunk).map(({ header }) => header);
    expect(headers.map(({ state }) => state)).toContain('resigned');
  });

  it('do not take over while the log does not answer them', () => {
    const nodes = new Nodes();
    nodes.start('a', 'ingest');
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(2_000);
    nodes.log.isAway = true;
    nodes.until(20_000);
    expect(nodes.leaders()).toEqual([]);
    expect(nodes.states('b').at(-1)).toBe('pending');
    nodes.log.isAway = false;
    nodes.until(21_000);
    expect(nodes.leaders()).toEqual([]);
    nodes.until(26_000);
    expect(nodes.leaders()).toHaveLength(1);
    expect(nodes.states('b').at(-1)).toBe('live');
    expect(nodes.received.get('b')?.events.some((event) => event.type === 'gap' && event.filled === 'full')).toBe(true);
  });

  it('depose a leader that was paused, whose late chunks come to nothing', () => {
    const nodes = new Nodes();
    // Its appends come so late that others count it as dead.
    let isPaused = false;
    const { read, state } = nodes.log;
    const paused: Log = {
      ...{ read, state },
      append: (...given) => (isPaused ? NEVER : nodes.log.append(...given)),
      last: (source) => (isPaused ? NEVER : nodes.log.last(source)),
    };
    nodes.start('a', 'ingest', paused);
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(1_500);
    isPaused = true;
    nodes.until(9_000);
    isPaused = false;
    nodes.until(12_000);
    expect(nodes.leaders()).toEqual(['b']);
    const headers = nodes.log.messages.map(decodeChunk).map(({ header }) => header);
    expect(headers.map(({ term }) => term)).toEqual(headers.map(({ term }) => term).toSorted((x, y) => x - y));
  });

  it('close upstream on the side of a partition that the log is not on, before the other side opens it', () => {
    const nodes = new Nodes();
    let isCutOff = false;
    const away = <T>(answer$: Observable<T>): Observable<T> => defer(() => (isCutOff ? NEVER : answer$));
    const { append, last, read, state } = nodes.log;
    const cut: Log = {
      append: (...given) => away(append(...given)),
      last: (source) => away(last(source)),
      read: (options) => away(read(options)).pipe(filter(() => !isCutOff)),
      state: () => away(state()).pipe(timeout({ first: 1_500, scheduler: nodes.scheduler })),
    };
    nodes.start('a', 'all', cut);
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(1_500);
    nodes.upstream.post();
    nodes.until(2_000);
    expect(nodes.leaders()).toEqual(['a']);
    isCutOff = true;
    nodes.upstream.post(2);
    nodes.until(5_500);
    expect([nodes.upstream.open, nodes.states('a').at(-1)]).toEqual([0, 'pending']);
    nodes.until(9_000);
    expect(nodes.leaders()).toEqual(['b']);
    nodes.upstream.post(2);
    nodes.until(10_000);
    expect(nodes.posts('b')).toEqual(numbers(5));
    isCutOff = false;
    nodes.until(15_000);
    expect(nodes.leaders()).toEqual(['b']);
    expect(nodes.posts('a')).toEqual(numbers(5));
    expect(nodes.states('a').at(-1)).toBe('live');
    expect(nodes.upstream.mostOpen).toBe(1);
  });

  it('tell a gap when the log has forgotten what a node did not read', () => {
    const nodes = new Nodes();
    nodes.start('a', 'ingest');
    nodes.start('b', 'gateway');
    nodes.until(1_000);
    nodes.upstream.post(2);
    nodes.until(1_500);
    nodes.log.makeAnew();
    nodes.until(30_000);
    const gaps = nodes.received.get('b')?.events.filter(({ type }) => type === 'gap') ?? [];
    expect(gaps).toMatchObject([{ filled: 'none', cause: 'The log was made anew.' }]);
  });
});

describe("a log's port of the graph", () => {
  it('replays a span, and covers what the log still has', () => {
    const nodes = new Nodes();
    nodes.start('a');
    nodes.until(1_000);
    const port = nodes.received.get('a')?.node.log;
    const before = port?.position() ?? 0;
    for (let post = 0; post < 5; post += 1) {
      nodes.upstream.post();
      nodes.until(1_100 + 10 * post);
    }
    const after = port?.position() ?? 0;
    const replayed: string[] = [];
    port?.replay({ after: before, upTo: after }).subscribe((page) => replayed.push(...page.map(({ post }) => post.id)));
    nodes.until(1_500);
    expect(replayed).toEqual(numbers(5));
    const recent: unknown[] = [];
    port?.recent().subscribe((span) => recent.push(span));
    nodes.until(1_600);
    expect(recent).toEqual([{ after: endOf(0), upTo: port?.position() }]);
    expect([port?.covers(port.epoch(), before), port?.covers('another', before)]).toEqual([true, false]);
    nodes.log.trim(nodes.log.messages.length - 1);
    nodes.until(8_000);
    expect(port?.covers(port.epoch(), before)).toBe(false);
  });
});
