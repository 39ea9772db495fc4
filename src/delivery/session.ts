import type { Observable } from 'rxjs';
import type { Delivery, Session } from '../graph/index.ts';
import type { SessionLedger, UndertoneError } from '../model/index.ts';
import type { OutboxOptions, Send, Waiting } from './outbox.ts';

/** A connection as a session sees it: whatever carries its frames. */
export interface Connection {
  readonly send: Send;
  /** Starts the closing of the connection, behind what was sent. Idempotent. */
  readonly close: (code: number) => void;
}

/** What every session is bound by. */
export interface SessionLimits {
  readonly outbox: OutboxOptions;
  /** Messages of a client per second, in the long run; twice as many at once. */
  readonly messagesPerSecond: number;
  readonly queriesPerSession: number;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly id: string;
  readonly connection: Connection;
  readonly limits: SessionLimits;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A client, of whatever protocol, on whatever connection. */
export interface ClientSession extends Session {
  /** Takes a text message of the client. What cannot be used is answered, and changes nothing. */
  readonly receive: (message: string) => void;
  /** Answers what the client sent with an error. */
  readonly refuse: (error: UndertoneError) => void;
  /** Takes what the graph has for the client. */
  readonly take: (delivery: Delivery<ClientSession>) => void;
  readonly drained$: Observable<never>;
  /** Tells the client how it stands, where its protocol has a word for that. */
  readonly report: () => void;
  /** Says the last words and starts the closing of the connection. What waits is dropped. Idempotent. */
  readonly leave: (code: number) => void;
  /** Says that the connection has gone. Idempotent. */
  readonly gone: () => void;
  /** Whether frames wait that the peer has not taken. */
  readonly isWaiting: () => boolean;
  /** What waits in its outbox. */
  readonly waiting: () => Waiting;
  readonly ledger: () => SessionLedger;
}
