/**
 * The conformance suite of sources, run over a source of your own and a fake of its upstream.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createTestSource, describeSource, type Refusal, type SourceHarness } from 'undertone/testing';
import { describe, expect, it } from 'vitest';
import { linesSource } from './custom-source.ts';

/** Starts a feed that speaks the real protocol. Each capability that the harness offers adds what the suite can test. */
async function startFakeFeed(): Promise<SourceHarness> {
  const clients = new Set<ServerResponse>();
  const refusals: Refusal[] = [];
  let attempts = 0;
  const server = createServer((_, response) => {
    attempts += 1;
    const refusal = refusals.shift();
    if (refusal !== undefined) {
      response.writeHead(refusal.status, refusal.headers).end(refusal.body);
      return;
    }
    response.writeHead(200).flushHeaders();
    clients.add(response);
    response.on('close', () => clients.delete(response));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  let count = 0;
  return {
    open: (scheduler) => createTestSource(linesSource, `lines:http://127.0.0.1:${port}`, { scheduler }),
    post: (text) => {
      count += 1;
      for (const client of clients) client.write(`${JSON.stringify({ id: count, text })}\n`);
    },
    refuse: (...next) => {
      refusals.push(...next);
    },
    hush: () => undefined,
    openSockets: () => clients.size,
    attempts: () => attempts,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

describeSource('lines', startFakeFeed, { describe, it, expect });
