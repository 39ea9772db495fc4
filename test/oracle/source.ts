import { Observable, Subject } from 'rxjs';
import type { Source, SourceEvent, QuerySet } from '../../src/graph/index.ts';
import type { Post } from '../../src/model/index.ts';
import { isAnswer, queryNames, type QueryName, type SourceName } from './actions.ts';
import type { Model } from './model.ts';

export interface SourcePost extends Post {
  readonly source: SourceName;
  readonly lang: string;
}

/** An upstream that a history drives, and that reports to the model what it does. */
export class TestSource implements Source {
  readonly name: SourceName;
  readonly #model: Model;
  readonly #now: () => number;
  readonly #events$ = new Subject<SourceEvent>();
  readonly #sent: SourcePost[] = [];
  /** What it was last asked for; nothing while it is closed. */
  asked: readonly QueryName[] = [];
  #isUp = true;
  #downSince = 0;
  #active: ReadonlySet<QueryName> = new Set();

  constructor(name: SourceName, model: Model, now: () => number) {
    this.name = name;
    this.#model = model;
    this.#now = now;
  }

  open(wanted: QuerySet): Observable<SourceEvent> {
    return new Observable((subscriber) => {
      this.asked = queryNames.filter((name) => wanted.some(({ canonical }) => canonical === name));
      const events = this.#events$.subscribe(subscriber);
      this.#emitState();
      if (this.name === 'south') this.#emitCoverage();
      return () => {
        events.unsubscribe();
        this.asked = [];
        this.#model.source(this.name, { isLive: false });
      };
    });
  }

  post(text: string, lang: string): void {
    const id = String(this.#sent.length + 1);
    const post = { id, source: this.name, text, lang, at: this.#now() };
    const isCovered = this.name === 'north' || Array.from(this.#active).some((query) => isAnswer(text, query));
    if (this.#isConnected() && isCovered) this.#send(post);
    this.#sent.push(post);
  }

  repeat(ago: number): void {
    const post = this.#sent.at(-1 - ago);
    if (post !== undefined && this.#isConnected()) this.#send(post);
  }

  delete(ago: number): void {
    const id = this.#sent.length - ago;
    if (id < 1 || !this.#isConnected() || !this.#model.delete(this.name, String(id))) return;
    this.#events$.next({ type: 'delete', source: this.name, id: String(id) });
  }

  invalid(count: number): void {
    if (!this.#isConnected()) return;
    this.#model.invalid(count);
    this.#events$.next({ type: 'counted', source: this.name, outcome: 'invalid', count });
  }

  turn(to: 'up' | 'down'): void {
    const isUp = to === 'up';
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    if (!isUp) this.#downSince = this.#now();
    if (this.asked.length === 0) return;
    if (isUp) {
      this.#model.gap(this.name, this.#downSince);
      const gap = { source: this.name, from: this.#downSince, to: this.#now() };
      this.#events$.next({ type: 'gap', ...gap, cause: 'It was down.', filled: 'none' });
    }
    this.#emitState();
  }

  /** Takes over what it was last asked for. */
  cover(): void {
    if (this.asked.length === 0) return;
    this.#active = new Set(this.asked);
    this.#emitCoverage();
  }

  #isConnected(): boolean {
    return this.#isUp && this.asked.length > 0;
  }

  #send(post: SourcePost): void {
    this.#model.post(post);
    this.#events$.next({ type: 'post', post });
  }

  #emitState(): void {
    this.#model.source(this.name, { isLive: this.#isUp });
    this.#events$.next({ type: 'state', source: this.name, state: this.#isUp ? 'live' : 'pending' });
  }

  #emitCoverage(): void {
    this.#model.source(this.name, { active: this.#active });
    this.#events$.next({ type: 'coverage', source: this.name, active: this.#active, refused: new Map() });
  }
}
