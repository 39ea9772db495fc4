import { sentenceOf, UndertoneError } from '../model/errors.ts';
import type { ErrorFrame, ServerFrame, StatsFrame } from '../protocol/v1/messages.ts';
import { systemClock, type Clock } from './clock.ts';
import { Connection, type ConnectionHandlers, type ConnectionOptions } from './connection.ts';
import { Queries } from './queries.ts';
import type { ClientState, CloseReason } from './states.ts';
import type { Stream } from './stream.ts';
import { StreamSubject } from './subject.ts';
import type { TrackingEvent, TrackOptions } from './tracking.ts';
import { addressOf } from './url.ts';
import type { SocketConstructor } from './web-socket.ts';

export interface ClientOptions {
  /** The server's token, which is sent as `access_token`. */
  readonly token?: string;
  /** The time in ms without a frame after which the server is given up; it sends one every 10 s. Default 35,000. */
  readonly silenceMs?: number;
  /** The time in ms within which the server must send `welcome`. Default 10,000. */
  readonly welcomeMs?: number;
  /** The number of events that wait for a slow `for await`; beyond it the oldest is dropped. Default 1,000. */
  readonly maxBufferedEvents?: number;
  /** The WebSocket constructor. Default: the global one. */
  readonly WebSocket?: SocketConstructor;
  /** Returns a number from 0 up to 1 for the jitter of reconnections. Default `Math.random`. */
  readonly random?: () => number;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

export interface Client {
  readonly state: ClientState;
  /** Emits the current state, then each change, and completes after `closed`. */
  readonly states: Stream<ClientState>;
  /** Emits the session's ledger every 10 s and before the server closes; new subscribers get the last one at once. */
  readonly stats: Stream<StatsFrame>;
  /** Emits errors that are not tied to a query: the server's refusals, and its frames that cannot be read. */
  readonly errors: Stream<ErrorFrame>;
  /**
   * Returns the events of a query. The query is tracked while the stream has subscribers or is iterated: the first one
   * sends `track`, the last one that leaves sends `untrack`, and all of them share the events. It survives a lost
   * connection. It ends with an `UndertoneError` (`code`, `position`) when the server refuses the query or closes the
   * client permanently, and without an error after `close()`.
   *
   * @example
   * const subscription = client.track('pizza', { whenSlow: 'drop' }).subscribe((event) => {
   *   if (event.type === 'post') console.log(event.topic.compound, event.post.text);
   * });
   */
  readonly track: (query: string, options?: TrackOptions) => Stream<TrackingEvent>;
  /** Connects at once while the client waits to do so; does nothing in other states. */
  readonly reconnect: () => void;
  /** Closes the socket with 1000 and completes all streams. Resolves when it is closed, at the latest after 1 s. */
  readonly close: () => Promise<void>;
}

/**
 * Connects to a server at a `ws:`, `wss:`, `http:` or `https:` URL, or at one relative to the page. Without a path it
 * uses `/track`. A lost connection is opened again until `close()` is called, or until the server ends the session for a
 * reason that a new attempt would not change.
 *
 * @throws UndertoneError `bad_option` when the URL is unusable, or when the page may not connect to it.
 *
 * @example
 * const client = connect('ws://127.0.0.1:8000');
 * for await (const event of client.track('pizza')) {
 *   if (event.type === 'post') console.log(event.compound, event.post.text);
 * }
 */
export function connect(url: string | URL, options: ClientOptions = {}): Client {
  const { silenceMs = 35_000, welcomeMs = 10_000, maxBufferedEvents: maxBuffered = 1_000 } = options;
  const { WebSocket = globalThis.WebSocket, random = Math.random, clock = systemClock } = options;
  const address = addressOf(url, options.token);
  let ledger: StatsFrame | undefined;
  const states = new StreamSubject<ClientState>({ maxBuffered, current: () => connection.state });
  const stats = new StreamSubject<StatsFrame>({ maxBuffered, current: () => ledger });
  const errors = new StreamSubject<ErrorFrame>({ maxBuffered });
  const queries = new Queries({
    clock,
    random,
    maxBuffered,
    send: (message) => {
      connection.send(message);
    },
  });
  const end = ({ code, reason }: CloseReason): void => {
    states.end();
    queries.end(code === 1000 ? undefined : new UndertoneError('unavailable', reason));
    for (const stream of [stats, errors]) stream.end();
  };
  const onFrame = (frame: ServerFrame): void => {
    if (queries.receive(frame)) return;
    if (frame.type === 'error') errors.next(frame);
    if (frame.type !== 'stats') return;
    ledger = frame;
    stats.next(frame);
  };
  const connection = openConnection(
    { address, WebSocket, clock, silenceMs, welcomeMs, random },
    {
      onState: (state) => {
        states.next(state);
        if (state.name === 'closed') end(state.ending);
      },
      onWelcome: ({ limits }) => {
        queries.onWelcome(limits);
      },
      onFrame,
      onFault: (message, id) => {
        const error: ErrorFrame = { type: 'error', code: 'bad_message', message, ...(id !== undefined && { id }) };
        if (id === undefined || !queries.reportFault(id, error)) errors.next(error);
      },
      onDisconnect: () => {
        queries.onDisconnect();
      },
    },
  );
  return {
    states,
    stats,
    errors,
    get state() {
      return connection.state;
    },
    track: (query, trackOptions = {}) => queries.track(query, trackOptions),
    reconnect: connection.reconnect,
    close: () => connection.close(),
  };
}

/** The WebSocket constructor throws when its URL, or the page's security policy, does not allow the connection. */
function openConnection(options: ConnectionOptions, handlers: ConnectionHandlers): Connection {
  try {
    return new Connection(options, handlers);
  } catch (error) {
    throw new UndertoneError('bad_option', `A WebSocket can't be opened: ${sentenceOf(error)}.`, { cause: error });
  }
}
