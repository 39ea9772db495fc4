import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { listenOn } from './refusal.ts';

/*
 * Servers that send posts as fast as they are taken, and no faster: what they have not sent yet takes no memory.
 */

export interface Flood {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface FloodOptions {
  readonly posts: number;
  /** Of each message, about. */
  readonly bytes: number;
}

const post = (number: number, bytes: number) => ({ text: `pizza ${number}`, padding: 'x'.repeat(bytes) });
const postsAtATime = 64;

/** The filtered stream of X, with any rule taken. */
export async function floodAsX({ posts, bytes }: FloodOptions): Promise<Flood> {
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    if (request.url?.startsWith('/2/tweets/search/stream?') !== true) {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        response.end(
          request.method === 'GET'
            ? '{"meta":{}}'
            : body.replace('"add"', '"data"').replaceAll('{"value"', '{"id":"1","value"'),
        );
      });
      return;
    }
    void (async () => {
      for (let number = 0; number < posts && !response.destroyed; number += postsAtATime) {
        const lines = Array.from({ length: Math.min(postsAtATime, posts - number) }, (_, index) => {
          const data = { id: String(number + index), ...post(number + index, bytes) };
          return `${JSON.stringify({ data })}\r\n`;
        });
        if (!response.write(lines.join(''))) await drained(response);
      }
    })();
  });
  return flood(server);
}

/** Jetstream, the older wire. */
export async function floodAsJetstream({ posts, bytes }: FloodOptions): Promise<Flood> {
  const server = createServer((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server, path: '/subscribe', perMessageDeflate: false });
  const send = (socket: WebSocket, text: string) =>
    new Promise((resolve) => {
      socket.send(text, resolve);
    });
  sockets.on('connection', (socket) => {
    void (async () => {
      for (let number = 0; number < posts && socket.readyState === socket.OPEN; number += 1) {
        const commit = { operation: 'create', collection: 'app.bsky.feed.post', rkey: String(number) };
        const record = post(number, bytes);
        const frame = { did: 'did:plc:ann', time_us: 1e15 + number, kind: 'commit', commit: { ...commit, record } };
        const sent = send(socket, JSON.stringify(frame));
        if (number % postsAtATime === 0) await sent;
      }
    })();
  });
  const { url, close } = await flood(server);
  return { url: url.replace('http', 'ws'), close };
}

/** Resolves when more can be written, or nothing ever again. */
async function drained(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const ends = ['drain', 'close'].map((event) => once(response, event, { signal }).catch(() => undefined));
  await Promise.race(ends);
  over.abort();
}

async function flood(server: Server): Promise<Flood> {
  const url = await listenOn(server);
  return {
    url,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The lines of a file with as many posts. */
export function* floodLines({ posts, bytes }: FloodOptions): Generator<string> {
  for (let number = 0; number < posts; number += 1) yield `${JSON.stringify(post(number, bytes))}\n`;
}
