import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import { createFrameWriters, type FrameWriter } from '../../src/delivery/frame-writer.ts';
import { encodeTextFrame } from '../../src/delivery/frame.ts';

/*
 * The properties of `ws` on which the frame writer relies, because it writes to the stream below `ws`.
 */

interface Pair {
  readonly client: WebSocket;
  readonly socket: WebSocket;
  readonly duplex: Duplex;
  readonly writer: FrameWriter;
}

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** Opens a WebSocket as the server does, with both of its ends. */
async function openPair(): Promise<Pair> {
  const http = createServer();
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const opened = new Promise<Omit<Pair, 'client'>>((resolve) => {
    http.on('upgrade', (request, duplex, head) => {
      server.handleUpgrade(request, duplex, head, (socket) => {
        resolve({ socket, duplex, writer: createFrameWriters()({ duplex, socket }) });
      });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const client = new WebSocket(`ws://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`);
  closings.push(() => {
    client.terminate();
    http.close();
  });
  await once(client, 'open');
  return { client, ...(await opened) };
}

describe('ws', () => {
  it('writes its frames whole and at once, so that they do not mix with ours', async () => {
    const { client, socket, writer } = await openPair();
    const received: string[] = [];
    client.on('ping', (data) => received.push(`ping ${data.toString()}`));
    client.on('message', (data) => received.push(`text ${Buffer.isBuffer(data) ? data.toString() : ''}`));
    for (const turn of ['1', '2', '3']) {
      socket.ping(`before ${turn}`);
      writer.send(encodeTextFrame(turn.repeat(70_000)), () => undefined);
      writer.flush();
      socket.ping(`after ${turn}`);
    }
    socket.close(1000);
    expect(await codeOf(client)).toBe(1000);
    expect(received).toEqual(
      ['1', '2', '3'].flatMap((turn) => [`ping before ${turn}`, `text ${turn.repeat(70_000)}`, `ping after ${turn}`]),
    );
  });

  it('has no queue in front of the stream', async () => {
    const { client, socket, duplex } = await openPair();
    client.pause();
    for (let count = 0; count < 200; count += 1) socket.ping(Buffer.alloc(125));
    expect(socket.bufferedAmount).toBe(duplex.writableLength);
    for (let count = 0; count < 200; count += 1) socket.send('x'.repeat(65_536));
    expect(socket.bufferedAmount).toBe(duplex.writableLength);
    expect(duplex.writableLength).toBeGreaterThan(0);
  });

  it('is not open any more once it is closed, so that no frame of ours follows its Close', async () => {
    const { client, socket, writer } = await openPair();
    const errors: unknown[] = [];
    const messages: unknown[] = [];
    client.on('message', (data) => messages.push(data));
    writer.send(encodeTextFrame('late'), (error) => errors.push(error));
    socket.close(1001);
    expect(socket.readyState).toBe(WebSocket.CLOSING);
    expect(await codeOf(client)).toBe(1001);
    expect(errors).toEqual([expect.any(Error)]);
    expect(messages).toEqual([]);
  });
});

const codeOf = (client: WebSocket): Promise<number> => new Promise((resolve) => client.once('close', resolve));
