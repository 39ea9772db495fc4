import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  endWith,
  from,
  ignoreElements,
  map,
  merge,
  NEVER,
  of,
  repeat,
  startWith,
  take,
  takeWhile,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Filled, Source, SourceEvent } from '../../graph/index.ts';
import { shareWithGrace } from '../../graph/operators/index.ts';
import { isWithinSizeLimits } from '../../model/index.ts';
import { createBackoff, type Wait } from './backoff.ts';
import { deadline } from './deadline.ts';
import { asFailure, asFinal, UpstreamFailure } from './failure.ts';
import { watchdog } from './watchdog.ts';

/** What a connection says while it lives. */
export type Signal =
  /** Upstream has accepted us; from now on nothing is missed. */
  | { readonly type: 'live' }
  /**
   * Said once by every connection, when it knows how much of the interruption before it has come back. `since` (epoch
   * ms) tells of an interruption that the supervisor can't know: one that began before the program did.
   */
  | { readonly type: 'resumed'; readonly filled: Filled; readonly since?: number }
  /** Upstream went on without us, unnoticed, since `from` (epoch ms); what can be had of it comes too. */
  | { readonly type: 'missed'; readonly from: number; readonly cause: string; readonly filled: Filled }
  /** A sign of life that is no post. */
  | { readonly type: 'alive' }
  | Extract<SourceEvent, { readonly type: 'post' | 'invalid' }>;

/**
 * One connection: cold, released by unsubscribing, fresh at each subscription. Errors with an `UpstreamFailure`; its
 * completion is a failure too.
 */
export type Connect = (interruption: Interruption | undefined) => Observable<Signal>;

/** What is being missed. */
export interface Interruption {
  /** The last sign of life, in epoch ms. */
  readonly from: number;
  readonly cause: string;
}

export interface SupervisorOptions {
  readonly name: string;
  /** Who is at the other end, for sentences. */
  readonly host: string;
  /** Begins a course of connections: what one leaves for the next (a cursor, an ETag) begins here and ends with it. */
  readonly begin: () => Connect;
  /** How long an attempt may take to its first signal, in ms. Default 15 s; Infinity where the connection sees to it. */
  readonly connectMs?: number;
  /** How long upstream may be silent, in ms. Infinity where silence is normal. */
  readonly silenceMs: number;
  /** How long a post may take from its writer to us, in ms: an interruption begins so much earlier. Default 0. */
  readonly lagMs?: number;
  /** Whether the graph takes more; says so when it is subscribed to. */
  readonly canAccept$: Observable<boolean>;
  /** Emits when what a `no-rules` failure lacked is there. */
  readonly wake$?: Observable<unknown>;
  /** What runs beside the connections, and never completes. Its error is final: it ends the source. */
  readonly beside$?: Observable<SourceEvent>;
  /** 0 to 1, 1 excluded. */
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

// A connection that has been up this long had nothing wrong with it; a shorter one is not mended at once, lest an
// upstream that accepts and hangs up is asked without a pause.
const livedMs = 1_000;
// One that has been up this long, or has brought a post, proves that earlier failures are over.
const steadyMs = 60_000;

/**
 * Keeps one connection to an upstream: made anew after each failure, in the time that its class asks for, and watched
 * for silence. Says every change of state, and every interruption as a gap once it is over. Errors only when another
 * try would not help; leaves nothing behind when it is unsubscribed.
 */
export function supervise(options: SupervisorOptions): Observable<SourceEvent> {
  const { name, wake$ = NEVER, beside$ = NEVER, random, scheduler } = options;
  return defer(() => {
    const backoff = createBackoff(random, scheduler);
    const course = new Course(options);
    const connect = options.begin();
    const pause = (wait: Exclude<Wait, undefined>): Observable<never> =>
      (wait === 'wake' ? wake$.pipe(take(1)) : timer(wait, scheduler)).pipe(ignoreElements());
    const giveUp = (error: unknown): Observable<SourceEvent> =>
      concat(
        from(course.giveUp()),
        throwError(() => asFinal(asFailure(error))),
      );
    const recover = (error: unknown): Observable<SourceEvent> => {
      const failure = asFailure(error);
      const { lived, proved } = course.fail(failure);
      if (proved) backoff.reset();
      const wait = backoff.next(failure, lived);
      if (wait === undefined) return giveUp(failure);
      const pending: SourceEvent = { type: 'state', source: name, state: 'pending', reason: failure };
      return concat(of(pending), pause(wait));
    };
    const attempt$ = defer(() => attempt(options, connect(course.interruption))).pipe(
      concatMap((signal) => course.note(signal)),
      catchError(recover),
    );
    const connections$ = attempt$.pipe(
      repeat(),
      startWith<SourceEvent>({ type: 'state', source: name, state: 'pending' }),
    );
    return merge(connections$, beside$.pipe(catchError(giveUp)));
  });
}

/** A source from its supervised connection: it is kept in the turn of a switch, and tried out once at the start. */
export function superviseSource(options: SupervisorOptions): Source {
  const { name, scheduler } = options;
  const shared$ = supervise(options).pipe(shareWithGrace({ graceMs: 0, scheduler }));
  const trial$ = defer(() => attempt(options, options.begin()(undefined))).pipe(
    map(({ type }) => type),
    endWith('live'),
    takeWhile((type) => type !== 'live'),
  );
  return { name, open: () => shared$, check: () => checkBy(options, trial$) };
}

interface CheckOptions {
  readonly name: string;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

/**
 * The check of a source by something that completes when it can be used: tried again as a connection would be, so that
 * a trouble that is over is taken back.
 */
export function checkBy(
  { name, random, scheduler }: CheckOptions,
  trial$: Observable<unknown>,
): Observable<SourceEvent> {
  const pending: SourceEvent = { type: 'state', source: name, state: 'pending' };
  return defer(() => {
    const backoff = createBackoff(random, scheduler);
    let isTroubled = false;
    let isOver = false;
    const over$ = defer(() => {
      isOver = true;
      return isTroubled ? of(pending) : EMPTY;
    });
    const recover = (error: unknown): Observable<SourceEvent> => {
      const reason = asFailure(error);
      const wait = backoff.next(reason, false);
      if (wait === undefined) return throwError(() => asFinal(reason));
      isTroubled = true;
      // Whether it lacks something shows when something is wanted.
      isOver = wait === 'wake';
      return concat(of({ ...pending, reason }), timer(wait === 'wake' ? 0 : wait, scheduler).pipe(ignoreElements()));
    };
    return concat(trial$.pipe(ignoreElements()), over$).pipe(
      catchError(recover),
      repeat({ delay: () => (isOver ? EMPTY : of('again')) }),
    );
  });
}

/** One connection, with its end and its silences as failures. */
function attempt(options: SupervisorOptions, connection$: Observable<Signal>): Observable<Signal> {
  const { host, connectMs, silenceMs, canAccept$, scheduler } = options;
  return concat(
    connection$,
    throwError(() => new UpstreamFailure('network', `${host} closed the connection.`)),
  ).pipe(
    deadline({ host, ...(connectMs !== undefined && { firstMs: connectMs }), scheduler }),
    watchdog({ host, silenceMs, canAccept$, scheduler }),
  );
}

/** How the connections of one supervisor have fared: what becomes of their signals, and what was missed between them. */
class Course {
  readonly #name: string;
  readonly #scheduler: SchedulerLike;
  readonly #lagMs: number;
  #aliveAt: number;
  #liveAt: number | undefined;
  #everLive = false;
  #broughtPost = false;
  #interruption: Interruption | undefined;

  constructor({ name, lagMs = 0, scheduler }: SupervisorOptions) {
    this.#name = name;
    this.#lagMs = lagMs;
    this.#scheduler = scheduler;
    this.#aliveAt = scheduler.now();
  }

  get interruption(): Interruption | undefined {
    return this.#interruption;
  }

  /** What a signal means to the graph. */
  note(signal: Signal): readonly SourceEvent[] {
    if (signal.type === 'resumed') return this.#resume(signal.filled, signal.since);
    const now = this.#scheduler.now();
    // Before it is live a connection's signs of life end no interruption, and must not hide one.
    if (signal.type === 'live') this.#liveAt = now;
    if (this.#liveAt !== undefined) this.#aliveAt = now;
    if (signal.type === 'live') {
      this.#everLive = true;
      return [{ type: 'state', source: this.#name, state: 'live' }];
    }
    if (signal.type === 'alive') return [];
    if (signal.type === 'missed') return [{ ...signal, type: 'gap', source: this.#name, to: now }];
    this.#broughtPost ||= signal.type === 'post';
    const isTooLong = signal.type === 'post' && !isWithinSizeLimits(signal.post);
    return [isTooLong ? { type: 'invalid', source: this.#name, count: 1 } : signal];
  }

  #resume(filled: Filled, since: number | undefined): readonly SourceEvent[] {
    const to = this.#liveAt ?? this.#scheduler.now();
    const before =
      since === undefined ? undefined : { from: Math.min(since, to), cause: 'The program was not running.' };
    const interruption = before ?? this.#interruption;
    this.#interruption = undefined;
    if (interruption === undefined) return [];
    return [{ type: 'gap', source: this.#name, ...interruption, to, filled }];
  }

  /** Notes the end of a connection. */
  fail(failure: UpstreamFailure): { readonly lived: boolean; readonly proved: boolean } {
    const upMs = this.#liveAt === undefined ? 0 : this.#scheduler.now() - this.#liveAt;
    const facts = { lived: upMs >= livedMs, proved: this.#broughtPost || upMs >= steadyMs };
    // Before it was live for the first time nobody could count on it.
    if (this.#everLive) this.#interruption ??= { from: this.#aliveAt - this.#lagMs, cause: failure.message };
    this.#liveAt = undefined;
    this.#broughtPost = false;
    return facts;
  }

  /** What was missed up to now stays missed. */
  giveUp(): readonly SourceEvent[] {
    return this.#resume('none', undefined);
  }
}
