import { AsyncSubject, Subject, type Observable } from 'rxjs';
import type { Intent, TrackIntent } from '../graph/index.ts';
import type { SessionLedger, UndertoneError } from '../model/index.ts';
import { closeCodes } from '../protocol/index.ts';
import { drained, type Outbox, type QueueLength } from './outbox.ts';
import { RateLimit } from '../budget/index.ts';
import { createOutbox } from './send-queue.ts';
import { SessionUsage } from './session-usage.ts';
import type { ClientSession, Connection, SessionContext, SessionLimits, SessionOptions } from './session.ts';
import { usageError } from './usage.ts';

export interface SessionContextOptions extends Pick<SessionContext, 'onFirstIntent' | 'onRefused' | 'usage'> {
  /** The current time in epoch ms. */
  readonly now: () => number;
}

/** Creates the context that all sessions of a server share. A client may send the frames of two seconds at once. */
export function createSessionContext(
  limits: SessionLimits,
  { now, ...context }: SessionContextOptions,
): SessionContext {
  const { messagesPerSecond: perSecond } = limits;
  return { limits, messages: { perSecond, burst: 2 * perSecond, now }, ...context };
}

/**
 * The part of a session that does not depend on its protocol. A server may have tens of thousands of idle sessions, so
 * one is little more than its fields: no closures, and the subjects that the graph needs are created on demand.
 */
export abstract class SessionCore {
  readonly id: string;
  readonly owner: string;
  protected readonly connection: Connection;
  protected readonly context: SessionContext;
  protected readonly outbox: Outbox;
  readonly #messages: RateLimit;
  #subjects: SessionSubjects | undefined;
  #usage: SessionUsage | undefined;
  #hasIntent = false;
  #isOver = false;

  constructor({ id, owner, connection, context }: SessionOptions) {
    this.id = id;
    this.owner = owner;
    this.connection = connection;
    this.context = context;
    this.outbox = createOutbox(connection, context.limits.outbox);
    this.#messages = new RateLimit(context.messages);
  }

  get intents$(): Observable<Intent> {
    return this.#getSubjects().intents$;
  }

  get closed$(): Observable<unknown> {
    return this.#getSubjects().closed$;
  }

  get drained$(): Observable<never> {
    return drained(this.outbox);
  }

  isWaiting(): boolean {
    return this.outbox.isWaiting();
  }

  waiting(): QueueLength {
    return this.outbox.waiting();
  }

  ledger(): SessionLedger {
    return this.outbox.ledger();
  }

  acceptsFrame(): boolean {
    const accepts = this.#messages.tryConsume();
    if (!accepts) this.close(closeCodes.policy);
    return accepts;
  }

  abstract readonly resumable: boolean;
  abstract close(code: number): void;

  /** Counts what an intent asks for, or returns why it is refused; then it must not be emitted. */
  protected reserve(intent: TrackIntent): UndertoneError | undefined {
    if (this.#isOver) return undefined;
    const { usage, onRefused } = this.context;
    this.#usage ??= new SessionUsage(usage, this);
    const refusal = this.#usage.track(intent);
    if (refusal === undefined) return undefined;
    onRefused(refusal);
    return usageError(refusal, usage.options);
  }

  /**
   * Emits an intent of `session`, which is this object. The first one makes the session known to the graph. What a `track`
   * asks for has been reserved.
   */
  protected emitIntent(session: ClientSession, intent: Intent): void {
    if (this.#isOver) return;
    if (intent.type === 'untrack') this.#usage?.untrack(intent.id);
    if (!this.#hasIntent) this.context.onFirstIntent(session);
    this.#hasIntent = true;
    this.#getSubjects().emitIntent(intent);
  }

  /** Completes `intents$` and emits on `closed$`. Idempotent. */
  protected endSubjects(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#usage?.close(this.resumable);
    this.#subjects?.end();
  }

  #getSubjects(): SessionSubjects {
    if (this.#subjects === undefined) {
      this.#subjects = new SessionSubjects();
      if (this.#isOver) this.#subjects.end();
    }
    return this.#subjects;
  }
}

/** The observables of a session that the graph subscribes to. */
class SessionSubjects {
  readonly #intents$ = new Subject<Intent>();
  readonly #closed$ = new AsyncSubject<'closed'>();

  get intents$(): Observable<Intent> {
    return this.#intents$;
  }

  get closed$(): Observable<unknown> {
    return this.#closed$;
  }

  emitIntent(intent: Intent): void {
    this.#intents$.next(intent);
  }

  /** Idempotent. */
  end(): void {
    this.#closed$.next('closed');
    this.#closed$.complete();
    this.#intents$.complete();
  }
}
