import type { ErrorFrame, StatsFrame } from '../protocol/v1/messages.ts';
import type { Clock } from './clock.ts';
import type { SocketConstructor } from './socket.ts';
import type { ClientState } from './states.ts';
import type { Stream } from './stream.ts';
import type { TrackingEvent, TrackOptions } from './tracking.ts';

export interface ClientOptions {
  /** Goes along as `access_token`. */
  readonly token?: string;
  /** The longest silence of a server that has said welcome, in ms; it speaks every 10 s. 35,000; Infinity allows any. */
  readonly silenceMs?: number;
  /** How long a server may take to say welcome, in ms. 10,000. */
  readonly welcomeMs?: number;
  /** Events that may wait for a `for await` that is slow; the oldest is dropped beyond. 1,000. */
  readonly maxBufferedEvents?: number;
  /** The global one. */
  readonly WebSocket?: SocketConstructor;
  /** From 0 up to 1, for the jitter of reconnections. `Math.random`. */
  readonly random?: () => number;
  /** The system's. */
  readonly clock?: Clock;
}

export interface Client {
  readonly state: ClientState;
  /** The current state, then each change; ends with `closed`. */
  readonly states: Stream<ClientState>;
  /** The session's ledger, every 10 s and before the server closes; the last one first. */
  readonly stats: Stream<StatsFrame>;
  /** What concerns no single query: the server's refusals, and frames of it that can't be read. */
  readonly errors: Stream<ErrorFrame>;
  /**
   * A query. It is tracked as long as somebody subscribes or walks: the first one sends `track`, the last one that
   * leaves `untrack`, and all of them share what comes. It outlives the connection. It ends with an `UndertoneError`
   * (`code`, `position`) when the server refuses it, or when the client is closed for good by the server; and without
   * one by `close()`.
   */
  readonly track: (query: string, options?: TrackOptions) => Stream<TrackingEvent>;
  /** Ends all: streams complete, the socket is closed with 1000. Resolves when it is, at the latest after a second. */
  readonly close: () => Promise<void>;
}

/**
 * Connects to a server: `ws:`, `wss:`, `http:`, `https:`, or relative to the page; without a path, to `/track`. Trying
 * goes on until `close()`, or until the server ends the session in a way that trying again would not change.
 * @throws UndertoneError `bad_option` when the URL is none of these.
 */
export function connect(url: string | URL, options: ClientOptions = {}): Client {
  throw new Error(`not yet: ${String(url)} ${Object.keys(options).join()}`);
}
