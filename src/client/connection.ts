import type { ClientMessage, ServerFrame, WelcomeFrame } from '../protocol/v1/messages.ts';
import { retryDelay } from './backoff.ts';
import type { Disconnection } from './close-reasons.ts';
import { SessionSocket, type SessionSocketOptions } from './session-socket.ts';
import type { ClientState, CloseReason } from './states.ts';

/** The time in ms after which a live connection is stable: the failures before it no longer count. */
const stableMs = 10_000;
/** The time in ms within which the server must answer our close. */
const closeMs = 1_000;

export interface ConnectionOptions extends SessionSocketOptions {
  readonly random: () => number;
}

export interface ConnectionHandlers {
  /** Called on each change of state, not with the initial state. */
  readonly onState: (state: ClientState) => void;
  readonly onWelcome: (frame: WelcomeFrame) => void;
  readonly onFrame: (frame: ServerFrame) => void;
  readonly onFault: (sentence: string, id: string | undefined) => void;
  /** Called when a session that had received `welcome` has ended. */
  readonly onDisconnect: () => void;
}

/** Keeps a connection to the server: opens a new socket after one has ended, until it is closed permanently. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  #state: ClientState = { name: 'connecting', attempt: 1 };
  #socket: SessionSocket | undefined;
  #failures = 0;
  #liveAt: number | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#open();
  }

  get state(): ClientState {
    return this.#state;
  }

  /** To be called only in the state `live`. */
  send(message: ClientMessage): void {
    this.#socket?.send(message);
  }

  /** Connects at once while it waits to do so; does nothing otherwise. */
  readonly reconnect = (): void => {
    if (this.#state.name !== 'waiting') return;
    this.#cancelRetry?.();
    this.#retry();
  };

  /** Resolves when the socket is closed, or after 1 s. Idempotent. */
  async close(): Promise<void> {
    if (this.#state.name === 'closed') return;
    const socket = this.#socket;
    this.#closePermanently({ code: 1000, reason: 'The client was closed.' });
    if (socket === undefined) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(closeMs, resolve);
      socket.close(() => {
        cancel();
        resolve();
      });
    });
  }

  #open(): void {
    this.#socket = new SessionSocket(this.#options, {
      onFrame: this.#handlers.onFrame,
      onFault: this.#handlers.onFault,
      onWelcome: (welcome) => {
        this.#liveAt = this.#options.clock.now();
        this.#handlers.onWelcome(welcome);
        this.#enter({ name: 'live', welcome });
      },
      onEnd: (disconnection) => {
        this.#onDisconnect(disconnection);
      },
    });
  }

  #onDisconnect({ retry, ...ending }: Disconnection): void {
    const { clock, random } = this.#options;
    const wasStable = this.#liveAt !== undefined && clock.now() - this.#liveAt >= stableMs;
    this.#failures = wasStable ? 1 : this.#failures + 1;
    this.#socket = undefined;
    if (retry === 'never') {
      this.#closePermanently(ending);
      return;
    }
    this.#endSession();
    const delayMs = retryDelay(this.#failures, retry === 'later', random);
    this.#cancelRetry = clock.after(delayMs, () => {
      this.#retry();
    });
    this.#enter({ name: 'waiting', retryAt: clock.now() + delayMs, ending });
  }

  #retry(): void {
    this.#enter({ name: 'connecting', attempt: this.#failures + 1 });
    if (this.#state.name === 'connecting') this.#open();
  }

  #closePermanently(ending: CloseReason): void {
    this.#cancelRetry?.();
    this.#socket = undefined;
    this.#endSession();
    this.#enter({ name: 'closed', ending });
  }

  #endSession(): void {
    const wasLive = this.#liveAt !== undefined;
    this.#liveAt = undefined;
    if (wasLive) this.#handlers.onDisconnect();
  }

  #enter(state: ClientState): void {
    this.#state = state;
    this.#handlers.onState(state);
  }
}
