import type { Subscription } from 'rxjs';
import type { Source, SourceEvent, QuerySet } from '../graph/index.ts';

/**
 * Listens to a source as the graph does, and lets a test wait for its events.
 * @example
 * const listener = new SourceListener(source);
 * await listener.live();
 */
export class SourceListener {
  readonly events: SourceEvent[] = [];
  error: unknown;
  readonly #source: Source;
  readonly #wanted: QuerySet;
  readonly #waiting = new Set<() => void>();
  #subscription: Subscription | undefined;

  constructor(source: Source, wanted: QuerySet = []) {
    this.#source = source;
    this.#wanted = wanted;
    this.open();
  }

  /** Opens the source, anew if it is open: the old subscription ends in the same turn. */
  open(wanted = this.#wanted): void {
    this.#subscription?.unsubscribe();
    this.#subscription = this.#source.open(wanted).subscribe({
      next: (event) => {
        this.events.push(event);
        this.#notify();
      },
      error: (error: unknown) => {
        this.error = error;
        this.#notify();
      },
    });
  }

  #notify(): void {
    for (const check of [...this.#waiting]) check();
  }

  /** Resolves once the events so far satisfy a condition; the test's time limit is the only one. */
  async until(condition: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** The name of the source. */
  get name(): string {
    return this.#source.name;
  }

  get posts() {
    return this.events.flatMap((event) => (event.type === 'post' ? [event.post] : []));
  }

  get texts(): readonly string[] {
    return this.posts.map(({ text }) => text);
  }

  /** The retractions. */
  get retractions() {
    return this.events.filter(
      ({ type }) => type === 'delete' || type === 'account-ended' || type === 'account-restored',
    );
  }

  get gaps() {
    return this.events.flatMap((event) => (event.type === 'gap' ? [event] : []));
  }

  /** `live`, `pending`, or `pending: ` and the reason. */
  get states(): readonly string[] {
    return this.events.flatMap((event) =>
      event.type === 'state' ? [event.reason ? `${event.state}: ${event.reason.message}` : event.state] : [],
    );
  }

  /** The last coverage: the active queries, and the refused ones with their codes. */
  get coverage() {
    const last = this.events.findLast((event) => event.type === 'coverage');
    const refused = Array.from(last?.refused ?? [], ([canonical, { code }]) => `${canonical}: ${code}`);
    return { active: [...(last?.active ?? [])].toSorted(), refused };
  }

  get invalid(): number {
    return this.events.reduce(
      (sum, event) => sum + (event.type === 'counted' && event.outcome === 'invalid' ? event.count : 0),
      0,
    );
  }

  /** Waits for the nth `live` from the start. */
  live(times = 1): Promise<void> {
    return this.until(() => this.states.filter((state) => state === 'live').length >= times);
  }

  close(): void {
    this.#subscription?.unsubscribe();
  }
}

/** Resolves once a condition holds; for those that no event announces. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
