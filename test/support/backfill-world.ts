import { connect, delay, filter, ignoreElements, merge, NEVER, of, tap, timer, type Observable } from 'rxjs';
import { createBackfills, type BackfillLimits } from '../../src/graph/backfill.ts';
import type { Delivery, ReadPage, ResultDelivery, ScoredPost, Session } from '../../src/graph/index.ts';
import type { Replay } from '../../src/graph/replays.ts';
import type { RunContext } from './marbles.ts';
import { queryOf, scoreOf } from './world.ts';

const query = queryOf('p');

export const scored = (id: string): ScoredPost =>
  scoreOf({ post: { id, source: 'test', text: 'pizza', at: 5 }, matches: [{ query, spans: [] }], hashtags: {} });

/** Returns how to read pages, each a string of letters, that take 2 ms each. */
export const pagesOf =
  (...pages: readonly string[]): ReadPage =>
  () => {
    const [first = '', ...rest] = pages;
    const posts = Array.from(first, scored);
    return of(rest.length === 0 ? { posts } : { posts, next: pagesOf(...rest) }).pipe(delay(2));
  };

/** A session that sends what it was given in a time, or never. */
export function sessionOf(id: string, facts: Partial<Session> & { readonly drainMs?: number } = {}): Session {
  const { drainMs = 0, ...rest } = facts;
  const drained$ = drainMs === Infinity ? NEVER : timer(drainMs).pipe(ignoreElements());
  const session = { id, intents$: NEVER, closed$: NEVER, end: () => undefined, ...rest };
  return drainMs === 0 ? session : { drained$, ...session };
}

export const untracked = (session: Session, id: string): Delivery => ({ type: 'untracked', session, id });

export const result = (session: Session, id: string, post: string): Delivery => ({
  ...{ type: 'result', session, id, result: scored(post), match: 0, resume: '' },
});

/** An answer; with `since`, one that stored results follow. */
export const tracking = (session: Session, id: string, since?: number): Delivery => ({
  ...{ type: 'tracking', session, id, query, upstream: {}, reasons: {}, resume: '', isAnswer: true },
  ...(since !== undefined && { since }),
});

export interface BackfillSetting {
  /** Returns the first page for the how-many-th backfill, from 0 on. */
  readonly history: (index: number) => Observable<ReadPage>;
  readonly replay?: Replay;
  readonly limits?: Partial<BackfillLimits>;
}

/** Records what backfills do with deliveries. */
export class BackfillWorld {
  /** The output: its frame, its session, and its post; or `T` for tracking, `U` for untracked, `!` and `G` for gaps. */
  readonly out: string[] = [];
  /** The backfills of which a part was skipped. */
  skipped = 0;
  readonly #m: RunContext;
  readonly #setting: BackfillSetting;

  constructor(m: RunContext, setting: BackfillSetting) {
    this.#m = m;
    this.#setting = setting;
  }

  /** Emits the deliveries of a diagram, after the backfills. */
  deliver(diagram: string, values: Readonly<Record<string, Delivery>>): Observable<Delivery> {
    const { history, replay, limits } = this.#setting;
    const { scheduler } = this.#m;
    let asked = -1;
    const { prependStored, delayNew } = createBackfills({
      history: () => {
        asked += 1;
        return history(asked);
      },
      replay,
      limits: {
        maxBackfillReads: 100,
        maxBackfillReadsPerOwner: 100,
        maxBackfillsPerOwner: 100,
        maxBackfillWaitingPerSession: 100,
        maxBackfillWaiting: 100,
        ...limits,
      },
      scheduler,
      onSkipped: () => (this.skipped += 1),
    });
    return this.#m.hot(diagram, values).pipe(
      connect((deliveries$) =>
        merge(
          deliveries$.pipe(
            filter((delivery) => !isResult(delivery)),
            prependStored,
          ),
          deliveries$.pipe(filter(isResult), delayNew),
        ),
      ),
      tap((delivery) => this.out.push(`${scheduler.now()}${written(delivery)}`)),
    );
  }

  /** Delivers a diagram, and returns what comes out of it. */
  run(diagram: string, values: Readonly<Record<string, Delivery>>): readonly string[] {
    this.deliver(diagram, values).subscribe();
    this.#m.flush();
    return this.out;
  }
}

const isResult = (delivery: Delivery): delivery is ResultDelivery => delivery.type === 'result';

function written(delivery: Delivery): string {
  const { session } = delivery;
  if (delivery.type === 'result') return `${session.id}${delivery.result.post.id}`;
  if (delivery.type === 'gap') return `${session.id}${delivery.gap.source === 'resume' ? '!' : 'G'}`;
  return `${session.id}${delivery.type === 'untracked' ? 'U' : 'T'}`;
}
