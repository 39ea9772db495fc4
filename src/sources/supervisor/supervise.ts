import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  endWith,
  filter,
  from,
  ignoreElements,
  merge,
  NEVER,
  of,
  repeat,
  skip,
  startWith,
  take,
  takeWhile,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Source, SourceEvent } from '../../graph/index.ts';
import { shareWithGrace } from '../../graph/operators/index.ts';
import { createBackoff, type Wait } from './backoff.ts';
import { ConnectionHistory } from './connection-history.ts';
import { deadline } from './deadline.ts';
import { asFailure, asFinal, UpstreamFailure } from './failure.ts';
import type { Signal, SupervisorOptions, UpstreamSession } from './session.ts';
import { watchdog } from './watchdog.ts';

export type { Connect, Interruption, Signal, SupervisorOptions, UpstreamSession } from './session.ts';

/*
 * The states of a supervisor. It starts in `connecting`, and emits `pending` then.
 *
 *   in          on                                            goes to     and emits
 *   connecting  `live`                                        live        state live
 *   live        `resumed`                                     live        the gap that is over, if there was one
 *   live        `missed`                                      live        a gap
 *   any         a failure for which `nextTarget` is true      connecting  nothing
 *   any         a failure that its backoff gives a wait       waiting     state pending, with the failure as its reason
 *   any         `no-rules`                                    waiting     the same; the wait is over when `wake$` emits
 *   any         a fatal failure, or too many of a class,      ended       the gap that is open, then an error
 *               or an error of `beside$`
 *   waiting     the end of the wait                           connecting  nothing
 */

/**
 * Keeps one connection to an upstream: makes it anew after each failure, after the wait that the failure's class asks
 * for, and watches it for silence. Emits every change of state, and every interruption as a gap once it is over. Errors
 * only when another try would not help; leaves nothing behind when it is unsubscribed.
 * @example supervise({ ...context, host: 'example.com', silenceMs: 45_000, createSession: () => ({ connect }) });
 */
export function supervise(options: SupervisorOptions): Observable<SourceEvent> {
  const { name, wake$ = NEVER, beside$ = NEVER, random, scheduler } = options;
  return defer(() => {
    const backoff = createBackoff(random, scheduler);
    const history = new ConnectionHistory(options);
    const session = options.createSession();
    const pause = (wait: Exclude<Wait, undefined>): Observable<never> =>
      (wait === 'wake' ? wake$.pipe(take(1)) : timer(wait, scheduler)).pipe(ignoreElements());
    const giveUp = (error: unknown): Observable<SourceEvent> =>
      concat(
        from(history.giveUp()),
        throwError(() => asFinal(asFailure(error))),
      );
    const recover = (error: unknown): Observable<SourceEvent> => {
      const failure = asFailure(error);
      if (session.nextTarget?.(failure) === true) return EMPTY;
      const { wasUp, wasStable } = history.fail(failure);
      if (wasStable) backoff.reset();
      const wait = backoff.next(failure, wasUp);
      if (wait === undefined) return giveUp(failure);
      const pending: SourceEvent = { type: 'state', source: name, state: 'pending', reason: failure };
      return concat(of(pending), pause(wait));
    };
    const attempt$ = defer(() => attempt(options, session, session.connect(history.interruption))).pipe(
      concatMap((signal) => history.receive(signal)),
      catchError(recover),
    );
    const connections$ = attempt$.pipe(
      repeat(),
      startWith<SourceEvent>({ type: 'state', source: name, state: 'pending' }),
    );
    return merge(connections$, beside$.pipe(catchError(giveUp)));
  });
}

/** One connection, with its end and its silences as failures. */
function attempt(
  { host: ownHost, connectMs, silenceMs, canAccept$, scheduler }: SupervisorOptions,
  { targetHost }: UpstreamSession,
  connection$: Observable<Signal>,
): Observable<Signal> {
  const host = targetHost?.() ?? ownHost;
  return concat(
    connection$,
    throwError(() => new UpstreamFailure('network', `${host} closed the connection.`)),
  ).pipe(
    deadline({ host, ...(connectMs !== undefined && { firstMs: connectMs }), scheduler }),
    watchdog({ host, silenceMs, canAccept$, scheduler }),
  );
}

/**
 * Creates a source of a supervised connection: it is kept in the turn in which the queries change, and can be checked
 * at the start.
 * @example
 * const connect = () => openFeed().pipe(map((post): Signal => ({ type: 'post', post })), startWith({ type: 'live' }));
 * superviseSource({ ...context, host: 'example.com', silenceMs: 45_000, createSession: () => ({ connect }) });
 */
export function superviseSource(options: SupervisorOptions): Source {
  const { name, scheduler } = options;
  const shared$ = superviseAnew(options).pipe(shareWithGrace({ graceMs: 0, scheduler }));
  return { name, open: () => shared$, check: () => checkConnection({ ...options, interruption: undefined }) };
}

/** Supervises, anew with each subscription; only the first one makes up for an interruption of another process. */
export function superviseAnew(options: SupervisorOptions): Observable<SourceEvent> {
  let { interruption } = options;
  return defer(() => {
    const first = interruption;
    interruption = undefined;
    return supervise({ ...options, interruption: first });
  });
}

export interface CheckOptions {
  readonly name: string;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

/** Checks a source by something that completes when the source can be used; what fails is tried again as by `supervise`. */
export function checkBy(options: CheckOptions, trial$: Observable<unknown>): Observable<SourceEvent> {
  const connect = () => trial$.pipe(ignoreElements(), endWith<Signal>({ type: 'live' }));
  const endless = { connectMs: Infinity, silenceMs: Infinity, canAccept$: of(true) };
  return checkConnection({ ...options, ...endless, host: options.name, createSession: () => ({ connect }) });
}

/**
 * Supervises until the first connection is live. Emits the troubles on the way, and takes them back when they are over.
 * Whether rules are lacking shows only when something is asked for, so a connection that lacks them is good enough.
 */
function checkConnection(options: SupervisorOptions): Observable<SourceEvent> {
  return defer(() => {
    let isTroubled = false;
    return supervise({ ...options, wake$: NEVER, beside$: NEVER }).pipe(
      filter((event) => event.type === 'state'),
      skip(1),
      takeWhile(({ state, reason }) => state === 'pending' && !lacksRules(reason), true),
      concatMap((event): readonly SourceEvent[] => {
        if (event.state === 'live') return isTroubled ? [{ ...event, state: 'pending' }] : [];
        isTroubled = true;
        return [event];
      }),
    );
  });
}

const lacksRules = (reason: unknown): boolean => reason instanceof UpstreamFailure && reason.kind === 'no-rules';
