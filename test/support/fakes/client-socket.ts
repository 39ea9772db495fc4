import type { SocketConstructor, SocketLike } from '../../../src/client/index.ts';
import type { ServerFrame } from '../../../src/protocol/index.ts';

type EventName = 'open' | 'message' | 'error' | 'close';

/** A WebSocket without a network: the test plays the server. */
export class FakeSocket implements SocketLike {
  readonly url: string;
  protocol: string;
  /** What the client sent, parsed. */
  readonly sent: unknown[] = [];
  /** The codes that the client closed with. */
  readonly closedWith: (number | undefined)[] = [];
  readonly #listeners = new Map<EventName, (event: object) => void>();

  constructor(url: string, protocol: string) {
    this.url = url;
    this.protocol = protocol;
  }

  readonly send = (text: string): void => {
    this.sent.push(JSON.parse(text));
  };

  readonly close = (code?: number): void => {
    this.closedWith.push(code);
  };

  readonly addEventListener = (type: EventName, listener: (event: object) => void): void => {
    this.#listeners.set(type, listener);
  };

  open(): void {
    this.#emit('open', {});
  }

  text(data: unknown): void {
    this.#emit('message', { data });
  }

  frame(...frames: readonly ServerFrame[]): void {
    for (const frame of frames) this.text(JSON.stringify(frame));
  }

  end(code: number, reason = ''): void {
    this.#emit('close', { code, reason });
  }

  /** What was sent since the last time. */
  takeSent(): readonly unknown[] {
    return this.sent.splice(0);
  }

  #emit(type: EventName, event: object): void {
    this.#listeners.get(type)?.(event);
  }
}

/** A constructor that remembers what it made. */
export function fakeWebSocket(): { readonly sockets: readonly FakeSocket[]; readonly WebSocket: SocketConstructor } {
  const sockets: FakeSocket[] = [];
  return {
    sockets,
    WebSocket: class extends FakeSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol);
        sockets.push(this);
      }
    },
  };
}
