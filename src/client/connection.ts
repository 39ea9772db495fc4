import type { ClientMessage, ServerFrame, WelcomeFrame } from '../protocol/v1/messages.ts';
import { retryDelay } from './backoff.ts';
import type { Disconnection } from './close-reasons.ts';
import { SessionSocket, type SessionSocketOptions } from './session-socket.ts';
import type { ClientState, CloseReason } from './states.ts';

/** A connection that has been live for so long, in ms, was good: the failures before it are forgotten. */
const goodMs = 10_000;
/** How long a server may take to answer our close, in ms. */
const closeMs = 1_000;

export interface ConnectionOptions extends SessionSocketOptions {
  readonly random: () => number;
}

export interface ConnectionHandlers {
  /** Each change, not the state at the start. */
  readonly onState: (state: ClientState) => void;
  readonly onWelcome: (frame: WelcomeFrame) => void;
  readonly onFrame: (frame: ServerFrame) => void;
  readonly onFault: (sentence: string, id: string | undefined) => void;
  /** A session that had its welcome is over. */
  readonly onDisconnect: () => void;
}

/** Keeps one link to the server, and opens another one when it has ended, until it is closed for good. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  #state: ClientState = { name: 'connecting', attempt: 1 };
  #link: SessionSocket | undefined;
  #failures = 0;
  #liveAt: number | undefined;
  #callOff: (() => void) | undefined;

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#open();
  }

  get state(): ClientState {
    return this.#state;
  }

  /** Only while live. */
  send(message: ClientMessage): void {
    this.#link?.send(message);
  }

  /** Resolves when the socket is closed, or after a second. Idempotent. */
  async close(): Promise<void> {
    if (this.#state.name === 'closed') return;
    const link = this.#link;
    this.#finish({ code: 1000, reason: 'The client was closed.' });
    if (link === undefined) return;
    await new Promise<void>((resolve) => {
      const callOff = this.#options.clock.after(closeMs, resolve);
      link.close(() => {
        callOff();
        resolve();
      });
    });
  }

  #open(): void {
    this.#link = new SessionSocket(this.#options, {
      ...this.#handlers,
      onWelcome: (welcome) => {
        this.#liveAt = this.#options.clock.now();
        this.#handlers.onWelcome(welcome);
        this.#enter({ name: 'live', welcome });
      },
      onEnd: (ending) => {
        this.#lose(ending);
      },
    });
  }

  #lose({ retry, ...ending }: Disconnection): void {
    const { clock, random } = this.#options;
    const wasGood = this.#liveAt !== undefined && clock.now() - this.#liveAt >= goodMs;
    this.#failures = wasGood ? 1 : this.#failures + 1;
    this.#link = undefined;
    if (retry === 'final') {
      this.#finish(ending);
      return;
    }
    this.#leave();
    const delayMs = retryDelay(this.#failures, retry === 'later', random);
    this.#callOff = clock.after(delayMs, () => {
      this.#enter({ name: 'connecting', attempt: this.#failures + 1 });
      if (this.#state.name === 'connecting') this.#open();
    });
    this.#enter({ name: 'waiting', retryAt: clock.now() + delayMs, ending });
  }

  #finish(ending: CloseReason): void {
    this.#callOff?.();
    this.#link = undefined;
    this.#leave();
    this.#enter({ name: 'closed', ending });
  }

  #leave(): void {
    const wasLive = this.#liveAt !== undefined;
    this.#liveAt = undefined;
    if (wasLive) this.#handlers.onDisconnect();
  }

  #enter(state: ClientState): void {
    this.#state = state;
    this.#handlers.onState(state);
  }
}
