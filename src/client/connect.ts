import { sentenceOf, UndertoneError } from '../model/errors.ts';
import type { ErrorFrame, ServerFrame, StatsFrame } from '../protocol/v1/messages.ts';
import { systemClock, type Clock } from './clock.ts';
import { Connection, type ConnectionHandlers, type ConnectionOptions } from './connection.ts';
import { StreamSubject } from './subject.ts';
import { Queries } from './queries.ts';
import type { SocketConstructor } from './web-socket.ts';
import type { ClientState, CloseReason } from './states.ts';
import type { Stream } from './stream.ts';
import type { TrackingEvent, TrackOptions } from './tracking.ts';
import { addressOf } from './url.ts';

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
 * @throws UndertoneError `bad_option` when the URL is none of these, or the page may not connect there.
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
    ...{ clock, random, maxBuffered },
    send: (message) => {
      connection.send(message);
    },
  });
  const end = (ending: CloseReason): void => {
    states.end();
    queries.end(ending.code === 1000 ? undefined : new UndertoneError('unavailable', ending.reason));
    stats.end();
    errors.end();
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
    ...{ states, stats, errors },
    get state() {
      return connection.state;
    },
    track: (query, wish = {}) => queries.track(query, wish),
    close: () => connection.close(),
  };
}

/** A WebSocket is refused at once where its address, or the page that asks, forbids it. */
function openConnection(options: ConnectionOptions, handlers: ConnectionHandlers): Connection {
  try {
    return new Connection(options, handlers);
  } catch (error) {
    throw new UndertoneError('bad_option', `A WebSocket can't be opened: ${sentenceOf(error)}.`, { cause: error });
  }
}
