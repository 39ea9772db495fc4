import type { Observable } from 'rxjs';
import type { Intent } from '../graph/index.ts';
import type { SessionLedger } from '../model/index.ts';
import { createOutbox, drained, type Outbox, type Waiting } from './outbox.ts';
import { Presence } from './presence.ts';
import { RateLimit } from './rate-limit.ts';
import type { ClientSession, Connection, SessionContext, SessionLimits, SessionOptions } from './session.ts';

export interface ContextOptions extends Pick<SessionContext, 'onWake'> {
  /** Epoch ms. */
  readonly now: () => number;
}

/** What sessions with these limits share. A client may send the messages of two seconds at once. */
export function contextOf(limits: SessionLimits, { now, onWake }: ContextOptions): SessionContext {
  const { messagesPerSecond: perSecond } = limits;
  return { limits, messages: { perSecond, burst: 2 * perSecond, now }, onWake };
}

/**
 * What clients of every protocol have. There are tens of thousands that only wait, so one is little more than its
 * fields: no function is made for it, and what the graph needs of it not before it asks for something.
 */
export abstract class SessionCore {
  readonly id: string;
  protected readonly connection: Connection;
  protected readonly context: SessionContext;
  protected readonly outbox: Outbox;
  readonly #messages: RateLimit;
  #presence: Presence | undefined;
  #awake = false;
  #gone = false;

  constructor({ id, connection, context }: SessionOptions) {
    this.id = id;
    this.connection = connection;
    this.context = context;
    this.outbox = createOutbox(connection, context.limits.outbox);
    this.#messages = new RateLimit(context.messages);
  }

  get intents$(): Observable<Intent> {
    return this.#present().intents$;
  }

  get closed$(): Observable<unknown> {
    return this.#present().closed$;
  }

  get drained$(): Observable<never> {
    return drained(this.outbox);
  }

  isWaiting(): boolean {
    return this.outbox.isWaiting();
  }

  waiting(): Waiting {
    return this.outbox.waiting();
  }

  ledger(): SessionLedger {
    return this.outbox.ledger();
  }

  /** Whether the client may send one more message now. */
  protected mayReceive(): boolean {
    return this.#messages.take();
  }

  /** Asks for something in the name of `session`, which is this one. */
  protected intend(session: ClientSession, intent: Intent): void {
    if (this.#gone) return;
    if (!this.#awake) this.context.onWake(session);
    this.#awake = true;
    this.#present().intend(intent);
  }

  /** The graph is told that the session has gone, where it has heard of it. Idempotent. */
  protected vanish(): void {
    this.#gone = true;
    this.#presence?.end();
  }

  #present(): Presence {
    if (this.#presence === undefined) {
      this.#presence = new Presence();
      if (this.#gone) this.#presence.end();
    }
    return this.#presence;
  }
}
