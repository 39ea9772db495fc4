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
  /** Opens the newest socket and welcomes the client. */
  readonly welcome: (limits?: Parameters<typeof welcomeFrame>[0]) => FakeSocket;
}

/** A client in a world whose time, chance (always 0.5 unless said) and network are the test's. */
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

export interface Heard<T> {
  readonly values: readonly T[];
  /** `open` until it ended, then `complete` or the error. */
  readonly end: () => 'open' | 'complete' | Error;
  readonly leave: () => void;
}

/** Everything that a stream tells. */
export function hear<T>(stream: Stream<T>): Heard<T> {
  const values: T[] = [];
  let end: 'open' | 'complete' | Error = 'open';
  const { unsubscribe } = stream.subscribe({
    next: (value) => values.push(value),
    error: (error) => (end = error),
    complete: () => (end = 'complete'),
  });
  return { values, end: () => end, leave: unsubscribe };
}
