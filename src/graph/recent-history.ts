import { catchError, defer, EMPTY, expand, map, mergeMap, of, reduce, type Observable } from 'rxjs';
import { postKey, type Query } from '../model/index.ts';
import type { HistoryPage, ReadPage, ResultDelivery, ScoredPost, Session, Store, TrackingDelivery } from './ports.ts';
import type { Replay } from './replays.ts';

/** The results of a page that comes from the log. */
const pageResults = 100;

const keyOf = ({ post }: ScoredPost): string => postKey(post);

/** The results of the last seconds that an id got before its new ones, which may be among those once more. */
interface Sent {
  readonly keys: Set<string>;
  /** The greatest position among them: new results come in the order of their positions. */
  readonly upTo: number;
}

/**
 * Joins stored results with those of the log's last seconds, where several programs write into one store: what another one
 * has matched and not yet written is found in the log, and what is in the store before this program has read it comes once.
 */
export class RecentHistory<S extends Session> {
  readonly #history: Store['history'];
  readonly #replay: Replay;
  readonly #sent = new WeakMap<S, Map<string, Sent>>();

  constructor(history: Store['history'], replay: Replay) {
    this.#history = history;
    this.#replay = replay;
  }

  /** Emits as `Store.history` does, for an id that is tracked with `since`. */
  open({ session, id, query }: TrackingDelivery<S>, since: number): Observable<ReadPage> {
    return this.#history(query.canonical, since).pipe(
      // After the store has said up to where it is read, so that nothing falls in between.
      mergeMap((readFirst) =>
        this.#recent(query, since).pipe(
          map((recent) => {
            if (recent.size === 0) return readFirst;
            const sent = { keys: new Set<string>(), upTo: lastPosition(recent) };
            this.#set(session, id, sent);
            return joined(readFirst, recent, sent.keys);
          }),
        ),
      ),
    );
  }

  /** Returns whether a new result has not been sent with the stored ones. */
  readonly isNew = ({ session, id, result }: ResultDelivery<S>): boolean => {
    const sent = this.#sent.get(session)?.get(id);
    if (sent === undefined) return true;
    if (result.position !== undefined && result.position <= sent.upTo) return !sent.keys.has(keyOf(result));
    this.forget(session, id);
    return true;
  };

  /** Forgets what an id got: it is tracked anew, or not any more. */
  forget(session: S, id: string): void {
    this.#sent.get(session)?.delete(id);
  }

  #set(session: S, id: string, sent: Sent): void {
    const ids = this.#sent.get(session) ?? new Map<string, Sent>();
    this.#sent.set(session, ids.set(id, sent));
  }

  /** Emits the results of the last seconds by their keys; none when the log can't be read. */
  #recent(query: Query, since: number): Observable<Map<string, ScoredPost>> {
    return this.#replay(query, 'recent').pipe(
      mergeMap((readFirst) => readFirst()),
      expand(({ next }) => next?.() ?? EMPTY),
      reduce((results, { posts }) => {
        for (const result of posts) if (result.post.at >= since) results.set(keyOf(result), result);
        return results;
      }, new Map<string, ScoredPost>()),
      catchError(() => of(new Map<string, ScoredPost>())),
    );
  }
}

const lastPosition = (results: ReadonlyMap<string, ScoredPost>): number =>
  Array.from(results.values()).reduce((last, { position = 0 }) => Math.max(last, position), 0);

/** Reads the pages of the store, and then the results of the log that were in none of them. */
function joined(readFirst: ReadPage, recent: Map<string, ScoredPost>, sent: Set<string>): ReadPage {
  const rest = (): Observable<HistoryPage> => {
    const posts = Array.from(recent.values()).slice(0, pageResults);
    for (const key of posts.map(keyOf)) {
      recent.delete(key);
      sent.add(key);
    }
    return of(recent.size > 0 ? { posts, next: rest } : { posts });
  };
  const read = (page: ReadPage): ReadPage => {
    const after = ({ posts, next }: HistoryPage): HistoryPage => {
      for (const key of posts.map(keyOf)) if (recent.delete(key)) sent.add(key);
      return { posts, next: next === undefined ? rest : read(next) };
    };
    return () => page().pipe(map(after));
  };
  return () => defer(read(readFirst));
}
