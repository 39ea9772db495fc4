import { isRecord } from '../model/json.ts';
import { subprotocol, type ClientMessage, type ServerFrame, type WelcomeFrame } from '../protocol/v1/messages.ts';
import type { Clock } from './clock.ts';
import { disconnectionOf, givenUp, neverOpened, type Disconnection } from './close-reasons.ts';
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
  /** Called with the server's first frame. */
  readonly onWelcome: (frame: WelcomeFrame) => void;
  readonly onFrame: (frame: ServerFrame) => void;
  /** Called for a frame that cannot be read, with the id that it may concern. */
  readonly onFault: (sentence: string, id: string | undefined) => void;
  /** Called once. No other handler is called afterwards. */
  readonly onEnd: (disconnection: Disconnection) => void;
}

/** One WebSocket from its handshake to its end: by the server, by the network, or because the server is silent. */
export class SessionSocket {
  readonly #options: SessionSocketOptions;
  readonly #handlers: SessionSocketHandlers;
  readonly #socket: SocketLike;
  #isOpen = false;
  #isWelcome = false;
  #hasEnded = false;
  #lastFrameAt: number;
  #cancelWatchdog: (() => void) | undefined;
  #onClosed: (() => void) | undefined;

  constructor(options: SessionSocketOptions, handlers: SessionSocketHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#lastFrameAt = options.clock.now();
    this.#socket = new options.WebSocket(options.address, subprotocol);
    this.#socket.addEventListener('open', () => {
      this.#isOpen = true;
      if (this.#socket.protocol !== subprotocol) {
        this.#giveUp(givenUp('The server does not speak undertone.v1.', 'never'));
      }
    });
    this.#socket.addEventListener('message', (event) => {
      if (!this.#hasEnded) this.#onMessage(isRecord(event) ? event['data'] : undefined);
    });
    // The error itself says nothing. `close` follows, with the code.
    this.#socket.addEventListener('error', () => undefined);
    this.#socket.addEventListener('close', (event) => {
      this.#onClosed?.();
      this.#end(this.#isOpen ? disconnectionOfEvent(event) : neverOpened);
    });
    this.#startWatchdog(options.welcomeMs);
  }

  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Closes with 1000 and calls no handler any more. `onClosed` is called when the socket is closed. */
  close(onClosed: () => void): void {
    this.#hasEnded = true;
    this.#cancelWatchdog?.();
    this.#onClosed = onClosed;
    this.#socket.close(1000);
  }

  #onMessage(data: unknown): void {
    const reading = readFrame(data);
    if (this.#isWelcome) this.#lastFrameAt = this.#options.clock.now();
    if ('fault' in reading) this.#handlers.onFault(reading.fault, reading.id);
    if (!('frame' in reading)) return;
    const { frame } = reading;
    if (frame.type !== 'welcome') this.#handlers.onFrame(frame);
    else if (!this.#isWelcome) this.#onWelcome(frame);
  }

  #onWelcome(welcome: WelcomeFrame): void {
    const { clock, silenceMs } = this.#options;
    this.#isWelcome = true;
    this.#lastFrameAt = clock.now();
    this.#cancelWatchdog?.();
    this.#startWatchdog(silenceMs);
    this.#handlers.onWelcome(welcome);
  }

  #startWatchdog(delayMs: number): void {
    const { clock, silenceMs, welcomeMs } = this.#options;
    if (delayMs === Infinity) return;
    this.#cancelWatchdog = clock.after(delayMs, () => {
      const limitMs = this.#isWelcome ? silenceMs : welcomeMs;
      const silentMs = clock.now() - this.#lastFrameAt;
      // A negative time means that the clock was set back.
      if (silentMs < 0) this.#lastFrameAt = clock.now();
      if (silentMs < limitMs) this.#startWatchdog(limitMs - Math.max(0, silentMs));
      else this.#giveUp(givenUp(`The server sent nothing for ${Math.round(silentMs / 1_000)} s.`));
    });
  }

  /** Ends at once: a silent server may not answer the close either. */
  #giveUp(disconnection: Disconnection): void {
    this.#socket.close();
    this.#end(disconnection);
  }

  #end(disconnection: Disconnection): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#cancelWatchdog?.();
    this.#handlers.onEnd(disconnection);
  }
}

function disconnectionOfEvent(event: object): Disconnection {
  const { code, reason } = isRecord(event) ? event : {};
  return disconnectionOf(typeof code === 'number' ? code : 1006, typeof reason === 'string' ? reason : '');
}
