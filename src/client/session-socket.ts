import { isRecord } from '../model/json.ts';
import { subprotocol, type ClientMessage, type ServerFrame, type WelcomeFrame } from '../protocol/v1/messages.ts';
import type { Clock } from './clock.ts';
import { disconnectionOf, neverOpened, abandoned, type Disconnection } from './close-reasons.ts';
import { readFrame } from './read-frame.ts';
import type { SocketConstructor, SocketLike } from './web-socket.ts';

export interface SessionSocketOptions {
  readonly address: string;
  readonly WebSocket: SocketConstructor;
  readonly clock: Clock;
  readonly silenceMs: number;
  readonly welcomeMs: number;
}

export interface SessionSocketHandlers {
  /** The first frame of the server. */
  readonly onWelcome: (frame: WelcomeFrame) => void;
  readonly onFrame: (frame: ServerFrame) => void;
  /** A frame that can't be read, with the id it may concern. */
  readonly onFault: (sentence: string, id: string | undefined) => void;
  /** Once, and nothing after it. */
  readonly onEnd: (ending: Disconnection) => void;
}

/** One connection, from its handshake to its end: by the server, by the network, or because of too long a silence. */
export class SessionSocket {
  readonly #options: SessionSocketOptions;
  readonly #handlers: SessionSocketHandlers;
  readonly #socket: SocketLike;
  #isOpen = false;
  #isWelcome = false;
  #hasEnded = false;
  #heardAt: number;
  #callOff: (() => void) | undefined;
  #onClosed: (() => void) | undefined;

  constructor(options: SessionSocketOptions, handlers: SessionSocketHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#heardAt = options.clock.now();
    this.#socket = new options.WebSocket(options.address, subprotocol);
    this.#socket.addEventListener('open', () => {
      this.#isOpen = true;
      if (this.#socket.protocol !== subprotocol) {
        this.#abandon(abandoned('The server does not speak undertone.v1.', 'final'));
      }
    });
    this.#socket.addEventListener('message', (event) => {
      if (!this.#hasEnded) this.#hear(isRecord(event) ? event['data'] : undefined);
    });
    // What there is to know comes with `close`, which follows.
    this.#socket.addEventListener('error', () => undefined);
    this.#socket.addEventListener('close', (event) => {
      this.#onClosed?.();
      this.#end(this.#isOpen ? endingOfClose(event) : neverOpened);
    });
    this.#watch(options.welcomeMs);
  }

  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Closes with 1000: nothing is told any more. `onClosed` is called when the socket is. */
  close(onClosed: () => void): void {
    this.#hasEnded = true;
    this.#callOff?.();
    this.#onClosed = onClosed;
    this.#socket.close(1000);
  }

  #hear(data: unknown): void {
    const reading = readFrame(data);
    if (this.#isWelcome) this.#heardAt = this.#options.clock.now();
    if ('fault' in reading) this.#handlers.onFault(reading.fault, reading.id);
    if (!('frame' in reading)) return;
    const { frame } = reading;
    if (frame.type !== 'welcome') this.#handlers.onFrame(frame);
    else if (!this.#isWelcome) this.#begin(frame);
  }

  #begin(welcome: WelcomeFrame): void {
    const { clock, silenceMs } = this.#options;
    this.#isWelcome = true;
    this.#heardAt = clock.now();
    this.#callOff?.();
    this.#watch(silenceMs);
    this.#handlers.onWelcome(welcome);
  }

  #watch(delayMs: number): void {
    const { clock, silenceMs, welcomeMs } = this.#options;
    if (delayMs === Infinity) return;
    this.#callOff = clock.after(delayMs, () => {
      const limitMs = this.#isWelcome ? silenceMs : welcomeMs;
      const quietMs = clock.now() - this.#heardAt;
      // Less than none: the clock was set back.
      if (quietMs < 0) this.#heardAt = clock.now();
      if (quietMs < limitMs) this.#watch(limitMs - Math.max(0, quietMs));
      else this.#abandon(abandoned(`The server said nothing for ${Math.round(quietMs / 1_000)} s.`));
    });
  }

  /** A peer that says nothing may not answer a close either: what it does is not waited for. */
  #abandon(ending: Disconnection): void {
    this.#socket.close();
    this.#end(ending);
  }

  #end(ending: Disconnection): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#callOff?.();
    this.#handlers.onEnd(ending);
  }
}

function endingOfClose(event: object): Disconnection {
  const { code, reason } = isRecord(event) ? event : {};
  return disconnectionOf(typeof code === 'number' ? code : 1006, typeof reason === 'string' ? reason : '');
}
