import type { Observable } from 'rxjs';
import type { Delivery, Session } from '../graph/index.ts';
import type { SessionLedger, UndertoneError } from '../model/index.ts';
import type { Carrier, OutboxOptions, Waiting } from './outbox.ts';
import type { RateLimitOptions } from './rate-limit.ts';

/** A connection as a session sees it: whatever carries its frames. */
export interface Connection extends Carrier {
  /** Starts the closing of the connection, behind what was sent. Idempotent. */
  close(code: number): void;
}

/** What every session is bound by. */
export interface SessionLimits {
  readonly outbox: OutboxOptions;
  /** Messages of a client per second, in the long run; twice as many at once. */
  readonly messagesPerSecond: number;
  readonly queriesPerSession: number;
}

/** What all sessions of a server share. */
export interface SessionContext {
  readonly limits: SessionLimits;
  /** Messages of a client, by its limits. */
  readonly messages: RateLimitOptions;
  /** Told of a session before it asks for something for the first time: until then it is nobody's business. */
  readonly onWake: (session: ClientSession) => void;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly id: string;
  readonly connection: Connection;
  readonly context: SessionContext;
}

/** A client, of whatever protocol, on whatever connection. */
export interface ClientSession extends Session {
  /** Takes a text message of the client. What cannot be used is answered, and changes nothing. */
  receive(message: string): void;
  /** Answers what the client sent with an error. */
  refuse(error: UndertoneError): void;
  /** Takes what the graph has for the client. */
  take(delivery: Delivery<ClientSession>): void;
  readonly drained$: Observable<never>;
  /** Tells the client how it stands, where its protocol has a word for that. */
  report(): void;
  /** Says the last words and starts the closing of the connection. What waits is dropped. Idempotent. */
  leave(code: number): void;
  /** Says that the connection has gone. Idempotent. */
  gone(): void;
  /** Whether frames wait that the peer has not taken. */
  isWaiting(): boolean;
  /** What waits in its outbox. */
  waiting(): Waiting;
  ledger(): SessionLedger;
}
