import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { isRecord } from '../src/model/index.ts';

export interface AttackOptions {
  /** The http address of the server. */
  readonly url: string;
  /** 1 is the whole attack; 0.5 is half of its clients. */
  readonly strength: number;
  /** Aborted when the attack is to end. */
  readonly signal: AbortSignal;
  /** Called with each answer that refuses something: a close code, a status or an error's code. */
  readonly onRefused: (answer: string) => void;
}

export type Attack = (options: AttackOptions) => Promise<void>;

/** The queries that match almost every English text. */
const wide = 'the OR a OR i OR to OR and OR of OR it OR is OR in OR you';
const maxIds = 64;

/** The attacks of one client on a server with default limits. Each lasts until its signal. */
export const attacks = {
  /** Asks for all stored posts as often as it can, and reads none. */
  since: async (options) => {
    await openMany(options, 64, { message: (id) => ({ query: 'the OR a OR i', since: 0, id }), reads: false });
  },
  exports: async ({ url, strength, signal, onRefused }) => {
    const { hostname, port } = new URL(url);
    const path = '/v1/export?query=the%20OR%20a%20OR%20i';
    for (let opened = 0; opened < 300 * strength; opened += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
      socket.once('data', (bytes: Buffer) => {
        const status = bytes.toString('latin1').split(' ')[1] ?? '';
        if (status !== '200') onRefused(status);
        socket.pause();
      });
      signal.addEventListener('abort', () => {
        socket.destroy();
      });
    }
    await aborted(signal);
  },
  downloads: async (options) => {
    const path = '/v1/export?query=the%20OR%20a%20OR%20i';
    await repeat(options, 8, async (signal) => read(await fetch(`${options.url}${path}`, { signal }), options));
  },
  windows: async (options) => {
    const queries = ['the OR a OR i', 'the OR to', 'and OR of', 'it OR is'];
    const message = (id: string, index: number) => ({
      id,
      query: queries[index % queries.length],
      posts: false,
      summary: { windowMs: 90_000 - 250 * index, everyMs: 250 },
    });
    await openMany(options, 16, { message, reads: true });
  },
  queries: async (options) => {
    const message = (id: string, index: number, client: number) => ({ id, query: `(${wide}) -z${client}x${index}` });
    await openMany(options, 10, { message, reads: false });
  },
  wideChurn: async (options) => {
    await churn(options, (client, index) => `(${wide}) -z${client}x${index}`);
  },
  narrowChurn: async (options) => {
    const words = Array.from({ length: 60 }, (_, index) => `nobody${index}`)
      .join(' OR ')
      .slice(0, 470);
    await churn(options, (client, index) => `${words.slice(0, words.lastIndexOf(' OR '))} OR q${client}x${index}`);
  },
  explain: async (options) => {
    const text = 'a '.repeat(5_000).trim();
    const body = JSON.stringify({ text, topic: `"${'a '.repeat(201).trim()}"` });
    await repeat(options, 16, async (signal) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${options.url}/v1/explain`, { method: 'POST', headers, body, signal });
      await read(answer, options);
    });
  },
  binary: async (options) => {
    await flood(options, (socket) => {
      socket.send(Buffer.alloc(8));
    });
  },
  pings: async (options) => {
    await flood(options, (socket) => {
      socket.ping();
    });
  },
} as const satisfies Readonly<Record<string, Attack>>;

export type AttackName = keyof typeof attacks;

interface Clients {
  readonly message: (id: string, index: number, client: number) => Readonly<Record<string, unknown>>;
  readonly reads: boolean;
}

/** Opens sessions with as many queries as each may have, which then read everything or nothing. */
async function openMany(options: AttackOptions, count: number, { message, reads }: Clients): Promise<void> {
  for (let client = 0; client < count * options.strength; client += 1) {
    const socket = open(options);
    socket.on('open', () => {
      for (let index = 0; index < maxIds; index += 1) {
        socket.send(JSON.stringify({ type: 'track', ...message(`q${index}`, index, client) }));
      }
      if (!reads)
        setTimeout(() => {
          socket.pause();
        }, 50);
    });
  }
  await aborted(options.signal);
}

/** Opens a session with 64 queries 20 times a second, and leaves after 0.4 s. */
async function churn(options: AttackOptions, queryOf: (client: number, index: number) => string): Promise<void> {
  for (let client = 0; !options.signal.aborted; client += 1) {
    const socket = open(options);
    socket.on('open', () => {
      for (let index = 0; index < maxIds; index += 1) {
        socket.send(JSON.stringify({ type: 'track', id: `q${index}`, query: queryOf(client, index) }));
      }
      setTimeout(() => {
        socket.terminate();
      }, 400);
    });
    await pause(50 / options.strength);
  }
}

/** Sends frames as fast as the socket takes them, and connects again when it is closed. */
async function flood(options: AttackOptions, send: (socket: WebSocket) => void): Promise<void> {
  while (!options.signal.aborted) {
    const socket = open(options);
    await Promise.race([once(socket, 'open'), once(socket, 'close')]).catch(() => undefined);
    while (isOpen(socket)) {
      for (let sent = 0; sent < 1_000 * options.strength && socket.bufferedAmount < 65_536; sent += 1) send(socket);
      await pause(1);
    }
    await pause(20);
  }
}

const isOpen = ({ readyState }: WebSocket): boolean => readyState === WebSocket.OPEN;

function open({ url, signal, onRefused }: AttackOptions): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/track`, 'undertone.v1');
  socket.on('error', () => undefined);
  socket.on('unexpected-response', (_, response) => {
    onRefused(String(response.statusCode));
  });
  socket.on('close', (code) => {
    if (code !== 1006 && !signal.aborted) onRefused(String(code));
  });
  socket.on('message', (data: Buffer) => {
    // Most frames are none, and reading all of them would slow the attack down.
    if (data.length > 1_000 || !data.includes('"type":"error"')) return;
    const frame: unknown = JSON.parse(data.toString());
    if (isRecord(frame)) onRefused(String(frame['code']));
  });
  signal.addEventListener('abort', () => {
    socket.terminate();
  });
  return socket;
}

/** Runs a request again and again, as often at a time as `count` says. */
async function repeat(
  { strength, signal }: AttackOptions,
  count: number,
  request: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const loop = async (): Promise<void> => {
    while (!signal.aborted) await request(signal).catch(() => pause(10));
  };
  await Promise.all(Array.from({ length: Math.max(1, count * strength) }, loop));
}

async function read(answer: Response, { onRefused }: AttackOptions): Promise<void> {
  if (!answer.ok) {
    onRefused(String(answer.status));
    await answer.body?.cancel();
    await pause(5);
    return;
  }
  await answer.arrayBuffer();
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
