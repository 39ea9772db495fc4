import { once } from 'node:events';
import { connect } from 'node:net';
import { VirtualTimeScheduler } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startEngine } from '../support/engine.ts';
import { openMute } from '../support/mute-client.ts';
import { WireClient } from '../support/wire-client.ts';

it('a client that does not answer the closing handshake is cut', async () => {
  const engine = await startEngine({ closeMs: 20 });
  const mute = await openMute(engine.url);
  const brisk = await WireClient.open(engine.url);
  const ended = once(mute, 'close');
  const stopped = engine.stop();
  expect(await brisk.closed()).toBe(1001);
  await Promise.all([stopped, ended]);
  expect(engine.delivery.count()).toBe(0);
  expect(engine.gone).toHaveLength(2);
}, 5_000);

it('a closed client is not pinged any more', async () => {
  const scheduler = new VirtualTimeScheduler();
  const pings = vi.spyOn(WebSocket.prototype, 'ping');
  const engine = await startEngine({ scheduler, pingMs: 1_000 });
  const beat = (): number => {
    pings.mockClear();
    scheduler.maxFrames = scheduler.frame + 1_000;
    scheduler.flush();
    return pings.mock.calls.length;
  };
  const [leaving, staying] = [await WireClient.open(engine.url), await WireClient.open(engine.url)];
  expect(beat()).toBe(2);
  await leaving.close();
  await expect.poll(() => engine.gone.length).toBe(1);
  expect(beat()).toBe(1);
  await staying.close();
  await expect.poll(() => engine.gone.length).toBe(2);
  expect(beat()).toBe(0);
  pings.mockRestore();
  await engine.stop();
});

it('clients that reset the connection after a refused request leave nothing behind', async () => {
  const engine = await startEngine();
  const { hostname, port } = new URL(engine.url);
  const ask = 'GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const reset = async (): Promise<void> => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(ask, () => socket.resetAndDestroy());
    await once(socket, 'close');
  };
  await Promise.all(Array.from({ length: 50 }, reset));
  const client = await WireClient.open(engine.url);
  await client.settled();
  await engine.stop();
});
