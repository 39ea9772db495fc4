import { BehaviorSubject, EMPTY, Observable, of, ReplaySubject, Subject, VirtualTimeScheduler } from 'rxjs';
import { createCluster, type ClusterSource, type TermContext } from '../../src/cluster/index.ts';
import type { Log } from '../../src/cluster/log.ts';
import type { QuerySet, SourceEvent } from '../../src/graph/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import { MemoryLog } from './fakes/memory-log.ts';

/** An upstream that numbers its posts, which a reader gets from its cursor on. */
class Upstream {
  readonly #posts$ = new Subject<number>();
  readonly #deleted$ = new Subject<number>();
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

  /** Deletes a post. */
  delete(id: number): void {
    this.#deleted$.next(id);
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
      live.add(
        this.#deleted$.subscribe((id) => {
          subscriber.next({ type: 'delete', source: 'up', id: String(id) });
        }),
      );
      return () => {
        live.unsubscribe();
        this.open -= 1;
      };
    });
  }
}

/** Nodes of a cluster over a log in memory, in virtual time. */
export class Nodes {
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
      ...{ maxLagMs: 60_000, keepMs: 600_000 },
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

/** The names of the first posts of an upstream. */
export const numbers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index + 1));
