import type { Observable } from 'rxjs';
import type { Delivery, Session } from '../graph/index.ts';
import type { SessionLedger, UndertoneError } from '../model/index.ts';
import type { FrameSink } from './frame.ts';
import type { OutboxOptions, QueueLength } from './outbox.ts';
import type { RateLimitOptions } from '../budget/index.ts';
import type { Usage, UsageRefusal } from './usage.ts';

/** The connection of a session: a WebSocket or a stream of Server-Sent Events. */
export interface Connection extends FrameSink {
  /** Closes the connection after the frames that were sent. Idempotent. */
  close(code: number): void;
}

export interface SessionLimits {
  readonly outbox: OutboxOptions;
  /** The sustained number of messages of a client per second; twice as many are allowed at once. */
  readonly messagesPerSecond: number;
  readonly queriesPerSession: number;
}

/** The context that all sessions of a server share. */
export interface SessionContext {
  readonly limits: SessionLimits;
  /** The rate limit on a client's messages. */
  readonly messages: RateLimitOptions;
  /** The queries and windows that all sessions use together. */
  readonly usage: Usage;
  /** Called when a `track` is refused. */
  readonly onRefused: (reason: TrackRefusal) => void;
  /** Called before a session emits its first intent. The graph does not know idle sessions. */
  readonly onFirstIntent: (session: ClientSession) => void;
}

/** The limit that a `track` would exceed. */
export type TrackRefusal = UsageRefusal | 'queries_per_session';

export interface SessionOptions {
  readonly id: string;
  /** The key of the client's address, which pays for what the session asks for. */
  readonly owner: string;
  readonly connection: Connection;
  readonly context: SessionContext;
}

/** The session of a client, whatever its protocol and its connection. */
export interface ClientSession extends Session {
  readonly owner: string;
  /**
   * Counts a frame of the client, of whatever kind. Returns false, and closes the session, when they come too fast. Every
   * frame is counted before it is handled.
   */
  acceptsFrame(): boolean;
  /**
   * Handles a text message of the client. An unusable or refused message is answered with an error, which is returned, and
   * changes nothing.
   */
  receive(message: string): UndertoneError | undefined;
  /** Sends the client an error that concerns none of its queries. */
  sendError(error: UndertoneError): void;
  /** Sends the client a delivery of the graph. */
  deliver(delivery: Delivery<ClientSession>): void;
  readonly drained$: Observable<never>;
  /** Sends the client the session's ledger, if its protocol has a frame for it. */
  sendStats(): void;
  /** Drops the waiting frames, sends the last ledger and closes the connection. Idempotent. */
  close(code: number): void;
  /** Called when the connection has closed. Idempotent. */
  onDisconnect(): void;
  /** Whether frames wait that the socket has not taken. */
  isWaiting(): boolean;
  /** The length of the session's outbox. */
  waiting(): QueueLength;
  ledger(): SessionLedger;
}
