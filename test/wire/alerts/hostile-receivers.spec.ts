import { createServer, type Server, type Socket } from 'node:net';
import { asyncScheduler, ReplaySubject } from 'rxjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AlertBody } from '../../../src/alerts/body.ts';
import { createNotifier } from '../../../src/alerts/notifier.ts';
import { Sender } from '../../../src/alerts/sender.ts';
import type { Destination } from '../../../src/alerts/spec.ts';
import { HookReceiver } from '../../support/fakes/hook-receiver.ts';
import { listenOn } from '../../support/fakes/refusal.ts';
import { MemoryOutbox } from '../../support/memory-outbox.ts';

// Longer than a busy machine needs for what is not silent.
const timeoutMs = 4_000;
/** More than may be in flight for a receiver. */
const lanes = 6;

/** Writes until the connection ends. */
function flood(socket: Socket, chunk: string): void {
  const write = (): void => {
    if (socket.destroyed) return;
    if (socket.write(chunk)) setImmediate(write);
    else socket.once('drain', write);
  };
  write();
}

function drip(socket: Socket, text: string): void {
  let sent = 0;
  const timer = setInterval(() => {
    socket.write(text.charAt(sent % text.length));
    sent += 1;
  }, 20);
  socket.on('close', () => {
    clearInterval(timer);
  });
}

const anyError: unknown = expect.any(String);
const parseError: unknown = expect.stringMatching(/^Parse Error/);

type Conduct = (socket: Socket, elsewhere: string) => void;

/** The ways in which receivers treat a connection, and the attempt that is recorded. */
const conducts: readonly (readonly [name: string, conduct: Conduct, recorded: Readonly<Record<string, unknown>>])[] = [
  ['never answers', () => undefined, { state: 'pending', error: 'There was no answer within 4 s.' }],
  [
    'answers byte by byte',
    (socket) => {
      drip(socket, `HTTP/1.1 200 OK\r\n${'X-Header: slow\r\n'.repeat(1_000)}`);
    },
    { state: 'pending', error: 'There was no answer within 4 s.' },
  ],
  [
    'sends a head without end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      flood(socket, 'X-Header: more\r\n'.repeat(64));
    },
    { state: 'pending', error: 'Parse Error: Header overflow' },
  ],
  [
    'sends interim answers without end',
    (socket) => {
      flood(socket, 'HTTP/1.1 103 Early Hints\r\nX-Hint: more\r\n\r\n'.repeat(64));
    },
    { state: 'pending', error: 'There were more than 8 interim answers.' },
  ],
  [
    'sends a body without end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      flood(socket, `4000\r\n${'x'.repeat(0x4000)}\r\n`);
    },
    { state: 'delivered', status: 200 },
  ],
  [
    'redirects to elsewhere',
    (socket, elsewhere) => {
      socket.end(`HTTP/1.1 307 Temporary Redirect\r\nLocation: ${elsewhere}\r\nContent-Length: 0\r\n\r\n`);
    },
    { state: 'pending', status: 307 },
  ],
  [
    'switches to another protocol',
    (socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
    },
    { state: 'pending', error: 'The connection was closed without an answer.' },
  ],
  ['closes at once', (socket) => socket.destroy(), { state: 'pending', error: anyError }],
  ['resets at once', (socket) => socket.resetAndDestroy(), { state: 'pending', error: anyError }],
  [
    'speaks another language',
    (socket) => socket.write('220 mail.example.com ESMTP\r\n'),
    { state: 'pending', error: parseError },
  ],
];

interface Hostile {
  readonly server: Server;
  readonly url: string;
  readonly sockets: Set<Socket>;
}

let hostiles: Hostile[];
let elsewhere: HookReceiver;
let stop$: ReplaySubject<undefined>;
beforeEach(async () => {
  stop$ = new ReplaySubject(1);
  elsewhere = await HookReceiver.start();
  hostiles = await Promise.all(
    conducts.map(async ([, conduct]) => {
      const server = createServer();
      const hostile: Hostile = { server, url: await listenOn(server), sockets: new Set() };
      server.on('connection', (socket) => {
        hostile.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => hostile.sockets.delete(socket));
        // Reads what is sent, so that an end can be seen.
        socket.resume();
        conduct(socket, `${elsewhere.url}/stolen`);
      });
      return hostile;
    }),
  );
});
afterEach(async () => {
  stop$.next(undefined);
  for (const { server, sockets } of hostiles) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  await elsewhere.close();
});

/** Sends what is in an outbox, as a server does. Returns the most attempts that are in flight at a time, by destination. */
function send(outbox: MemoryOutbox, destinationOf: (name: string) => Destination): ReadonlyMap<string, number> {
  const notify = createNotifier({ timeoutMs, now: Date.now });
  const flying = new Map<string, number>();
  const most = new Map<string, number>();
  const count = (destination: string, change: number): void => {
    const now = (flying.get(destination) ?? 0) + change;
    flying.set(destination, now);
    most.set(destination, Math.max(now, most.get(destination) ?? 0));
  };
  const sender = new Sender({
    outbox,
    attempt: ({ id, alert, destination }, signal) => {
      const body: AlertBody = {
        ...{ type: 'alert.fired', id, alert, query: 'pizza', when: { type: 'spike' }, at: 0, from: 0, to: 1 },
        why: { words: [], posts: [] },
      };
      count(destination, 1);
      return notify(destinationOf(destination), { id, body }, signal).finally(() => {
        count(destination, -1);
      });
    },
    receiverOf: ({ destination }) => destination,
    random: Math.random,
    scheduler: asyncScheduler,
    onAttempt: () => undefined,
  });
  sender.run(stop$).subscribe();
  return most;
}

it('a receiver that is hostile costs four connections at most, and others get all that is theirs', async () => {
  const outbox = new MemoryOutbox();
  const urls = [...hostiles.map(({ url }) => url), `${elsewhere.url}/good`];
  const names = Array.from({ length: lanes }, (_, index) => `alert ${index}`);
  const at = Date.now();
  for (const alert of names) {
    await outbox.fire([
      { id: `${alert} first`, alert, at, body: '{}', posts: [], destinations: urls },
      { id: `${alert} second`, alert, at, body: '{}', posts: [], destinations: urls },
    ]);
  }
  const most = send(outbox, (url) => ({ type: 'webhook', name: url, url, secret: `whsec_${elsewhere.secret}` }));

  await expect.poll(() => elsewhere.at('/good').length, { timeout: 90_000 }).toBe(2 * lanes);
  for (const [index, [name, , recorded]] of conducts.entries()) {
    const hostile = hostiles[index];
    const attempts = async () =>
      (await outbox.attempts({ limit: 1_000 })).filter(
        ({ destination, attempt, id }) => destination === hostile?.url && attempt === 1 && id.endsWith('first'),
      );
    await expect.poll(attempts, { timeout: 90_000, message: name }).toHaveLength(lanes);
    for (const attempt of await attempts()) expect(attempt, name).toMatchObject(recorded);
    expect(most.get(hostile?.url ?? ''), name).toBeLessThanOrEqual(4);
  }
  stop$.next(undefined);
  await expect.poll(() => hostiles.reduce((sum, { sockets }) => sum + sockets.size, 0), { timeout: 90_000 }).toBe(0);
  expect(elsewhere.at('/stolen')).toEqual([]);
  expect(elsewhere.faults).toEqual([]);
});
