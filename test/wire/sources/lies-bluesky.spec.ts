import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { createBluesky, noCursors, type BlueskyOptions } from '../../../src/sources/index.ts';
import { createFastTime } from '../../../src/testing/fast-time.ts';
import { FakeJetstream } from '../../support/fakes/jetstream.ts';
import { SourceListener } from '../../../src/testing/source-listener.ts';
import { listenOn } from '../../support/fakes/refusal.ts';

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).toReversed()) await release();
});

async function startFake(): Promise<FakeJetstream> {
  const fake = await FakeJetstream.start();
  releases.push(() => fake.close());
  return fake;
}

/** A server that takes connections, and leaves what comes over them to the test. */
async function serve(upgrade: (request: IncomingMessage, pipe: Duplex, head: Buffer) => void): Promise<string> {
  const server: Server = createServer();
  server.on('upgrade', (request: IncomingMessage, pipe: Duplex, head: Buffer) => {
    pipe.on('error', () => undefined);
    upgrade(request, pipe, head);
  });
  const url = await listenOn(server);
  releases.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return url.replace('http', 'ws');
}

function listen(options: Partial<BlueskyOptions>): SourceListener {
  const { scheduler } = createFastTime(100);
  const common = { name: 'bluesky', wants: () => true, cursors: noCursors, canAccept$: of(true), random: () => 0 };
  const listener = new SourceListener(createBluesky({ ...common, scheduler, ...options }));
  releases.push(() => {
    listener.close();
  });
  return listener;
}

describe('a Jetstream that lies', () => {
  it('and sends what can’t be read is passed by at the second try, and what was missed is reported', async () => {
    const fake = await startFake();
    const listener = listen({ base: fake.url });
    await listener.live();
    fake.post('before');
    await listener.until(() => listener.posts.length === 1);
    fake.post('x'.repeat(3_000_000));
    await listener.until(() => listener.gaps.some(({ filled }) => filled === 'none'));
    fake.post('after');
    await listener.until(() => listener.texts.includes('after'));
    expect(fake.cursors).toEqual([null, '1000', null]);
  });

  it.each<[string, Parameters<typeof serve>[0]]>([
    [
      'takes connections and says nothing',
      (_, pipe) => {
        releases.push(() => pipe.destroy());
      },
    ],
    [
      'hangs up at once',
      (request, pipe, head) => {
        new WebSocketServer({ noServer: true }).handleUpgrade(request, pipe, head, (socket) => {
          socket.terminate();
        });
      },
    ],
  ])('and %s is left for the next one', async (_, upgrade) => {
    const fake = await startFake();
    const bad = await serve(upgrade);
    const servers = [bad, fake.url].map((base) => ({ base, wire: 'v2' as const }));
    const listener = listen({ servers });
    await listener.until(() => fake.requests.length === 1);
    await listener.until(() => listener.states.at(-1) === 'live');
    fake.post('here');
    await listener.until(() => listener.texts.includes('here'));
  });
});
