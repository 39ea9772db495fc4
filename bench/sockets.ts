import { createServer } from 'node:http';
import { of } from 'rxjs';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ScoredPost, Scorer } from '../src/graph/index.ts';

/** Scores are made in other threads, and once for all sockets: no part of what benches of sockets measure. */
export const constantScorer: Scorer = {
  idle$: of(true),
  score: (batch) =>
    of(
      batch.map((matched): ScoredPost => ({
        ...matched,
        score: { compound: 0.8, pos: 0.4, neu: 0.6, neg: 0 },
        topics: matched.matches.map(() => ({ compound: 0.8, polarityIndex: 0 })),
      })),
    ),
};

/** A server of `ws` that does nothing: what ours is measured against. */
export async function startBare() {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    clients: (): readonly WebSocket[] => [...server.clients],
    stop: async (): Promise<void> => {
      server.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
