import { ignoreElements, of, tap } from 'rxjs';
import type { Store } from '../../src/graph/index.ts';
import { must } from './expected-frames.ts';

/** A store that keeps only coverage, and checks that the intervals of a query follow each other. */
export class CoverageLog {
  readonly #now: () => number;
  /** The beginnings of open intervals, by query. */
  readonly #open = new Map<string, number>();
  /** The ends of the last intervals, by query. */
  readonly #ends = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly store: Store = {
    persist: (events$) =>
      events$.pipe(
        tap((event) => {
          if (event.type === 'coverage-started') this.#start(event.query, event.at);
          else if (event.type === 'coverage-ended') this.#end(event.query, event.at);
          else if (event.type === 'coverage-reached')
            must(event.at <= this.#now(), 'Coverage reaches into the future.');
        }),
        ignoreElements(),
      ),
    history: () => of(() => of({ posts: [] })),
  };

  /** The queries that are covered now. */
  get covered(): readonly string[] {
    return [...this.#open.keys()].toSorted();
  }

  #start(query: string, at: number): void {
    must(!this.#open.has(query), `The coverage of ${query} begins twice.`);
    must(at >= (this.#ends.get(query) ?? 0) && at <= this.#now(), `The coverage of ${query} begins at ${at}.`);
    this.#open.set(query, at);
  }

  #end(query: string, at: number): void {
    const from = this.#open.get(query);
    must(from !== undefined && at >= from && at <= this.#now(), `The coverage of ${query} ends at ${at}.`);
    this.#open.delete(query);
    this.#ends.set(query, at);
  }
}
