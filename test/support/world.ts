import {
  defer,
  delay,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  of,
  Subject,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { expect } from 'vitest';
import { createGraph, defaultLimits } from '../../src/graph/index.ts';
import type {
  Limits,
  MatchedPost,
  PostLog,
  Ports,
  ScoredPost,
  Session,
  Source,
  SourceEvent,
} from '../../src/graph/index.ts';
import { shareWithGrace } from '../../src/graph/operators/index.ts';
import { balances, createEngineLedger, type EngineLedger, type UndertoneError } from '../../src/model/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import { sentenceOf } from './delivery-sentence.ts';
import type { RunContext } from './marbles.ts';
import { recordingStore } from './recording-store.ts';

/** The text of a post, or of a query, by its letter in a diagram. */
export const texts: Readonly<Record<string, string>> = {
  p: 'pizza',
  c: 'coffee',
  t: 'tea',
  b: 'pizza coffee',
  x: 'nothing that anyone tracks',
};

export interface TestSession extends Session {
  /** Why the graph ended it, if it did. */
  readonly ends: UndertoneError[];
  /** Closes it from within, as a send on a broken socket does. */
  readonly close: () => void;
}

export interface SessionSpec {
  readonly owner?: string;
  readonly resumable?: boolean;
  /** Returns the token that it sends with each query. */
  readonly resume?: () => string | undefined;
  /** As in a `track` message. */
  readonly retractions?: 'all';
}

export interface WorldOptions {
  readonly limits?: Partial<Limits>;
  /** How long the pool takes for a batch, in ms; 0 answers in the same turn. */
  readonly latencyMs?: number;
  /** Whether the pool asks for every post at once. */
  readonly idle?: boolean;
  /** The letters of the posts that the pool fails to score. */
  readonly refuses?: string;
  /** What a session does with a result, after it has been noted as received. May throw. */
  readonly deliver?: (session: TestSession, result: ScoredPost) => void;
  /** Whether there is a store, which records coverage and gaps in `stored`. */
  readonly stores?: boolean;
  /** The log that its sources read from. */
  readonly log?: PostLog;
}

/**
 * A world around the graph, in virtual time. Intents and posts are written as letters of `texts`; `-` in an intent's
 * diagram is time, `0` untracks, `|` closes the session; among posts `?` is a line that is none. Results come back as
 * the letters of their posts.
 */
export class World {
  readonly ledger = createEngineLedger();
  /** What upstream was asked, as `frame source: queries`. */
  readonly asked: string[] = [];
  readonly batches: string[] = [];
  /** The posts that the pool's queue shed, as `query reason`; and results, as `stage query`. */
  readonly shed: string[] = [];
  /** The sessions whose results have completed, as `frame session`. */
  readonly completed: string[] = [];
  /**
   * What the store was given, but for results: coverage as `query+from`, `query-to` and `..reached`, gaps as
   * `source id: from-to filled`.
   */
  readonly stored: string[] = [];
  mostBatches = 0;
  /** The last token that each session got. */
  readonly tokens = new Map<string, string>();
  readonly #m: RunContext;
  readonly #deliveries$ = new Subject<{ readonly id: string; readonly letter: string }>();
  readonly #notices$ = new Subject<{ readonly id: string; readonly sentence: string }>();
  readonly #sessions = new Map<string, TestSession>();
  readonly #options: WorldOptions;

  constructor(m: RunContext, options: WorldOptions = {}) {
    this.#m = m;
    this.#options = options;
  }

  /** Creates a session from its diagram of intents, in absolute time; a resumable one may send a token. */
  session(
    id: string,
    diagram: string,
    { owner, resumable = false, resume, retractions }: SessionSpec = {},
  ): TestSession {
    const closing$ = new Subject<unknown>();
    const ends: UndertoneError[] = [];
    const hot$ = this.#m.hot<string>(diagram);
    const intents$ = hot$.pipe(
      map((letter) =>
        letter === '0'
          ? { type: 'untrack' as const, id: 'q' }
          : { type: 'track' as const, id: 'q', query: queryOf(letter), resume: resume?.(), retractions },
      ),
    );
    const closed$ = merge(closing$, hot$.pipe(ignoreElements(), endWith('closed'))).pipe(take(1));
    const close = () => {
      closing$.next('closed');
    };
    const session = {
      id,
      ...(owner !== undefined && { owner }),
      resumable,
      intents$,
      closed$,
      ends,
      close,
      end: (cause: UndertoneError) => {
        ends.push(cause);
        close();
      },
    };
    this.#sessions.set(id, session);
    return session;
  }

  /** Creates a source whose physical connection is the hot diagram `connection$`, shared across switches as real ones are. */
  source(connection$: Observable<string>, name = 'source', graceMs = 0): Source {
    let count = 0;
    const shared$ = connection$.pipe(
      map((letter): SourceEvent => {
        if (letter === '?') return { type: 'counted', source: name, outcome: 'invalid', count: 1 };
        count += 1;
        return { type: 'post', post: { id: `${name}-${count}`, source: name, text: texts[letter] ?? letter, at: 0 } };
      }),
      shareWithGrace({ graceMs, scheduler: this.#m.scheduler }),
    );
    return {
      name,
      open: (wanted) => {
        this.asked.push(`${this.#m.scheduler.now()} ${name}: ${wanted.map(({ canonical }) => canonical).join(' | ')}`);
        return shared$;
      },
    };
  }

  #scorer(): Ports['scorer'] {
    const { latencyMs = 0, idle = true, refuses = '' } = this.#options;
    let running = 0;
    return {
      idle$: of(idle),
      score: (batch) =>
        defer(() => {
          running += 1;
          this.mostBatches = Math.max(this.mostBatches, running);
          this.batches.push(batch.map(({ post }) => letterOf(post.text)).join(''));
          const scored = batch.filter(({ post }) => !refuses.includes(letterOf(post.text))).map(scoreOf);
          const answer$ = latencyMs === 0 ? of(scored) : of(scored).pipe(delay(latencyMs, this.#m.scheduler));
          return answer$.pipe(tap(() => (running -= 1)));
        }),
    };
  }

  /** What a session has received, letter by letter. */
  received(id: string): Observable<string> {
    return this.#deliveries$.pipe(
      filter((delivery) => delivery.id === id),
      map(({ letter }) => letter),
    );
  }

  /** Emits what a session received beside results, as `tracking source=state…`, `gap source`, `refused code`, `summary posts`. */
  notices(id: string): Observable<string> {
    return this.#notices$.pipe(
      filter((notice) => notice.id === id),
      map(({ sentence }) => sentence),
    );
  }

  /** Tells the world's record that a session got a post. For tests that bring their own `deliver`. */
  recordResult(id: string, text: string): void {
    this.#deliveries$.next({ id, letter: letterOf(text) });
  }

  /**
   * The graph over the given sources and the sessions that arrive by the diagram, which is all it takes from the world.
   * Its events come out as sentences.
   */
  graph(
    arrivals: string,
    sources: readonly Source[],
    stop$: Observable<unknown> = this.#m.hot('-'),
  ): Observable<string> {
    const { deliver, limits, stores = false, log } = this.#options;
    const note = (id: string, text: string): void => {
      this.#deliveries$.next({ id, letter: letterOf(text) });
    };
    const graph$ = createGraph<TestSession>(
      {
        sessions$: this.#m.hot(arrivals, Object.fromEntries(this.#sessions)),
        stop$,
        sources,
        scorer: this.#scorer(),
        deliver: (session, deliveries$) =>
          deliveries$.pipe(
            tap({
              next: (delivery) => {
                if (delivery.type !== 'result') {
                  if (delivery.type === 'tracking' && delivery.isRenewal === true) {
                    this.tokens.set(session.id, delivery.resume);
                  }
                  this.#notices$.next({ id: session.id, sentence: sentenceOf(delivery) });
                  return;
                }
                const { result, resume } = delivery;
                this.tokens.set(session.id, resume);
                note(session.id, result.post.text);
                deliver?.(session, result);
              },
              complete: () => this.completed.push(`${this.#m.scheduler.now()} ${session.id}`),
            }),
            ignoreElements(),
          ),
        ...(stores && { store: recordingStore(this.stored) }),
        ...(log && { log }),
        probe: {
          ...this.ledger,
          late: () => undefined,
          registryChanged: () => undefined,
          shed: (query, reason) => this.shed.push(`${query} ${reason}`),
          resultShed: (stage, query) => this.shed.push(`${stage} ${query}`),
        },
        instanceId: 'world',
        scheduler: this.#m.scheduler,
      },
      { ...defaultLimits, quietMs: 0, maxQuietMs: 100, idleGraceMs: 10, ...limits },
    );
    return graph$.pipe(
      // A source that is at rest because nobody wants anything is no news here.
      filter((event) => event.type === 'gap' || event.state !== 'pending' || event.reason !== undefined),
      map((event) => {
        if (event.type === 'gap') return `${event.source} gap ${event.from}-${event.to} ${event.filled}`;
        return `${event.source} ${event.state}${event.reason ? `: ${event.reason.code}` : ''}`;
      }),
    );
  }

  /** Runs the diagrams and compares the ledger with what is expected of it; what is not given is 0. */
  settles(expected: Partial<EngineLedger>): void {
    this.#m.flush();
    const ledger = this.ledger.read();
    expect(balances(ledger)).toBe(true);
    const none = {
      received: 0,
      invalid: 0,
      duplicate: 0,
      filtered: 0,
      unmatched: 0,
      shed: 0,
      failed: 0,
      scored: 0,
      pending: 0,
    };
    expect(ledger).toEqual({ ...none, ...expected });
  }
}

export const queryOf = (letter: string) => parseQuery(texts[letter] ?? letter);

const letterOf = (text: string): string => Object.entries(texts).find(([, known]) => known === text)?.[0] ?? text;

export const scoreOf = (matched: MatchedPost): ScoredPost => ({
  ...matched,
  score: { compound: 0, pos: 0, neu: 1, neg: 0 },
  topics: matched.matches.map(() => ({ compound: 0, polarityIndex: 2 })),
});
