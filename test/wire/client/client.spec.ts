import { WebSocket as WsSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Client, type ClientOptions, type ClientState } from '../../../src/client/index.ts';
import { systemClock } from '../../../src/client/clock.ts';
import { collect } from '../../support/client-world.ts';
import { FakeUndertone } from '../../support/fakes/undertone-server.ts';
import { gapFrame, postFrame, statsFrame, summaryFrame, trackingFrame } from '../../support/frames.ts';

let server: FakeUndertone;
let clients: Client[];
beforeEach(async () => {
  server = await FakeUndertone.start();
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.stop();
});

// A clock at ten times real speed keeps the pauses short. The deadlines, which would be too short, are off.
const hurried: ClientOptions = {
  clock: { now: () => systemClock.now() * 10, after: (delayMs, run) => systemClock.after(delayMs / 10, run) },
  welcomeMs: Infinity,
  silenceMs: Infinity,
};

function open(options: ClientOptions = {}): Client {
  const client = connect(server.url, { ...hurried, ...options });
  clients.push(client);
  return client;
}

async function reach(client: Client, name: ClientState['name']): Promise<ClientState> {
  for await (const state of client.states) if (state.name === name) return state;
  throw new Error(`the client never was ${name}`);
}

// Node's WebSocket is like a browser's. The package `ws` is another implementation.
describe.each([
  ['the WebSocket of Node', globalThis.WebSocket],
  ['the WebSocket of the package ws', WsSocket],
])('over %s', (_name, WebSocket) => {
  it('tracks a query, emits each frame, and untracks after the loop', async () => {
    const client = open({ WebSocket, token: 'a secret' });
    const walking = (async () => {
      const events = [];
      for await (const event of client.track('pizza', { summary: { windowMs: 1_000, everyMs: 500 } })) {
        events.push(event);
        if (event.type === 'summary') break;
      }
      return events;
    })();
    const session = await server.session();
    expect(session.url).toBe('/track?access_token=a+secret');
    const summary = { windowMs: 1_000, everyMs: 500 };
    expect(await session.next()).toEqual({ type: 'track', id: 'q1', query: 'pizza', summary });
    const frames = [trackingFrame('q1'), postFrame('q1', 1), gapFrame(), summaryFrame('q1')] as const;
    session.send(...frames);
    expect(await walking).toEqual(frames);
    expect(await session.next()).toEqual({ type: 'untrack', id: 'q1' });
    await client.close();
    expect(await session.closed()).toBe(1000);
  });

  it.each([1001, 1011, 1012, 4408, 4410])('resumes with its token after %i', async (code) => {
    const client = open({ WebSocket });
    const { values } = collect(client.track('pizza'));
    const first = await server.session();
    const id = await first.tracked();
    first.send(trackingFrame(id), postFrame(id, 1, { resume: 'e1-41' }), statsFrame());
    first.close(code, 'as scripted');
    const waiting = await reach(client, 'waiting');
    expect(waiting).toMatchObject({ ending: { code } });
    const second = await server.session();
    expect(await second.next()).toEqual({ type: 'track', id, query: 'pizza', resume: 'e1-41' });
    second.send(trackingFrame(id, { resumed: true }), postFrame(id, 2));
    await reach(client, 'live');
    second.send(statsFrame({ routed: 9 }));
    for await (const { routed } of client.stats) if (routed === 9) break;
    expect(values.map(({ type }) => type)).toEqual(['tracking', 'post', 'tracking', 'post']);
  });

  it('reconnects after a connection that broke without a close', async () => {
    const client = open({ WebSocket });
    (await server.session()).cut();
    expect(await reach(client, 'waiting')).toMatchObject({
      ending: { code: 1006, reason: 'The connection broke.' },
    });
    await server.session();
    await reach(client, 'live');
  });

  it.each([1008, 1009])('ends after %i', async (code) => {
    const client = open({ WebSocket });
    const pizza = client.track('pizza');
    const failed = (async () => {
      for await (const event of pizza) expect(event.type).toBe('tracking');
    })();
    const session = await server.session();
    session.send(trackingFrame(await session.tracked()));
    session.close(code, 'enough');
    await expect(failed).rejects.toMatchObject({ code: 'unavailable' });
    expect(client.state).toMatchObject({ name: 'closed', ending: { code } });
    expect(server.handshakes).toBe(1);
  });

  it.each([401, 403, 503])(
    'reports that a handshake refused with %i may have been refused, and tries again',
    async (status) => {
      server.refuseWith = status;
      const client = open({ WebSocket });
      const state = await reach(client, 'waiting');
      expect(state).toHaveProperty('ending.code', 1006);
      expect(state).toHaveProperty('ending.reason', expect.stringMatching(/can't be reached, or refuses/));
      server.refuseWith = undefined;
      await server.session();
      await reach(client, 'live');
    },
  );

  it('reports a refusal of the server, with the position', async () => {
    const client = open({ WebSocket });
    const refused = (async () => {
      for await (const event of client.track('a OR -b')) expect(event).toBe('nothing');
    })();
    const session = await server.session();
    const id = await session.tracked();
    session.send({ type: 'error', code: 'bad_query', message: 'No positive word.', id, position: 5 });
    await expect(refused).rejects.toMatchObject({ code: 'bad_query', message: 'No positive word.', position: 5 });
    expect(client.state.name).toBe('live');
  });

  it('survives invalid frames, binary frames, and unknown types', async () => {
    const client = open({ WebSocket });
    const { values } = collect(client.errors);
    const session = await server.session();
    session.socket.send('{"type":"weather"}');
    session.socket.send('nonsense');
    session.socket.send(Buffer.from([1, 2, 3]));
    session.send(statsFrame());
    for await (const stats of client.stats) if (stats.routed === 3) break;
    expect(values.map(({ code }) => code)).toEqual(['bad_message', 'bad_message']);
    expect(client.state.name).toBe('live');
  });

  it('gives up a server that stalls, and closes in time without its answer', async () => {
    const client = open({ WebSocket, silenceMs: 2_000 });
    const first = await server.session();
    first.stall();
    expect(await reach(client, 'waiting')).toMatchObject({ ending: { code: 1006 } });
    const second = await server.session();
    await reach(client, 'live');
    second.stall();
    await client.close();
    expect(client.state.name).toBe('closed');
  });
});

describe('a client', () => {
  it('closes while it connects', async () => {
    const client = open();
    await client.close();
    expect(client.state.name).toBe('closed');
  });

  it('is never live at a server that selects another subprotocol', async () => {
    const other = await FakeUndertone.start({ protocol: 'undertone.v9' });
    const client = connect(other.url);
    expect(await reach(client, 'waiting')).toHaveProperty('ending.code', 1006);
    await client.close();
    await other.stop();
  });
});
