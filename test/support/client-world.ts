import { connect, type Client, type ClientOptions, type Stream } from '../../src/client/index.ts';
import { fakeWebSocket, type FakeSocket } from './fakes/client-socket.ts';
import { welcomeFrame } from './frames.ts';
import { ManualClock } from './manual-clock.ts';

export interface ClientWorld {
  readonly client: Client;
  readonly clock: ManualClock;
  readonly sockets: readonly FakeSocket[];
  /** The newest socket. */
  readonly socket: () => FakeSocket;
  /** Opens the newest socket and sends `welcome` on it. */
  readonly welcome: (limits?: Parameters<typeof welcomeFrame>[0]) => FakeSocket;
}

/** Creates a client with a manual clock, a fixed random number (0.5 by default) and fake sockets. */
export function clientWorld(options: ClientOptions = {}): ClientWorld {
  const clock = new ManualClock();
  const { sockets, WebSocket } = fakeWebSocket();
  const client = connect('ws://server.test/track', { clock, WebSocket, random: () => 0.5, ...options });
  const socket = (): FakeSocket => {
    const newest = sockets.at(-1);
    if (newest === undefined) throw new Error('the client opened no socket');
    return newest;
  };
  const welcome = (limits: Parameters<typeof welcomeFrame>[0] = {}): FakeSocket => {
    socket().open();
    socket().frame(welcomeFrame(limits));
    return socket();
  };
  return { client, clock, sockets, socket, welcome };
}

export interface Collected<T> {
  readonly values: readonly T[];
  /** Returns `open`, and after the end `complete` or the error. */
  readonly end: () => 'open' | 'complete' | Error;
  readonly unsubscribe: () => void;
}

/** Collects everything that a stream emits. */
export function collect<T>(stream: Stream<T>): Collected<T> {
  const values: T[] = [];
  let end: 'open' | 'complete' | Error = 'open';
  const { unsubscribe } = stream.subscribe({
    next: (value) => values.push(value),
    error: (error) => (end = error),
    complete: () => (end = 'complete'),
  });
  return { values, end: () => end, unsubscribe: unsubscribe };
}
